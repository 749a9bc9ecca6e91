"""The history of a code pair as a small drawing: one bar for each line of the file, on a scale of years.

Everything that it shows stands in the table underneath as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from modifiers.ncci.records import Edit

WIDTH = 360
_ROW, _TOP = 14, 20
_BAR, _THIN = 10, 5
"""A bar that no modifier opens is thick, any other thin, so that the two differ by more than colour."""
_LABEL = 34
"""Room for a year at the right end of the scale."""
_LEAST = 4
_TICKS = 6
_DAYS_IN_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of the file: where it lies and how it is drawn. ``kind`` holds classes: what the line says, and
    ``no-start`` where the file does not tell its first day."""

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
    """The drawing, in the units of its view box; ``legend`` are the (kind, words) that occur in it."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    on_x: float
    baseline: int
    summary: str
    legend: tuple[tuple[str, str], ...]


_LEGEND = (
    ("opens-0", "No modifier opens it"),
    ("opens-1", "A modifier can open it"),
    ("withdrawn", "Withdrawn, never held"),
    ("no-start", "First day not told in the file"),
)


def timeline(history: Sequence[Edit], on: date) -> Timeline | None:
    """Draw the lines of a pair.

    Args:
        history: its lines, oldest first.
        on: the date of service, marked by a line.

    Returns:
        The drawing; None where the lines tell no day, so that there is nothing to draw.
    """
    known = [day for edit in history for day in (edit.effective_on, edit.deleted_on) if day]
    if not known:
        return None
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
        height = _BAR if edit.modifier_indicator == "0" else _THIN
        kind = "withdrawn" if edit.is_withdrawn else f"opens-{edit.modifier_indicator}"
        bars.append(
            Bar(
                x=round(start, 1),
                y=_TOP + row * _ROW + (_BAR - height) // 2,
                width=round(width, 1),
                height=height,
                kind=f"{kind}{'' if edit.effective_on else ' no-start'}",
            )
        )
    step = max(1, -(-span // _TICKS))
    scale = ((round((year - first) / span * WIDTH, 1), year) for year in range(first, last, step))
    ticks = tuple(Tick(place, year) for place, year in scale if place <= WIDTH - _LABEL)
    drawn = {kind for bar in bars for kind in bar.kind.split()}
    legend = tuple((kind, words) for kind, words in _LEGEND if kind in drawn)
    height = _TOP + len(history) * _ROW + 6
    lines = "1 line" if len(history) == 1 else f"{len(history)} lines"
    summary = f"{lines} from {first} to {last - 1}"
    return Timeline(WIDTH, height, tuple(bars), ticks, x(on), height - 4, summary, legend)
