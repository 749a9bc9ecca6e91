"""Content files → working copies, and on request → editions. All or nothing; a second run changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from modifiers import publishing
from modifiers.documents import Document
from modifiers.models import Edition, Event, Source, Subject
from modifiers.publishing import Refused

from .check import Content, ContentError, Finding, Problem, Progress, read_folder, silent

FIRST_NOTE = "First edition."


@dataclass
class Loaded:
    """What a run did."""

    added: list[Subject] = field(default_factory=list)
    changed: list[Subject] = field(default_factory=list)
    unchanged: list[Subject] = field(default_factory=list)
    sources: int = 0
    editions: list[Edition] = field(default_factory=list)


def load(
    folder: Path,
    *,
    actor: Any = None,
    publish: bool = False,
    note: str = "",
    progress: Progress = silent,
) -> Loaded:
    """Load a folder of content files in one transaction.

    Subjects and sources that have no file stay as they are; withdrawn subjects are not published again.

    Args:
        folder: as for :func:`.check.read_folder`.
        actor: the user to whom it is put down; None for the system.
        publish: also publish every subject of these files that differs from its last edition, all in one batch.
        note: change note of the editions, which are major then. First editions bear “First edition.” without one;
            later editions without one are minor, and readers are not told.
        progress: told about every file, then about every step.

    Raises:
        ContentError: with file, line and field of everything that is wrong. Nothing is changed then.
    """
    content = read_folder(folder, progress)
    if content.findings:
        raise ContentError(content.findings)
    with transaction.atomic():
        loaded = Loaded()
        sources = _load_sources(content)
        loaded.sources = len(sources)
        try:
            applied = publishing.apply_many(content.documents, actor=actor)
            for source in sources:
                publishing.refresh_citing(source)
            for each in applied:
                kept = loaded.added if each.is_new else loaded.changed if each.is_changed else loaded.unchanged
                kept.append(each.subject)
            Event.objects.bulk_create(
                Event(actor=actor, action=Event.Action.IMPORT, kind=subject.kind, key=subject.key, note="From a file.")
                for subject in (*loaded.added, *loaded.changed)
            )
            if publish and (waiting := _waiting(content.documents, [each.subject for each in applied])):
                loaded.editions = publishing.publish_batch(
                    waiting, actor=actor, is_major=bool(note), change_note=note, first_note=note or FIRST_NOTE
                )
        except Refused as error:
            raise ContentError([content.place(problem) for problem in error.problems]) from error
    return loaded


def _load_sources(content: Content) -> list[Source]:
    """Save sources that are new or differ; return those that existed and differ, whose citing pages change."""
    stored = {source.key: source for source in Source.objects.filter(key__in=content.sources)}
    edited = []
    for key, part in content.sources.items():
        row = stored.get(key)
        if row is None:
            continue
        values = Source.values_of(part)
        if any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            row.save()
            edited.append(row)
    Source.objects.bulk_create(
        Source(**Source.values_of(part)) for key, part in content.sources.items() if key not in stored
    )
    return edited


def _waiting(given: Sequence[Document], subjects: Sequence[Subject]) -> list[Subject]:
    """Subjects whose working copy differs from their last edition and that are not withdrawn.

    What a person has edited waits for a second person, also where a file says the same.
    """
    states: dict[tuple[str, str], publishing.State] = {}
    for model in {type(subject) for subject in subjects}:
        chosen = model._default_manager.filter(pk__in=[subject.pk for subject in subjects if type(subject) is model])
        states.update({(model.kind, key): state for key, state in publishing.states_of(chosen).items()})
    return [
        subject
        for subject in subjects
        if subject.changed_by_id is None  # type: ignore[attr-defined]
        and (state := states[subject.kind, subject.key]).name != "withdrawn"
        and (state.name == "never_published" or state.has_unpublished_changes)
    ]


__all__ = ["ContentError", "Finding", "Loaded", "Problem", "load"]
