"""Publishing many subjects of one kind at once, with one note: all of them or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from modifiers import publishing

from .problems import locate_any
from .publish import PublishForm
from .states import words

if TYPE_CHECKING:
    from .subjects import SubjectAdmin


def publish_many(model_admin: SubjectAdmin, request: HttpRequest) -> HttpResponse:
    """Show the selected subjects and the form; publish them by POST."""
    if not (model_admin.has_view_permission(request) and model_admin.has_publish_permission(request)):
        raise PermissionDenied
    given = request.POST if request.method == "POST" else request.GET
    chosen = [pk for pk in given.getlist("pk") if pk.isascii() and pk.isdigit() and len(pk) < 19]
    queryset = model_admin.get_queryset(request).filter(pk__in=chosen)
    subjects = list(queryset)
    if not subjects:
        messages.warning(request, "Choose what to publish first.")
        return HttpResponseRedirect(reverse(model_admin.url_name("changelist")))
    states = publishing.states_of(queryset)
    form = PublishForm(
        request.POST if request.method == "POST" else None,
        scheduled=any(state.scheduled is not None for state in states.values()),
    )
    found = []
    if request.method == "POST" and form.is_valid():
        try:
            editions = publishing.publish_batch(subjects, actor=request.user, **form.arguments())
        except publishing.PublishRefused as refusal:
            found = locate_any(model_admin, subjects, refusal.problems)
            form.add_error(None, "Nothing was published. See what has to be put right first.")
        else:
            messages.success(request, f"Published {len(editions)}: {', '.join(edition.key for edition in editions)}.")
            return HttpResponseRedirect(reverse(model_admin.url_name("changelist")))
    return TemplateResponse(
        request,
        "admin/modifiers/publish_many.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": f"Publish {len(subjects)} {model_admin.opts.verbose_name_plural}",
            "opts": model_admin.opts,
            "media": model_admin.media,
            "form": form,
            "rows": [(subject, words(states[subject.key])) for subject in subjects],
            "blocking": found,
        },
    )
