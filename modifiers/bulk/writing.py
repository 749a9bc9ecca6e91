"""A plan that was agreed to → working copies, in one transaction and one batch. Editions are never touched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, transaction

from modifiers import publishing
from modifiers.documents import Document
from modifiers.documents import Source as SourcePart
from modifiers.models import CatalogueVersion, Event, Source

from . import batches
from .plan import Plan


class WriteRefused(ValueError):
    """Nothing was written. ``str()`` says why; ``changed`` names what is different since the preview."""

    def __init__(self, message: str, changed: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.changed = changed


def write(make: Callable[[], Plan], shown: dict[str, str], *, what: str, note: str, actor: Any) -> str:
    """Write everything that a plan would change, or nothing. A second import at the same time waits for the first.

    Args:
        make: makes the plan again, from the file and from what is stored now.
        shown: what the preview that was agreed to showed (:meth:`.plan.Plan.shown`).
        what: begins the name of the batch, such as ``payers``.
        note: of the events, for editors.
        actor: the user to whom it is put down.

    Returns:
        The name of the batch; empty if there was nothing to write.

    Raises:
        WriteRefused: if something is different since the preview, something is refused, or the database says no.
    """
    try:
        with transaction.atomic():
            # Publishing holds the same row, so that neither sees half of the other.
            CatalogueVersion.objects.select_for_update().get(id=1)
            plan = make()
            if changed := plan.since(shown):
                raise WriteRefused("What we hold has changed since the preview. Look at it again.", tuple(changed))
            if plan.is_refused:
                raise WriteRefused("Some of it is refused, so nothing was written.")
            return _write(plan, what, note, actor) if plan.writes else ""
    except publishing.Refused as error:
        raise WriteRefused(f"Nothing was written. {error}") from error
    except DatabaseError as error:
        raise WriteRefused("The database refused it, or is busy. Nothing was written. Try again.") from error


def _write(plan: Plan, what: str, note: str, actor: Any) -> str:
    batch = batches.new_name(what)
    entries = plan.written()
    edited = _write_sources([entry.new for entry in entries if isinstance(entry.new, SourcePart)])
    publishing.apply_many([entry.new for entry in entries if isinstance(entry.new, Document)], actor=actor)
    identities = [(entry.kind, entry.key) for entry in entries]
    batches.put_down(batch, identities, actor=actor, note=note, action=Event.Action.IMPORT)
    batches.follow(edited, batch=batch, actor=actor, skip=identities)
    return batch


def _write_sources(parts: list[SourcePart]) -> list[Source]:
    """Save sources; return those that existed before, whose citing pages change."""
    stored = {source.key: source for source in Source.objects.filter(key__in=[part.key for part in parts])}
    edited = []
    for part in parts:
        row = stored.get(part.key)
        if row is None:
            Source.objects.create(**Source.values_of(part))
            continue
        for name, value in Source.values_of(part).items():
            setattr(row, name, value)
        row.save()
        edited.append(row)
    return edited
