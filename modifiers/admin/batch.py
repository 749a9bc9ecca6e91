"""Many subjects of one kind at once, with one note: sent for review or published, all of them or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from modifiers import publishing
from modifiers.publishing import workflow

from .problems import locate_any
from .proposal import PublishForm
from .states import stage_words, words

if TYPE_CHECKING:
    from .subjects import SubjectAdmin


def publish_many(model_admin: SubjectAdmin, request: HttpRequest) -> HttpResponse:
    """Show the selected subjects and the form; send them for review or publish them by POST."""
    may_publish, may_change = model_admin.has_publish_permission(request), model_admin.has_change_permission(request)
    if not model_admin.has_view_permission(request) or not (may_publish or may_change):
        raise PermissionDenied
    given = request.POST if request.method == "POST" else request.GET
    chosen = [pk for pk in given.getlist("pk") if pk.isascii() and pk.isdigit() and len(pk) < 19]
    queryset = model_admin.get_queryset(request).filter(pk__in=chosen)
    subjects = list(queryset)
    back = HttpResponseRedirect(reverse(model_admin.url_name("changelist")))
    if not subjects:
        messages.warning(request, "Choose what to publish first.")
        return back
    states, standings = publishing.states_of(queryset), publishing.standings_of(queryset)
    form = PublishForm(
        request.POST if request.method == "POST" else None,
        scheduled=any(state.scheduled is not None for state in states.values()),
    )
    found = []
    if request.method == "POST" and form.is_valid():
        is_asked = request.POST.get("act") == "submit"
        if not (may_change if is_asked else may_publish):
            raise PermissionDenied
        seen = {subject.pk: request.POST.get(f"seen-{subject.pk}", "") for subject in subjects}
        try:
            messages.success(request, _done(subjects, request.user, form, seen, is_asked=is_asked))
        except publishing.PublishRefused as refusal:
            found = locate_any(model_admin, subjects, refusal.problems)
            form.add_error(
                None,
                f"Nothing was {'sent for review' if is_asked else 'published'}. See what has to be put right first.",
            )
        else:
            return back
    return TemplateResponse(
        request,
        "admin/modifiers/publish_many.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": f"Review and publish {len(subjects)} {model_admin.opts.verbose_name_plural}",
            "opts": model_admin.opts,
            "media": model_admin.media,
            "form": form,
            "rows": [_row(subject, states[subject.key], standings[subject.key], request.user) for subject in subjects],
            "blocking": found,
            "may_publish": may_publish,
            "may_change": may_change,
        },
    )


def _row(subject: Any, state: publishing.State, standing: publishing.Standing, user: Any) -> dict[str, Any]:
    told = [words(state), stage_words(standing)]
    if standing.last_editor == user.pk:
        told.append("last edited by you")
    return {"subject": subject, "words": " · ".join(filter(None, told)), "seen": standing.seen}


def _done(subjects: list[Any], user: Any, form: PublishForm, seen: dict[int, str], *, is_asked: bool) -> str:
    if is_asked:
        workflow.submit_many(subjects, actor=user, seen=seen, **form.proposal())
        return f"Sent {len(subjects)} for review."
    editions = workflow.publish_many(subjects, actor=user, seen=seen, **form.arguments())
    return f"Published {len(editions)}: {', '.join(edition.key for edition in editions)}."
