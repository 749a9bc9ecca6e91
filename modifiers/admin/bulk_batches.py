"""What one act touched: the last batches, and one batch with the state and the difference of every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode

from modifiers import publishing
from modifiers.bulk import batches
from modifiers.models import SUBJECTS, Event, Subject

from .differences import Changes, changes
from .states import words

_AT_ONCE = 200
"""Pages that one link leads to publishing: an address has a length."""


@dataclass(frozen=True, slots=True)
class Touched:
    """One page that a batch touched."""

    subject: Subject
    url: str
    state: str
    changes: Changes | None


@dataclass(frozen=True, slots=True)
class Group:
    """The pages of one kind, and where those with something to publish are published together."""

    name: str
    rows: tuple[Touched, ...]
    onward: tuple[tuple[str, str], ...]


def batch_list(request: HttpRequest) -> HttpResponse:
    """The last batches, newest first."""
    if not request.user.has_perm("modifiers.view_event"):
        raise PermissionDenied
    context = {**admin.site.each_context(request), "title": "Batches", "batches": batches.recent()}
    return TemplateResponse(request, "admin/bulk/batches.html", context)


def batch(request: HttpRequest, name: str) -> HttpResponse:
    """Every page that a batch touched, of the kinds that the person may see."""
    kinds = [kind for kind, model in SUBJECTS.items() if admin.site._registry[model].has_view_permission(request)]
    if not kinds:
        raise PermissionDenied
    events = Event.objects.filter(batch=name).select_related("actor")
    if not events:
        raise Http404("There is no such batch.")
    touched = batches.touched(name)
    groups = [_group(request, kind, touched[kind]) for kind in kinds if kind in touched]
    first = events[len(events) - 1]
    query = urlencode({"batch": name})
    context = {
        **admin.site.each_context(request),
        "title": f"Batch {name}",
        "name": name,
        "groups": groups,
        "at": first.at,
        "actor": first.actor,
        "count": len(events),
        "events_url": f"{reverse('admin:modifiers_event_changelist')}?{query}",
    }
    return TemplateResponse(request, "admin/bulk/batch.html", context)


def _group(request: HttpRequest, kind: str, subjects: list[Subject]) -> Group:
    model = SUBJECTS[kind]
    model_admin: Any = admin.site._registry[model]
    queryset = model._default_manager.filter(pk__in=[subject.pk for subject in subjects])
    composed, _ = publishing.try_compose_many(kind, queryset)
    states = publishing.states_of(queryset)
    rows, waiting = [], []
    for subject in subjects:
        state = states[subject.key]
        document = composed.get(subject.key)
        is_waiting = state.has_unpublished_changes or state.name == "never_published"
        if is_waiting:
            waiting.append(subject.pk)
        url = reverse(model_admin.url_name("change"), args=[subject.pk])
        rows.append(
            Touched(subject, url, words(state), changes(subject, document) if document and is_waiting else None)
        )
    onward = []
    if model_admin.has_publish_permission(request):
        parts = [waiting[start : start + _AT_ONCE] for start in range(0, len(waiting), _AT_ONCE)]
        for number, part in enumerate(parts, start=1):
            label = f"{len(part)} {model._meta.verbose_name if len(part) == 1 else model._meta.verbose_name_plural}"
            label += " together" if len(part) > 1 else ""
            label += f" (part {number} of {len(parts)})" if len(parts) > 1 else ""
            onward.append(
                (label, f"{reverse(model_admin.url_name('publish_many'))}?{urlencode([('pk', pk) for pk in part])}")
            )
    return Group(str(model._meta.verbose_name_plural), tuple(rows), tuple(onward))
