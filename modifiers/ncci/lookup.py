"""What the loaded releases say about codes. One query each, whatever the number of codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import OperationalError

from .datasets import ADD_ON, FEE_SCHEDULE, MUE, PTP, as_day, as_number
from .records import AddOn, Edit, FeeIndicators, Loaded, UnitLimit
from .stores import in_force, store_of

_EDIT = ", ".join(PTP.names)


def edits_between(loaded: Loaded, codes: Iterable[str]) -> tuple[Edit, ...]:
    """All lines that pair two of the codes, in either direction and of any period, oldest first.

    Args:
        loaded: a release of code pairs.
        codes: two or more procedure codes.
    """
    asked = tuple(dict.fromkeys(codes))
    places = ", ".join(["%s"] * len(asked))
    rows = store_of(loaded.store, PTP).query(
        f"SELECT {_EDIT} FROM {{table}} WHERE column_one IN ({places}) AND column_two IN ({places})"
        " ORDER BY column_one, column_two, effective, deleted",
        (*asked, *asked),
    )
    return tuple(sorted((_edit(loaded, row) for row in rows), key=lambda edit: edit.effective_on or date.min))


@dataclass(frozen=True, slots=True)
class EditsOf:
    """One page of the edits of a code, and how many there are by indicator (``0``, ``1``)."""

    edits: tuple[Edit, ...]
    counts: dict[str, int]


def edits_of(
    loaded: Loaded, code: str, on: date, *, indicator: str = "", column: str = "", offset: int = 0, limit: int = 50
) -> EditsOf:
    """The edits of one code that hold on a day, in either column.

    Args:
        loaded: a release of code pairs.
        code: the procedure code.
        on: the date of service.
        indicator: only those with this modifier indicator.
        column: only where the code stands there: ``column_one`` or ``column_two``.
        offset: how many to pass over.
        limit: how many at most.
    """
    day = as_number(on)
    store = store_of(loaded.store, PTP)
    # Two index ranges, rather than an OR that neither database reads by its indexes.
    halves = [
        f"SELECT {_EDIT} FROM {{table}} WHERE {name} = %s AND {in_force()}"
        for name in ("column_one", "column_two")
        if column in ("", name)
    ]
    values: list[Any] = [value for _ in halves for value in (code, day, day)]
    found = f"({' UNION ALL '.join(halves)}) AS found"
    counted = store.query(f"SELECT modifier_indicator, count(*) FROM {found} GROUP BY modifier_indicator", values)
    where = " WHERE modifier_indicator = %s" if indicator else ""
    rows = store.query(
        f"SELECT {_EDIT} FROM {found}{where} ORDER BY column_one, column_two LIMIT %s OFFSET %s",
        (*values, *([indicator] if indicator else []), limit, offset),
    )
    return EditsOf(tuple(_edit(loaded, row) for row in rows), dict(sorted(counted)))


def unit_limits(loaded: Loaded, codes: Sequence[str]) -> dict[str, UnitLimit]:
    """The unit limits of codes, by code. A code without one has none published, or none at all."""
    places = ", ".join(["%s"] * len(codes))
    rows = store_of(loaded.store, MUE).query(
        f"SELECT {', '.join(MUE.names)} FROM {{table}} WHERE code IN ({places})",
        codes,
    )
    return {row[0]: UnitLimit(*row) for row in rows}


def add_ons(loaded: Loaded, code: str) -> tuple[AddOn, ...]:
    """The pairs of an add-on code with its primary codes, or of a primary code with its add-on codes."""
    columns = ", ".join(ADD_ON.names)
    rows = store_of(loaded.store, ADD_ON).query(
        f"SELECT {columns} FROM {{table}} WHERE add_on = %s UNION"
        f" SELECT {columns} FROM {{table}} WHERE primary_code = %s ORDER BY 1, 2",
        (code, code),
    )
    return tuple(
        AddOn(add_on, primary, kind, _day(start), _day(end), note) for add_on, primary, kind, start, end, note in rows
    )


def fee_indicators(loaded: Loaded, codes: Sequence[str]) -> dict[str, tuple[FeeIndicators, ...]]:
    """The fee-schedule rows of codes, by code: the whole service first, then with 26, 53, TC."""
    places = ", ".join(["%s"] * len(codes))
    rows = store_of(loaded.store, FEE_SCHEDULE).query(
        f"SELECT {', '.join(FEE_SCHEDULE.names)} FROM {{table}} WHERE code IN ({places}) ORDER BY code, modifier",
        codes,
    )
    found: dict[str, list[FeeIndicators]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(FeeIndicators(*row))
    return {code: tuple(each) for code, each in found.items()}


def _edit(loaded: Loaded, row: Sequence[Any]) -> Edit:
    one, two, effective, deleted, indicator, rationale, early = row
    return Edit(
        column_one=one,
        column_two=two,
        effective_on=_day(effective),
        deleted_on=_day(deleted),
        modifier_indicator=indicator,
        rationale=loaded.texts[rationale] if 0 <= rationale < len(loaded.texts) else "",
        existed_before_1996=bool(early),
    )


def _day(number: int) -> date | None:
    """A stored day. An import checks every one, so a number that is none tells of a damaged file."""
    try:
        return as_day(number)
    except (TypeError, ValueError) as error:
        raise OperationalError(f"The table of official rows is damaged: {number!r} is no day.") from error
