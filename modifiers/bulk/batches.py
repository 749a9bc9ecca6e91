"""Batches: the events of one act, and the subjects that it touched."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min
from django.utils import timezone

from modifiers import publishing
from modifiers.models import SUBJECTS, Event, Source, Subject

from .plan import SOURCE

Identity = tuple[str, str]
_NOTE_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Batch:
    """One act: when, by whom, and how many subjects and sources it touched."""

    name: str
    at: datetime
    actor: str
    count: int


def new_name(what: str) -> str:
    """A name for the events of one act: ``payers-20261125-0812-3fa9c1``."""
    return f"{what}-{timezone.localtime():%Y%m%d-%H%M}-{secrets.token_hex(3)}"


def put_down(
    batch: str, identities: Iterable[Identity], *, actor: Any, note: str, action: str = Event.Action.EDIT
) -> None:
    """One event for each subject or source that an act has changed."""
    Event.objects.bulk_create(
        Event(actor=actor, action=action, kind=kind, key=key, batch=batch, note=note[:_NOTE_LIMIT])
        for kind, key in identities
    )


def recent(limit: int = 100) -> list[Batch]:
    """The last batches, newest first."""
    rows = (
        Event.objects.exclude(batch=None)
        .exclude(batch="")
        .order_by()
        .values("batch")
        .annotate(last=Max("at"), of=Count("id"), who=Min("actor__username"))
        .order_by("-last")[:limit]
    )
    return [Batch(row["batch"] or "", row["last"], row["who"] or "", row["of"]) for row in rows]


def touched(batch: str) -> dict[str, list[Subject]]:
    """Kind → the subjects that a batch touched and that still exist, in their order."""
    keys: dict[str, set[str]] = defaultdict(set)
    for kind, key in Event.objects.filter(batch=batch).values_list("kind", "key"):
        keys[kind].add(key)
    found = {}
    for kind, model in SUBJECTS.items():
        if kind in keys:
            subjects = list(model._default_manager.filter(**{f"{model.key_field}__in": keys[kind]}))
            if subjects:
                found[kind] = subjects
    return found


def hashes_citing(sources: Sequence[Source]) -> dict[Identity, str]:
    """The subjects that cite any of these sources → the hash of what they would say."""
    found: dict[Identity, str] = {}
    for kind, model in SUBJECTS.items():
        for source in sources:
            citing = model._default_manager.citing(source)  # type: ignore[attr-defined]
            found |= {(kind, key): sha for key, sha in citing.values_list(model.key_field, "composed_sha256")}
    return found


def follow(sources: Sequence[Source], *, batch: str, actor: Any, skip: Iterable[Identity] = ()) -> list[Identity]:
    """Compose the subjects that cite edited sources, and put those down that say something else now.

    Args:
        sources: as saved.
        batch: of the act.
        actor: the user to whom it is put down.
        skip: subjects that have an event of this act already.

    Returns:
        The subjects that changed.
    """
    before = hashes_citing(sources)
    for source in sources:
        publishing.refresh_citing(source, editor=actor)
    after = hashes_citing(sources)
    changed = sorted(identity for identity, sha in after.items() if before.get(identity) != sha)
    named = set(skip)
    put_down(
        batch,
        [identity for identity in changed if identity not in named],
        actor=actor,
        note=f"What it cites was changed: {', '.join(source.key for source in sources)}.",
    )
    return changed


def put_down_sources(sources: Iterable[Source], *, batch: str, actor: Any, note: str) -> None:
    """One event for each source."""
    put_down(batch, [(SOURCE, source.key) for source in sources], actor=actor, note=note)
