"""A table held against the working copies: what each row would change. Reads, and writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError as FieldError
from pydantic import ValidationError

from modifiers import documents, publishing
from modifiers.cells import keys_of
from modifiers.documents import Document
from modifiers.documents import Source as SourcePart
from modifiers.models import Source
from modifiers.official import excerpt, read_day

from .plan import SOURCE, Entry, How, May, Plan
from .resources import NOT_IN_THE_TABLE, TABLES
from .sheets import Row, Sheet, TableError

_LISTS = frozenset({"identity_sources", "often_with"})
_DAYS = frozenset({"checked_on"})
_EMPTY_IS_NOTHING = frozenset({"road", "road_elsewhere"})


def plan(kind: str, sheet: Sheet, may: May) -> Plan:
    """What a table would change.

    Args:
        kind: a key of :data:`.resources.TABLES`.
        sheet: as read.
        may: whether the person may add to and change a kind.

    Raises:
        TableError: if it lacks the column of the keys, or has one that is not known.
    """
    known = TABLES[kind].columns()
    _refuse_columns(known, sheet.columns)
    stored = _stored_sources() if kind == SOURCE else _stored_subjects(kind)
    entries = [_entry(kind, known[0], sheet.columns, row, stored) for row in sheet.rows]
    entries = _refuse_twice(entries)
    if not may(kind):
        entries = [_refused(entry, "You may not add and change these.") for entry in entries]
    elif kind != SOURCE:
        entries = _foreseen(entries)
    missing = [name for name in known if name not in sheet.columns]
    remarks = [*sheet.remarks]
    if missing:
        remarks.append(f"The table has no column {', '.join(missing)}: what is there stays as it is.")
    remarks += [NOT_IN_THE_TABLE[kind]] if kind in NOT_IN_THE_TABLE else []
    return Plan(tuple(entries), tuple(remarks))


def _refuse_columns(known: tuple[str, ...], given: tuple[str, ...]) -> None:
    if unknown := [excerpt(name) for name in given if name not in known]:
        raise TableError(f"There is no column {', '.join(unknown)}. The columns are {', '.join(known)}.")
    if known[0] not in given:
        raise TableError(f"The table has no column {known[0]}, by which rows are known.")


def _stored_sources() -> dict[str, dict[str, Any]]:
    names = TABLES[SOURCE].columns()
    return {row["key"]: row for row in Source.objects.values(*names)}


def _stored_subjects(kind: str) -> dict[str, Any]:
    """Key → document; a sentence in its place where the rows do not fit together."""
    composed, problems = publishing.try_compose_many(kind)
    broken = {problem.key: f"Its working copy does not fit together: {problem.message}" for problem in problems}
    return {**composed, **broken}


def _entry(kind: str, key_column: str, columns: tuple[str, ...], row: Row, stored: Mapping[str, Any]) -> Entry:
    place = f"row {row.number}"
    cells = dict(zip(columns, (cell.strip() for cell in row.cells), strict=True))
    key = cells[key_column]
    entry = Entry(place, kind, key, "refused")
    if row.extra:
        return _refused(entry, f"{row.extra} cells stand beyond the last column.")
    if not key:
        return _refused(entry, f"The column {key_column} is empty.")
    held = stored.get(key)
    if isinstance(held, str):
        return _refused(entry, held)
    try:
        values = {name: _value(name, cell) for name, cell in cells.items()}
    except ValueError as error:
        return _refused(entry, str(error))
    try:
        return _source_entry(entry, held, values) if kind == SOURCE else _subject_entry(entry, held, values)
    except ValidationError as error:
        return _refused(entry, *(_told(problem) for problem in publishing.from_validation(error)))


def _value(name: str, cell: str) -> Any:
    if name in _LISTS:
        return keys_of(cell)
    if name in _DAYS:
        try:
            return read_day(cell) if cell else None
        except ValueError:
            raise ValueError(f"{name}: “{excerpt(cell)}” is not a date. Write 2026-11-23.") from None
    return None if name in _EMPTY_IS_NOTHING and not cell else cell


def _source_entry(entry: Entry, held: dict[str, Any] | None, values: dict[str, Any]) -> Entry:
    new = SourcePart.model_validate({**(held or {}), **values})
    try:
        Source(**Source.values_of(new)).clean_fields()
    except FieldError as error:
        return _refused(entry, *(f"{name}: {' '.join(told)}" for name, told in error.message_dict.items()))
    if held is None:
        return replace(entry, how="new", new=new)
    how: How = "unchanged" if held == Source.values_of(new) else "changed"
    try:
        old = SourcePart.model_validate(held)
    except ValidationError:
        old = None
    return replace(entry, how=how, old=old, new=new)


def _subject_entry(entry: Entry, held: Document | None, values: dict[str, Any]) -> Entry:
    model = documents.DOCUMENTS[entry.kind]
    # An empty cell empties its field: what has a default goes back to it, and what has none is refused.
    cells = {
        name: model.model_fields[name].get_default()
        if value == "" and not model.model_fields[name].is_required()
        else value
        for name, value in values.items()
    }
    before = {name: getattr(held, name) for name in type(held).model_fields if name != "sources"} if held else {}
    new = model.model_validate({**before, **cells, "kind": entry.kind})
    old = held.without_sources() if held else None
    how: How = "new" if old is None else "unchanged" if old == new else "changed"
    return replace(entry, how=how, old=old, new=new)


def _refuse_twice(entries: list[Entry]) -> list[Entry]:
    count = Counter(entry.key for entry in entries if entry.key)
    return [
        _refused(entry, f"“{excerpt(entry.key)}” stands in {count[entry.key]} rows.") if count[entry.key] > 1 else entry
        for entry in entries
    ]


def _foreseen(entries: list[Entry]) -> list[Entry]:
    """Refuse the rows for which writing them would fail: what they name does not exist, or a rule forbids it."""
    given = [entry.new for entry in entries if isinstance(entry.new, Document)]
    told: dict[str, list[str]] = {}
    for problem in publishing.foresee(given):
        told.setdefault(problem.key, []).append(_told(problem))
    return [
        _refused(entry, *told[entry.key]) if entry.how != "refused" and entry.key in told else entry
        for entry in entries
    ]


def _refused(entry: Entry, *reasons: str) -> Entry:
    return replace(entry, how="refused", new=None, reasons=(*entry.reasons, *reasons))


def _told(problem: publishing.Problem) -> str:
    return f"{problem.field}: {problem.message}" if problem.field else problem.message
