"""Lines of code pairs and releases to judge them by, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from modifiers.ncci.records import Edit, FeeIndicators, Loaded

JULY = date(2026, 7, 1)

WHOLE = Loaded(
    id=1,
    kind="ptp",
    setting="practitioner",
    program="medicare",
    quarter="2026-07",
    version="v322r0",
    store="",
    line_count=2_600_000,
    pair_count=2_300_000,
    first_effective_on=date(1996, 1, 1),
)
"""A whole quarter of Medicare's practitioner pairs, from 1996 to September 2026."""
SAMPLE = replace(WHOLE, is_sample=True, is_complete=False, line_count=555, pair_count=500)
HOSPITAL = replace(WHOLE, setting="hospital")
MEDICAID = replace(WHOLE, program="medicaid")


def edit(one: str, two: str, indicator: Any = "1", start: str = "20200101", end: str = "*") -> Edit:
    """A line with days as the file writes them: ``*`` is no end, nothing is not told."""
    return Edit(one, two, _day(start), _day(end.strip("*")), indicator)


def fee(code: str, **values: str) -> dict[str, FeeIndicators]:
    """The fee-schedule indicators of one code, by code."""
    return {code: FeeIndicators(code, **values)}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
