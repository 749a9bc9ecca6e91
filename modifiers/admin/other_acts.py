"""Beside publishing a draft: “reviewed, still right”, taking a page down, confirming an emergency edition."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from modifiers import publishing
from modifiers.models import Edition
from modifiers.publishing import workflow

from .acts import told
from .problems import locate
from .states import stage_words, words
from .widgets import DayInput

if TYPE_CHECKING:
    from .subjects import SubjectAdmin

_A_YEAR = timedelta(days=365)


class StillRightForm(forms.Form):
    """When the whole page is due again."""

    heading = "Reviewed, still right"
    hint = (
        "You have gone over the whole page, its sources and its dates, and nothing has to change. The page then bears "
        "your name and today’s date. If anything has to change, change it and have that published instead."
    )
    button = "Reviewed, still right"

    review_due_on = forms.DateField(label="Next review by", widget=DayInput())
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, subject: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.initial.setdefault("review_due_on", timezone.localdate() + _A_YEAR)

    def act(self, subject: Any, user: Any) -> Any:
        """Do it; what to say."""
        values = self.cleaned_data
        edition = workflow.still_right(subject, actor=user, seen=values["seen"], review_due_on=values["review_due_on"])
        return told(subject, edition)


class WithdrawForm(forms.Form):
    """Why a page is taken down."""

    heading = "Withdraw"
    hint = (
        "For a code that has ended, do not withdraw the page: enter its last date of service and its successor on "
        "the form, and publish that. Readers of old claims still need it."
    )
    button = "Withdraw"

    reason = forms.ChoiceField(
        label="Why",
        choices=(
            ("error", "Published in error: the address answers that the page is gone"),
            ("merged", "Merged into another page: the address leads there"),
        ),
        widget=forms.RadioSelect,
    )
    merged_into = forms.ChoiceField(label="Merged into", required=False)
    note = forms.CharField(
        label="Note for readers",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What was wrong, or where it went. It stands in the list of updates.",
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, subject: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        live = sorted(publishing.known().keys.get(subject.kind, frozenset()) - {subject.key})
        self.fields["merged_into"].choices = [("", "—"), *((key, key) for key in live)]  # type: ignore[attr-defined]

    def act(self, subject: Any, user: Any) -> Any:
        """Do it; what to say."""
        values = self.cleaned_data
        merged_into = values["merged_into"] if values["reason"] == "merged" else ""
        how = {"reason": values["reason"], "merged_into": merged_into, "note": values["note"].strip()}
        workflow.take_down(subject, actor=user, seen=values["seen"], **how)
        return f"{subject} is withdrawn. The working copy stays; publishing it brings the page back."


def still_right(model_admin: SubjectAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The page on which a whole page is found still right."""
    return _form_page(model_admin, request, pk, StillRightForm)


def withdraw(model_admin: SubjectAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The page on which a subject is taken off the site."""
    return _form_page(model_admin, request, pk, WithdrawForm)


def confirm(model_admin: SubjectAdmin, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Confirm an edition that was published in an emergency (POST)."""
    subject = _allowed(model_admin, request, pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if subject is None:
        return model_admin.missing(request, str(pk))
    edition = Edition.objects.filter(kind=subject.kind, key=subject.key, number=number).first()
    if edition is None:
        raise Http404(f"{subject} has no edition {number}.")
    try:
        workflow.confirm(edition, actor=request.user)
    except publishing.PublishRefused as refusal:
        messages.error(request, f"Not confirmed. {refusal.problems[0].message}")
    else:
        messages.success(request, f"Edition {number} of {subject} is confirmed.")
    return HttpResponseRedirect(reverse(model_admin.url_name("publish"), args=[pk]))


def _form_page(model_admin: SubjectAdmin, request: HttpRequest, pk: int, form_class: Any) -> HttpResponse:
    subject = _allowed(model_admin, request, pk)
    if subject is None:
        return model_admin.missing(request, str(pk))
    now = publishing.standing(subject)
    form = form_class(request.POST if request.method == "POST" else None, subject=subject, initial={"seen": now.seen})
    found = []
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, form.act(subject, request.user))
        except publishing.PublishRefused as refusal:
            subject.refresh_from_db()
            found = locate(model_admin, subject, refusal.problems)
            form.data = {**form.data.dict(), "seen": publishing.standing(subject).seen}
        else:
            return HttpResponseRedirect(reverse(model_admin.url_name("change"), args=[pk]))
    return TemplateResponse(
        request,
        "admin/modifiers/other_act.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": f"{form.heading}: {subject}",
            "opts": model_admin.opts,
            "original": subject,
            "media": model_admin.media,
            "form": form,
            "blocking": found,
            "state_in_words": " · ".join(filter(None, (words(publishing.state(subject)), stage_words(now)))),
        },
    )


def _allowed(model_admin: SubjectAdmin, request: HttpRequest, pk: int) -> Any:
    subject = model_admin.get_object(request, str(pk))
    if not (model_admin.has_view_permission(request, subject) and model_admin.has_publish_permission(request)):
        raise PermissionDenied
    return subject
