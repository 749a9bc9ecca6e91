"""Official rows → working copies, all in one transaction and one batch. Editions are never touched.

What is written: a new code becomes an entry that nobody has published; dates follow the file; a changed
official wording is recorded and the page becomes due for review. Our own words are never overwritten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from modifiers import documents, publishing
from modifiers.models import CatalogueVersion, Event, HcpcsFile, HcpcsRecord, Modifier, Source

from .compare import REPORTED_ONLY, Change, Comparison, Held, compare, is_reworded
from .reader import Reading
from .record import OfficialModifier

PUBLISHER = "Centers for Medicare & Medicaid Services"
MONTHS = {"01": "January", "04": "April", "07": "July", "10": "October"}

_OFFICIAL = tuple(field.name for field in fields(OfficialModifier))
_ENTRY_NAME_LIMIT, _SUMMARY_LIMIT, _NOTE_LIMIT, _FILE_NAME_LIMIT = 200, 155, 500, 255
_AT_ONCE = 50


class ImportRefused(ValueError):
    """The file cannot be imported now. ``str()`` says why; nothing was written."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import wrote: nothing if ``batch`` is None."""

    comparison: Comparison
    batch: HcpcsFile | None = None


def preview(reading: Reading) -> Comparison:
    """What an import would find now. Reads two tables, whatever the number of rows; writes nothing."""
    return compare(
        reading.modifiers,
        _held(),
        today=timezone.localdate(),
        unread=[line.code for line in reading.refused if line.code],
    )


def imported_before(reading: Reading) -> HcpcsFile | None:
    """The import of this very file, byte for byte."""
    return HcpcsFile.objects.filter(sha256=reading.sha256).first()


def refuse_older(quarter: str) -> None:
    """Refuse a file that is older than one imported already: it would bring ended codes back to life.

    Raises:
        ImportRefused: naming both quarters.
    """
    newest = HcpcsFile.objects.order_by("-quarter").first()
    if newest is not None and quarter < newest.quarter:
        raise ImportRefused(
            f"This file is of {quarter}, and {newest.name} of {newest.quarter} is imported already."
            " An older file is not imported over a newer one."
        )


def load(
    reading: Reading,
    *,
    quarter: str,
    shown: Comparison,
    source_key: str = "",
    note: str = "",
    actor: Any = None,
) -> Imported:
    """Write a file into the working copies. A second import at the same time waits for the first.

    Args:
        reading: the file.
        quarter: such as ``2026-10``.
        shown: the preview that was agreed to.
        source_key: key of the source record that is cited; ``hcpcs2610`` by default, made if missing.
        note: for editors, kept with the file.
        actor: the user to whom it is put down; None for the system.

    Raises:
        ImportRefused: if the file is older than the last one, or what we hold is not what the preview showed.
    """
    with transaction.atomic():
        # Publishing holds the same row, so that neither sees half of the other.
        CatalogueVersion.objects.select_for_update().get(id=1)
        refuse_older(quarter)
        comparison = preview(reading)
        if not comparison.writes:
            return Imported(comparison)
        if comparison != shown:
            raise ImportRefused("What we hold has changed since the preview. Look at it again.")
        source = _source(source_key or f"hcpcs{quarter[2:4]}{quarter[5:]}", quarter, reading)
        batch = _file(reading, quarter, source, comparison, note, actor)
        _write(reading, comparison, batch, source, actor)
        return Imported(comparison, batch)


def _held() -> list[Held]:
    kept = {
        record.code: OfficialModifier(**{name: getattr(record, name) for name in _OFFICIAL})
        for record in HcpcsRecord.objects.all()
    }
    held = {
        code: Held(code, name, system == Modifier.System.HCPCS, effective_on, ended_on, kept.get(code))
        for code, name, system, effective_on, ended_on in Modifier.objects.values_list(
            "code", "name", "system", "effective_on", "ended_on"
        )
    }
    lost = [Held(code, official=row, has_copy=False) for code, row in kept.items() if code not in held]
    return [*held.values(), *lost]


def _source(key: str, quarter: str, reading: Reading) -> Source:
    part = documents.Source(
        key=key,
        title=f"HCPCS Level II quarterly file, {MONTHS[quarter[5:]]} {quarter[:4]}",
        publisher=PUBLISHER,
        kind="cms",
        document_date=quarter,
        checked_on=timezone.localdate(),
        note=f"Read from {reading.member or reading.name}"[:299] + ".",
    )
    return Source.objects.get_or_create(key=key, defaults=Source.values_of(part))[0]


def _file(reading: Reading, quarter: str, source: Source, comparison: Comparison, note: str, actor: Any) -> HcpcsFile:
    counts = comparison.counts
    told = ", ".join(f"{counts[change]} {change}" for change in Change if counts[change]) or "no difference"
    return HcpcsFile.objects.get_or_create(
        sha256=reading.sha256,
        defaults={
            "batch": f"hcpcs-{quarter}-{reading.sha256[:8]}",
            "name": reading.name[:_FILE_NAME_LIMIT],
            "member": reading.member[:_FILE_NAME_LIMIT],
            "quarter": quarter,
            "source": source,
            "modifier_count": len(reading.modifiers),
            "told": f"{told[:1].upper()}{told[1:]}.",
            "note": note,
            "imported_at": timezone.now(),
            "imported_by": actor,
        },
    )[0]


