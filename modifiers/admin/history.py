"""The history of a subject: its editions, what was done when, and the way back to an edition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from modifiers import publishing
from modifiers.models import Edition, Event

from .states import words

if TYPE_CHECKING:
    from .subjects import SubjectAdmin

_AT_ONCE = 50
"""Editions, and events, on one page."""


def history(model_admin: SubjectAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Editions, newest first, and events; each list in pages of its own."""
    subject = model_admin.get_object(request, object_id)
    if not model_admin.has_view_permission(request, subject):
        raise PermissionDenied
    if subject is None:
        return model_admin.missing(request, object_id)
    about = {"kind": subject.kind, "key": subject.key}
    found = (
        Edition.objects.filter(**about).select_related("author", "approved_by").defer("document").order_by("-number")
    )
    editions = Paginator(found, _AT_ONCE).get_page(request.GET.get("editions"))
    now, unconfirmed = timezone.now(), publishing.standing(subject).unconfirmed
    for edition in editions:
        edition.is_out = edition.live_from <= now  # type: ignore[attr-defined]
        edition.url = edition_url(edition) if edition.is_out else ""  # type: ignore[attr-defined]
        edition.is_unconfirmed = edition.number in unconfirmed  # type: ignore[attr-defined]
    done = Event.objects.filter(**about).select_related("actor")
    events = Paginator(done, _AT_ONCE).get_page(request.GET.get("events"))
    return _page(
        model_admin,
        request,
        subject,
        "admin/modifiers/history.html",
        title=f"History of {subject}",
        editions=editions,
        events=events,
        may_restore=model_admin.has_change_permission(request, subject),
        state_in_words=words(publishing.state(subject)),
    )


def restore(model_admin: SubjectAdmin, request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Put an edition back into the working copy (POST). Asks first if that would lose unpublished changes."""
    subject = model_admin.get_object(request, str(pk))
    if not model_admin.has_change_permission(request, subject):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if subject is None:
        return model_admin.missing(request, str(pk))
    edition = Edition.objects.filter(kind=subject.kind, key=subject.key, number=number).first()
    if edition is None:
        raise Http404(f"{subject} has no edition {number}.")
    if publishing.state(subject).has_unpublished_changes and "confirmed" not in request.POST:
        return _page(
            model_admin,
            request,
            subject,
            "admin/modifiers/restore.html",
            title=f"Restore edition {number} of {subject}?",
            edition=edition,
        )
    try:
        publishing.restore(edition, actor=request.user)
    except publishing.ApplyError as error:
        messages.error(request, f"Edition {number} could not be restored: {error}")
        return HttpResponseRedirect(reverse(model_admin.url_name("history"), args=[pk]))
    messages.success(request, f"Edition {number} is back in the working copy. Readers see it once you publish.")
    return HttpResponseRedirect(reverse(model_admin.url_name("change"), args=[pk]))


def edition_url(edition: Edition) -> str:
    """The public page of an edition, empty for kinds whose past editions have none."""
    try:
        return reverse(f"{edition.kind}_edition", args=[edition.key.lower(), edition.number])
    except NoReverseMatch:
        return ""


def _page(model_admin: SubjectAdmin, request: HttpRequest, subject: Any, template: str, **context: Any) -> HttpResponse:
    return TemplateResponse(
        request,
        template,
        {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "original": subject,
            "media": model_admin.media,
            **context,
        },
    )
