"""Lines of code pairs and the releases they come from, for rules that touch no database."""

from __future__ import annotations

from datetime import date
from typing import Any

from modifiers.ncci.records import Edit, Loaded

ON = date(2026, 8, 1)
"""A date of service inside the quarter of :func:`release`."""


def line(one: str, two: str, indicator: str = "1", start: date | None = None, end: date | None = None) -> Edit:
    """One line of a table."""
    return Edit(one, two, start, end, indicator, "More extensive procedure")  # type: ignore[arg-type]


def withdrawn(one: str, two: str, day: date) -> Edit:
    """A line that was deleted as of the day on which it was to begin."""
    return line(one, two, "9", day, day)


def release(**changes: Any) -> Loaded:
    """A whole quarter of Medicare's practitioner pairs."""
    values: dict[str, Any] = {
        "id": 1,
        "kind": "ptp",
        "setting": "practitioner",
        "program": "medicare",
        "quarter": "2026-07",
        "version": "v322r0",
        "store": "",
        "line_count": 2_600_000,
        "pair_count": 2_200_000,
        "first_effective_on": date(1996, 1, 1),
    }
    return Loaded(**{**values, **changes})


def sample(**changes: Any) -> Loaded:
    """A few pairs, which tell nothing by what they lack."""
    return release(**{"is_sample": True, "is_complete": False, "line_count": 12, "pair_count": 10, **changes})
