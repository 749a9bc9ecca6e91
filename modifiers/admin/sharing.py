"""Showing a draft to somebody without an account: links that end, and the page that they lead to."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from modifiers import documents, publishing
from modifiers.models import Event, PreviewLink
from modifiers.pages.answering import page
from modifiers.pages.preview import render_preview

from .states import moment

if TYPE_CHECKING:
    from .subjects import SubjectAdmin

LONGEST = 30
"""Days that a link may last."""


class ShareForm(forms.Form):
    """For whom, and for how long."""

    recipient = forms.CharField(
        label="For whom",
        max_length=120,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        help_text="The person and what they are asked. It stays in the list below and in the history.",
    )
    days = forms.IntegerField(
        label="Days", min_value=1, max_value=LONGEST, initial=7, help_text=f"1 to {LONGEST}. You can end it earlier."
    )


def share(model_admin: SubjectAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link to the working copy as it stands (POST)."""
    subject = _changed_by(model_admin, request, pk)
    if isinstance(subject, HttpResponse):
        return subject
    form = ShareForm(request.POST)
    back = HttpResponseRedirect(f"{reverse(model_admin.url_name('look'), args=[pk])}#shared")
    if not form.is_valid():
        for name, errors in form.errors.items():
            messages.error(request, f"No link was made. {form.fields[name].label}: {errors[0]}")
        return back
    try:
        document = publishing.compose(subject)
    except publishing.ComposeError as error:
        messages.error(request, f"No link was made: {error.problems[0].message}")
        return back
    now = timezone.now()
    with transaction.atomic():
        link = PreviewLink.objects.create(
            kind=subject.kind,
            key=subject.key,
            document=document.canonical_json(),
            recipient=form.cleaned_data["recipient"],
            created_by=request.user,  # type: ignore[misc]
            created_at=now,
            expires_at=now + timedelta(days=form.cleaned_data["days"]),
        )
        _note(request, subject, Event.Action.SHARE, link)
    messages.success(request, f"The link for {link.recipient} is in the list below. It ends {moment(link.expires_at)}.")
    return back


def unshare(model_admin: SubjectAdmin, request: HttpRequest, pk: int, link: int) -> HttpResponse:
    """End a link at once (POST). Ending one that has ended changes nothing."""
    subject = _changed_by(model_admin, request, pk)
    if isinstance(subject, HttpResponse):
        return subject
    with transaction.atomic():
        found = PreviewLink.objects.select_for_update().filter(pk=link, kind=subject.kind, key=subject.key).first()
        if found is None:
            raise Http404("There is no such link.")
        if found.ended_at is None:
            found.ended_at, found.ended_by = timezone.now(), request.user  # type: ignore[assignment]
            found.save(update_fields=["ended_at", "ended_by"])
            _note(request, subject, Event.Action.UNSHARE, found)
    messages.success(request, f"The link for {found.recipient} has ended.")
    return HttpResponseRedirect(f"{reverse(model_admin.url_name('look'), args=[pk])}#shared")


@require_safe
def shared_preview(request: HttpRequest, token: str) -> HttpResponse:
    """``/preview/<token>/``: the draft as it was shared. No account is needed, and nothing is kept of the visit."""
    link = PreviewLink.by_token(token)
    if link is None:
        raise Http404("There is no such preview.")
    document = _document(link) if link.is_open else None
    if document is None:
        context = {"title": "This preview has ended", "description": "", "canonical": ""}
        response = page(request, "preview_ended.html", context, status=410, is_indexed=False)
    else:
        text = (
            f"As it stood on {moment(link.created_at)}. It is not published; this link ends {moment(link.expires_at)}."
        )
        response = render_preview(request, document, banner={"title": "Draft, shared for comment.", "text": text})
    response.headers["Cache-Control"] = "no-store"
    # The address lets whoever has it in: it must not travel to the sources that the page links to.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _document(link: PreviewLink) -> Any:
    """The document that was shared, or None if it was written for an older form of the page."""
    try:
        return documents.parse(json.loads(link.document))
    except ValueError:
        return None


def _changed_by(model_admin: SubjectAdmin, request: HttpRequest, pk: int) -> Any:
    """The subject, if the user may change it and asks by POST; otherwise what to answer."""
    subject = model_admin.get_object(request, str(pk))
    if not model_admin.has_change_permission(request, subject):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    return subject if subject is not None else model_admin.missing(request, str(pk))


def _note(request: HttpRequest, subject: Any, action: str, link: PreviewLink) -> None:
    Event.objects.create(
        actor=request.user,  # type: ignore[misc]
        action=action,
        kind=subject.kind,
        key=subject.key,
        note=f"For {link.recipient}, until {moment(link.expires_at)}",
    )
