"""How much of a page goes on one sheet: counted in lines before it is set, the same for every reader. Pure.

The rule, in this order:

1. The largest type in which all of it fits. Type is never smaller than the last of :data:`SIZES`, which is 9 points.
2. If even that is too large, parts that only make sense whole are taken whole, or not at all.
3. The others give their statements in turn, one of each part and then the next of each, in the order in which the page
   has them. A part whose next statement does not fit gives no more; the card says how many more its page has.

The sizes are measured on the narrower of the two usual papers (A4) and the lower one (Letter), in two columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

_HEADING = 3.0
"""Lines that the heading of a part takes, with the space above it and the line that tells how many more there are."""

_BETWEEN = 0.25
"""Lines between two statements."""


@dataclass(frozen=True, slots=True)
class Size:
    """A size of type: how many characters a line holds on the average, and how many lines both columns have."""

    name: str
    line: int
    lines: float

    def taken_by(self, length: int) -> float:
        """The lines that a statement of so many characters takes."""
        return ceil(length / self.line) + _BETWEEN


SIZES = (Size("huge", 32, 76), Size("large", 38, 92), Size("middle", 45, 108), Size("small", 52, 122))
"""14, 12, 10.5 and 9 points (static/css/print.css, “desk card”)."""


@dataclass(frozen=True, slots=True)
class Part:
    """The lengths of a part's statements in characters. ``is_whole``: all of them or none."""

    lengths: tuple[int, ...]
    is_whole: bool = False


def fitted(parts: Sequence[Part], sizes: Sequence[Size] = SIZES) -> tuple[Size, tuple[int, ...]]:
    """The size of type, and how many statements of each part are on the card."""
    for size in sizes:
        if sum(_lines(part, size) for part in parts) <= size.lines:
            return size, tuple(len(part.lengths) for part in parts)
    return sizes[-1], _in_turn(parts, sizes[-1])


def _lines(part: Part, size: Size) -> float:
    return _heading(part) + _said(part, size)


def _heading(part: Part) -> float:
    """A part without room for its statements has its heading all the same, and tells how many its page has."""
    return _HEADING if part.lengths else 0


def _said(part: Part, size: Size) -> float:
    return sum(map(size.taken_by, part.lengths))


def _in_turn(parts: Sequence[Part], size: Size) -> tuple[int, ...]:
    room, taken = size.lines - sum(map(_heading, parts)), [0] * len(parts)
    for place, part in enumerate(parts):
        if part.is_whole and _said(part, size) <= room:
            room -= _said(part, size)
            taken[place] = len(part.lengths)
    giving = [place for place, part in enumerate(parts) if part.lengths and not part.is_whole]
    while giving:
        for place in tuple(giving):
            needed = size.taken_by(parts[place].lengths[taken[place]])
            if needed > room:
                giving.remove(place)
                continue
            room -= needed
            taken[place] += 1
            if taken[place] == len(parts[place].lengths):
                giving.remove(place)
    return tuple(taken)
