"""The state of working copies towards their editions: what the admin's lists tell."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.db import models
from django.utils import timezone

from modifiers.models import Edition, Subject

StateName = Literal["never_published", "live", "unpublished_changes", "scheduled", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Scheduled:
    """An edition whose moment has not come."""

    number: int
    live_from: datetime


@dataclass(frozen=True, slots=True)
class State:
    """Where a subject stands.

    Attributes:
        name: the one word for it. Unpublished changes go before scheduled, scheduled before live.
        live: number of the edition that readers get; None when there is none or it is withdrawn.
        scheduled: the next edition that will go live by itself.
        has_unpublished_changes: the working copy differs from the last edition, scheduled ones included.
        review_overdue: the day of the next review has passed.
    """

    name: StateName
    live: int | None = None
    scheduled: Scheduled | None = None
    has_unpublished_changes: bool = False
    review_overdue: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    live_from: datetime
    withdrawal: str
    sha256: str


def state(subject: Subject) -> State:
    """The state of one saved subject."""
    return states_of(type(subject)._default_manager.filter(pk=subject.pk))[subject.key]


def states_of(queryset: models.QuerySet[Any]) -> dict[str, State]:
    """The states of subjects of one kind by key, in two queries whatever their number."""
    model: type[Subject] = queryset.model
    subjects = {
        key: (sha256, due)
        for key, sha256, due in queryset.values_list(model.key_field, "composed_sha256", "review_due_on")
    }
    editions: dict[str, list[_Row]] = defaultdict(list)
    rows = Edition.objects.filter(kind=model.kind, key__in=list(subjects)).order_by("number")
    for key, *values in rows.values_list("key", "number", "live_from", "withdrawal", "sha256"):
        editions[str(key)].append(_Row(*values))  # type: ignore[arg-type]
    now, today = timezone.now(), timezone.localdate()
    return {key: _state(sha256, due, editions[key], now, today) for key, (sha256, due) in subjects.items()}


def _state(sha256: str, due: date | None, editions: list[_Row], now: datetime, today: date) -> State:
    is_overdue = due is not None and due < today
    if not editions:
        return State("never_published", review_overdue=is_overdue)
    current = next((row for row in reversed(editions) if row.live_from <= now), None)
    later = [row for row in editions if row.live_from > now and (current is None or row.number > current.number)]
    # Of two scheduled editions, the one with the higher number and the earlier moment hides the other.
    seen = [row for row in later if not any(o.number > row.number and o.live_from <= row.live_from for o in later)]
    upcoming = min(seen, key=lambda row: row.live_from, default=None)
    scheduled = Scheduled(upcoming.number, upcoming.live_from) if upcoming else None
    is_withdrawn = current is not None and bool(current.withdrawal)
    has_changes = sha256 != editions[-1].sha256
    name: StateName
    if is_withdrawn and not scheduled:
        name = "withdrawn"
    elif has_changes:
        name = "unpublished_changes"
    else:
        name = "scheduled" if scheduled else "live"
    live = current.number if current and not is_withdrawn else None
    return State(name, live, scheduled, has_changes, is_overdue)
