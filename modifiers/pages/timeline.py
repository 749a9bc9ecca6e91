"""The history of a code pair as a small drawing: one bar for each line of the file, on a scale of years.

Everything that it shows stands in the table underneath as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from modifiers.ncci.records import Edit

WIDTH = 360
_ROW, _BAR, _TOP = 14, 9, 18
_LEAST = 4
_TICKS = 6
_DAYS_IN_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of the file: where it lies and how it is drawn. Open ends have no line there."""

    x: float
    y: int
    width: float
    height: int
    kind: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A year on the scale."""

    x: float
    year: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing, in the units of its view box."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    on_x: float
    baseline: int
    summary: str


def timeline(history: Sequence[Edit], on: date) -> Timeline:
    """Draw the lines of a pair.

    Args:
        history: at least one line, oldest first.
        on: the date of service, marked by a line.
    """
    known = [day for edit in history for day in (edit.effective_on, edit.deleted_on) if day]
    first = min([*known, on]).year - (1 if any(edit.effective_on is None for edit in history) else 0)
    # One year on from the last day that there is, so that what has no end is seen to go on.
    last = max([*known, on]).year + 1
    span = max(last - first, 1)

    def x(day: date) -> float:
        years = day.year - first + (day.timetuple().tm_yday - 1) / _DAYS_IN_A_YEAR
        return round(min(max(years / span, 0), 1) * WIDTH, 1)

    bars = []
    for row, edit in enumerate(history):
        start = x(edit.effective_on) if edit.effective_on else 0.0
        end = x(edit.deleted_on) if edit.deleted_on else float(WIDTH)
        width = max(end - start, _LEAST)
        start = min(start, WIDTH - width)
        kind = "withdrawn" if edit.is_withdrawn else f"opens-{edit.modifier_indicator}"
        bars.append(
            Bar(
                x=start,
                y=_TOP + row * _ROW,
                width=round(width, 1),
                height=_BAR,
                kind=f"{kind}{'' if edit.effective_on else ' no-start'}{'' if edit.deleted_on else ' no-end'}",
            )
        )
    step = max(1, -(-span // _TICKS))
    ticks = tuple(Tick(round((year - first) / span * WIDTH, 1), year) for year in range(first, last, step))
    height = _TOP + len(history) * _ROW + 6
    lines = "1 line" if len(history) == 1 else f"{len(history)} lines"
    return Timeline(WIDTH, height, tuple(bars), ticks, x(on), height - 4, f"{lines} from {first} to {on.year}")
