"""The page of review and publication: what is wrong, what changes for readers, and what can be done with the draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from modifiers import publishing
from modifiers.pages.addresses import path_of

from .acts import ACTS
from .differences import changes
from .problems import Found, locate
from .proposal import ProposalForm, proposed
from .states import stage_words, words

if TYPE_CHECKING:
    from .subjects import SubjectAdmin


def live_url(subject: Any) -> str:
    """The address of the subject's public page."""
    return path_of(subject.kind, subject.key)


def publish(model_admin: SubjectAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show what would be published and what can be done; do it by POST, with the act's name in ``act``."""
    subject = model_admin.get_object(request, str(pk))
    may_publish = model_admin.has_publish_permission(request)
    may_change = model_admin.has_change_permission(request, subject)
    if not model_admin.has_view_permission(request, subject) or not (may_publish or may_change):
        raise PermissionDenied
    if subject is None:
        return model_admin.missing(request, str(pk))
    document, found = look(model_admin, subject)
    now, state = publishing.standing(subject), publishing.state(subject)
    form = ProposalForm(
        request.POST if request.method == "POST" else None,
        subject=subject,
        scheduled=state.scheduled is not None,
        initial=proposed(now.review),
    )
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        if act is None:
            form.add_error(None, "Choose what to do with the draft.")
        elif not (may_publish if act.needs == "publish" else may_change):
            raise PermissionDenied
        elif all([form.is_valid() or not act.reads_form, act.is_filled(form)]):
            try:
                messages.success(request, act.do(subject, request.user, form))
            except publishing.PublishRefused as refusal:
                found = locate(model_admin, subject, refusal.problems)
                form.add_error(None, f"{act.refused} See what has to be put right first.")
                now, state = publishing.standing(subject), publishing.state(subject)
            else:
                return HttpResponseRedirect(reverse(model_admin.url_name(act.leads_to), args=[subject.pk]))
    is_own = now.last_editor is not None and now.last_editor == request.user.pk
    return TemplateResponse(
        request,
        "admin/modifiers/publish.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": f"Review and publish {subject}",
            "opts": model_admin.opts,
            "original": subject,
            "media": model_admin.media,
            "form": form,
            "seen": now.seen,
            "blocking": [one for one in found if one.blocks],
            "warnings": [one for one in found if not one.blocks],
            "changes": changes(subject, document) if document else None,
            "state_in_words": words(state),
            "standing": now,
            "stage_in_words": stage_words(now),
            "row_notes": row_notes(model_admin, subject, now),
            "is_own": is_own,
            "may_publish": may_publish,
            "may_change": may_change,
            "may_send_back": may_publish and now.stage in ("in_review", "approved"),
            "has_something": state.has_unpublished_changes or state.live is None or form.is_bound,
            "preview_url": reverse(model_admin.url_name("look"), args=[subject.pk]),
        },
    )


def look(model_admin: SubjectAdmin, subject: Any) -> tuple[Any, list[Found]]:
    """The composed document (None if the rows do not fit together) and what is wrong with it."""
    try:
        document = publishing.compose(subject)
    except publishing.ComposeError as error:
        return None, locate(model_admin, subject, error.problems)
    return document, locate(model_admin, subject, publishing.check(document, known=publishing.known()))


def row_notes(model_admin: SubjectAdmin, subject: Any, now: publishing.Standing) -> list[Found]:
    """What a reviewer has noted on rows when sending the draft back, each with a link to the row."""
    if now.review is None or not now.review.row_notes:
        return []
    notes = [publishing.Problem("warn", path, text) for path, text in now.review.row_notes.items()]
    return locate(model_admin, subject, notes)
