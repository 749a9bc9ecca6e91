"""The official tables as they are stored: columns, key, indexes. Pure; :mod:`.stores` makes them, on any database.

Days are whole numbers (20260701; 0 for none), so that one comparison serves both databases and an import needs no
conversion. Texts that come again and again (the rationale of an edit) are numbers into the release's ``texts``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Literal

from .records import Kind


@dataclass(frozen=True, slots=True)
class Dataset:
    """One kind of table. ``columns`` are (name, type) in the order of the rows; ``key`` is unique."""

    kind: Kind
    columns: tuple[tuple[str, Literal["text", "integer"]], ...]
    key: tuple[str, ...]
    indexes: tuple[tuple[str, ...], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(name for name, _ in self.columns)


PTP = Dataset(
    "ptp",
    (
        ("column_one", "text"),
        ("column_two", "text"),
        ("effective", "integer"),
        ("deleted", "integer"),
        ("modifier_indicator", "text"),
        ("rationale", "integer"),
        ("before_1996", "integer"),
    ),
    # The same pair comes once for each period, and twice from one day where a withdrawn line stands beside a live one.
    key=("column_one", "column_two", "effective", "deleted"),
    indexes=(("column_two", "column_one"),),
)
MUE = Dataset(
    "mue",
    (("code", "text"), ("units", "integer"), ("adjudication", "text"), ("rationale", "text")),
    key=("code",),
)
ADD_ON = Dataset(
    "add_on",
    (
        ("add_on", "text"),
        ("primary_code", "text"),
        ("edit_type", "text"),
        ("effective", "integer"),
        ("deleted", "integer"),
        ("note", "text"),
    ),
    key=("add_on", "primary_code", "effective"),
    indexes=(("primary_code", "add_on"),),
)
FEE_SCHEDULE = Dataset(
    "fee_schedule",
    (
        ("code", "text"),
        ("modifier", "text"),
        ("status", "text"),
        ("pctc", "text"),
        ("global_days", "text"),
        ("preoperative", "text"),
        ("intraoperative", "text"),
        ("postoperative", "text"),
        ("multiple", "text"),
        ("bilateral", "text"),
        ("assistant", "text"),
        ("co_surgeon", "text"),
        ("team", "text"),
        ("endoscopic_base", "text"),
    ),
    key=("code", "modifier"),
)
DATASETS: Mapping[str, Dataset] = MappingProxyType({each.kind: each for each in (PTP, MUE, ADD_ON, FEE_SCHEDULE)})


def as_day(number: int) -> date | None:
    """20260701 → the day; None for 0."""
    return date(number // 10000, number // 100 % 100, number % 100) if number else None


def as_number(day: date | None) -> int:
    """The day → 20260701; 0 for None."""
    return day.year * 10000 + day.month * 100 + day.day if day else 0
