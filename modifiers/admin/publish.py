"""The page on which a subject is published: what is wrong, what changes for readers, and the form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from modifiers import publishing
from modifiers.pages.addresses import path_of

from .differences import changes
from .problems import Found, locate
from .states import moment, words
from .widgets import MomentInput

if TYPE_CHECKING:
    from .subjects import SubjectAdmin


class PublishForm(forms.Form):
    """How an edition goes out."""

    weight = forms.ChoiceField(
        label="Weight",
        choices=(
            ("major", "Major: readers are told what changed"),
            ("minor", "Minor: spelling, layout; readers are not told"),
        ),
        initial="major",
        widget=forms.RadioSelect,
    )
    change_note = forms.CharField(
        label="Change note for readers",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One or two sentences on what is different now. Required for a major edition.",
    )
    is_correction = forms.BooleanField(label="This corrects something that we had wrong", required=False)
    when = forms.ChoiceField(
        label="Goes live",
        choices=(("now", "Now"), ("later", "At the time below")),
        initial="now",
        widget=forms.RadioSelect,
    )
    live_from = forms.DateTimeField(
        label="Time",
        required=False,
        widget=MomentInput(),
        help_text="Eastern time (New York). Only for “At the time below”.",
    )
    supersede_scheduled = forms.BooleanField(label="Replace the edition that is scheduled already", required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, scheduled: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        if not scheduled:
            del self.fields["supersede_scheduled"]

    def clean(self) -> dict[str, Any]:
        """A major edition has a note; a later one has a time that is still to come."""
        values = super().clean() or self.cleaned_data
        if values.get("weight") == "major" and not values.get("change_note", "").strip():
            self.add_error("change_note", "Tell readers what changed, or choose “Minor”.")
        if values.get("when") == "later" and "live_from" not in self.errors:
            if not values.get("live_from"):
                self.add_error("live_from", "Say when it goes live.")
            elif values["live_from"] <= timezone.now():
                self.add_error("live_from", "This time has passed. Choose a later one, or “Now”.")
        return values

    def arguments(self) -> dict[str, Any]:
        """What :func:`modifiers.publishing.publish` is told."""
        values = self.cleaned_data
        return {
            "is_major": values["weight"] == "major",
            "change_note": values["change_note"].strip(),
            "is_correction": values["is_correction"],
            "live_from": values["live_from"] if values["when"] == "later" else None,
            "supersede_scheduled": values.get("supersede_scheduled", False),
        }


def live_url(subject: Any) -> str:
    """The address of the subject's public page."""
    return path_of(subject.kind, subject.key)


def publish(model_admin: SubjectAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show what would be published; publish it by POST."""
    subject = model_admin.get_object(request, str(pk))
    if not (model_admin.has_view_permission(request, subject) and model_admin.has_publish_permission(request)):
        raise PermissionDenied
    if subject is None:
        return model_admin.missing(request, str(pk))
    document, found = look(model_admin, subject)
    state = publishing.state(subject)
    sent = request.POST.copy()
    form = PublishForm(
        sent if request.method == "POST" else None,
        scheduled=state.scheduled is not None,
        initial={"seen": document.sha256() if document else ""},
    )
    if request.method == "POST" and form.is_valid():
        if document and form.cleaned_data["seen"] not in ("", document.sha256()):
            form.add_error(
                None, "The working copy has changed since you opened this page. Look at the differences again."
            )
            sent["seen"] = document.sha256()
        else:
            try:
                edition = publishing.publish(subject, actor=request.user, **form.arguments())
            except publishing.PublishRefused as refusal:
                found = locate(model_admin, subject, refusal.problems)
                form.add_error(None, "Not published. See what has to be put right first.")
            else:
                messages.success(request, _told(subject, edition))
                return HttpResponseRedirect(reverse(model_admin.url_name("change"), args=[subject.pk]))
    return TemplateResponse(
        request,
        "admin/modifiers/publish.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": f"Publish {subject}",
            "opts": model_admin.opts,
            "original": subject,
            "media": model_admin.media,
            "form": form,
            "blocking": [one for one in found if one.blocks],
            "warnings": [one for one in found if not one.blocks],
            "changes": changes(subject, document) if document else None,
            "state_in_words": words(state),
            "preview_url": reverse(model_admin.url_name("preview"), args=[subject.pk]),
        },
    )


def look(model_admin: SubjectAdmin, subject: Any) -> tuple[Any, list[Found]]:
    """The composed document (None if the rows do not fit together) and what is wrong with it."""
    try:
        document = publishing.compose(subject)
    except publishing.ComposeError as error:
        return None, locate(model_admin, subject, error.problems)
    return document, locate(model_admin, subject, publishing.check(document, known=publishing.known()))


def _told(subject: Any, edition: Any) -> str:
    if edition.live_from > edition.published_at:
        return f"Edition {edition.number} of {subject} is scheduled: it goes live on {moment(edition.live_from)}."
    return format_html('Edition {} is live: <a href="{}">{}</a>.', edition.number, live_url(subject), subject)