def _write(reading: Reading, comparison: Comparison, batch: HcpcsFile, source: Source, actor: Any) -> None:
    official = {row.code: row for row in reading.modifiers}
    new = Modifier.objects.bulk_create(_entry(official[code], actor) for code in comparison.codes(Change.NEW))
    changed = _change(comparison, actor)
    dated = dict(comparison.dates)
    _cite(source, [*new, *(modifier for modifier in changed if modifier.code in dated)])
    _record([official[code] for code in comparison.to_record], batch)
    touched = [modifier.pk for modifier in (*new, *changed)]
    publishing.refresh_hashes(Modifier.kind, Modifier.objects.filter(pk__in=touched))
    Event.objects.bulk_create(_events(comparison, batch, actor))


def _entry(row: OfficialModifier, actor: Any) -> Modifier:
    """A new code as a working copy: the official words stand in until an editor has found our own."""
    name = row.short_descriptor or _shortened(row.long_descriptor, _ENTRY_NAME_LIMIT)
    return Modifier(
        code=row.code,
        name=name,
        system=Modifier.System.HCPCS,
        depth=Modifier.Depth.ENTRY,
        summary=_shortened(row.long_descriptor or name, _SUMMARY_LIMIT),
        effective_on=row.added_on,
        ended_on=row.ended_on,
        changed_by=actor,
    )


def _shortened(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    return f"{text[: limit - 1].rsplit(' ', 1)[0].rstrip(' ,;:')[: limit - 1]}…"


def _change(comparison: Comparison, actor: Any) -> list[Modifier]:
    """Set dates; make reworded codes due for review. Readers see neither before somebody publishes."""
    dates, reworded = dict(comparison.dates), set(comparison.codes(Change.REWORDED))
    now, today = timezone.now(), timezone.localdate()
    found = list(Modifier.objects.select_for_update().filter(code__in={*dates, *reworded}))
    for modifier in found:
        if modifier.code in dates:
            modifier.effective_on, modifier.ended_on = dates[modifier.code]
        if modifier.code in reworded:
            modifier.review_due_on = _due(modifier, today)
        modifier.lock_version += 1
        # An import by nobody in particular leaves what a person has written to that person.
        modifier.changed_at, modifier.changed_by = now, actor or modifier.changed_by
    columns = ("effective_on", "ended_on", "review_due_on", "lock_version", "changed_at", "changed_by")
    Modifier.objects.bulk_update(found, columns, batch_size=_AT_ONCE)
    return found


def _due(modifier: Modifier, today: date) -> date:
    """Today, unless it is due already; never before the day of the last review, which the table refuses."""
    due = min(modifier.review_due_on or today, today)
    return max(due, modifier.reviewed_on) if modifier.reviewed_on else due


def _cite(source: Source, modifiers: Sequence[Modifier]) -> None:
    """Name the file as a source of name and dates."""
    through: Any = Modifier.identity_sources.through
    through._default_manager.bulk_create(
        (through(modifier_id=modifier.pk, source_id=source.pk) for modifier in modifiers), ignore_conflicts=True
    )


def _record(rows: Sequence[OfficialModifier], batch: HcpcsFile) -> None:
    """Keep the official rows, and of a changed wording the one before."""
    kept = {record.code: record for record in HcpcsRecord.objects.all()}
    records = []
    for row in rows:
        record = kept.get(row.code) or HcpcsRecord(code=row.code)
        if record.pk and is_reworded(row, OfficialModifier(**{name: getattr(record, name) for name in _OFFICIAL})):
            record.previous_short_descriptor = record.short_descriptor
            record.previous_long_descriptor = record.long_descriptor
            record.reworded_on = timezone.localdate()
        for name in _OFFICIAL:
            setattr(record, name, getattr(row, name))
        record.file = batch
        records.append(record)
    columns = [f.name for f in HcpcsRecord._meta.concrete_fields if f.name not in ("id", "code")]
    HcpcsRecord.objects.bulk_create([record for record in records if not record.pk])
    HcpcsRecord.objects.bulk_update([record for record in records if record.pk], columns, batch_size=_AT_ONCE)


def _events(comparison: Comparison, batch: HcpcsFile, actor: Any) -> list[Event]:
    """One event for each code that was written."""
    told: dict[str, list[str]] = defaultdict(list)
    for difference in comparison.differences:
        if difference.change not in REPORTED_ONLY:
            new = "New. " if difference.change is Change.NEW else ""
            told[difference.code].append(f"{new}{difference.told}")
    return [
        Event(
            actor=actor,
            action=Event.Action.IMPORT,
            kind=Modifier.kind,
            key=code,
            batch=batch.batch,
            note=_shortened(f"{batch}. {' '.join(sentences)}", _NOTE_LIMIT),
        )
        for code, sentences in told.items()
    ]
