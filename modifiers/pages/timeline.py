"""The history of a code pair as a small drawing: one bar for each line of the file, on a scale of years.

Everything that it shows stands in the table underneath as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from modifiers.ncci.records import Edit

from .words import day

WIDTH = 360
_ROW, _BAR, _TOP = 16, 10, 20
_LEAST, _SQUARE = 4, 9
_TICKS = 6
_YEAR_WIDTH = 34
"""What a written year takes on a narrow screen: none is written where less than that is left."""
_DAYS_IN_A_YEAR = 365.25
_MEANINGS = {
    "opens-1": "a modifier can open it",
    "opens-0": "no modifier opens it",
    "withdrawn": "withdrawn, never held",
    "no-start": "fades in: the file does not tell its start",
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of the file: where it lies, and what it is. ``has_start`` is False where it held from a day unknown."""

    x: float
    y: int
    width: float
    height: int
    kind: str
    has_start: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A year on the scale, written beside its line."""

    x: float
    year: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing, in the units of its view box. ``legend``: (what is drawn, what it means), only what occurs."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    on_x: float
    baseline: int
    summary: str
    legend: tuple[tuple[str, str], ...]


def timeline(history: Sequence[Edit], on: date) -> Timeline | None:
    """Draw the lines of a pair.

    Args:
        history: the lines, oldest first.
        on: the date of service, marked by a line.

    Returns:
        The drawing; None where no line has a date, so that there is nothing to draw.
    """
    known = [each for edit in history for each in (edit.effective_on, edit.deleted_on) if each]
    if not known:
        return None
    first = min([*known, on]).year - (1 if any(edit.effective_on is None for edit in history) else 0)
    # One year on from the last day that there is, so that what has no end is seen to go on.
    last = max([*known, on]).year + 1
    span = last - first

    def x(moment: date) -> float:
        years = moment.year - first + (moment.timetuple().tm_yday - 1) / _DAYS_IN_A_YEAR
        return round(min(max(years / span, 0), 1) * WIDTH, 1)

    bars = tuple(
        _bar(row, edit, x(edit.effective_on or date.min), x(edit.deleted_on or date.max))
        for row, edit in enumerate(history)
    )
    step = max(1, -(-span // _TICKS))
    places = ((round((year - first) / span * WIDTH, 1), year) for year in range(first, last, step))
    height = _TOP + len(history) * _ROW + 4
    lines = "1 line" if len(history) == 1 else f"{len(history)} lines"
    return Timeline(
        width=WIDTH,
        height=height,
        bars=bars,
        ticks=tuple(Tick(place, year) for place, year in places if place <= WIDTH - _YEAR_WIDTH),
        on_x=x(on),
        baseline=height - 2,
        summary=f"{lines} from {first} to {on.year}",
        legend=_legend(bars, on),
    )


def _bar(row: int, edit: Edit, start: float, end: float) -> Bar:
    """The bar of one line. What lasted a day or less is drawn wide enough to be seen."""
    width = max(end - start, _SQUARE if edit.is_withdrawn else _LEAST)
    return Bar(
        x=round(min(start, WIDTH - width), 1),
        y=_TOP + row * _ROW,
        width=round(width, 1),
        height=_BAR,
        kind="withdrawn" if edit.is_withdrawn else f"opens-{edit.modifier_indicator}",
        has_start=edit.effective_on is not None or edit.is_withdrawn,
    )


def _legend(bars: Sequence[Bar], on: date) -> tuple[tuple[str, str], ...]:
    drawn = {bar.kind for bar in bars} | ({"no-start"} if any(not bar.has_start for bar in bars) else set())
    return (*((kind, words) for kind, words in _MEANINGS.items() if kind in drawn), ("on", day(on)))
