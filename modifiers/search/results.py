"""What a search answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from modifiers.codes import ModifierCode

from .query import Query
from .snippets import Pieces


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found. ``anchor`` is the statement on its page, empty for the page itself.

    ``snippet`` holds pieces of text; True marks what was looked for.
    """

    kind: str
    key: str
    code: str
    title: str
    anchor: str
    snippet: Pieces
    score: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A line under the search box. ``title`` comes in pieces as well; True marks what was typed."""

    kind: str
    key: str
    code: str
    title: str
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a query.

    ``direct`` is where Enter goes at once; it is also the first of ``hits``. ``statements`` are single statements,
    best first. ``nearest`` are codes, only when nothing is found.
    """

    query: Query
    direct: Hit | None = None
    hits: tuple[Hit, ...] = ()
    statements: tuple[Hit, ...] = ()
    corrected: str = ""
    nearest: tuple[str, ...] = ()


def nearest_to(query: Query, codes: Sequence[str], limit: int = 6) -> tuple[str, ...]:
    """Codes that look like what was typed; the most used ones when nothing does."""
    typed = (query.codes or (query.words[-1] if query.words else "",))[0].upper()
    alike = sorted(
        (code for code in codes if len(typed) <= 3 and set(code) & set(typed)),
        key=lambda code: (
            code[0] != typed[:1],
            code[1] != typed[1:2],
            set(typed) != set(code),
            ModifierCode(code).sort_key,
        ),
    )
    usual = [code for code in ("59", "25", "26", "50", "GA", "KX") if code in codes]
    return tuple(dict.fromkeys([*alike, *usual, *codes]))[:limit]
