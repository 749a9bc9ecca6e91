"""What a search answers."""

from __future__ import annotations

from dataclasses import dataclass

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
    best first. ``nearest`` are codes, only when nothing is found; ``is_near`` is False where they are merely often
    looked up.
    """

    query: Query
    direct: Hit | None = None
    hits: tuple[Hit, ...] = ()
    statements: tuple[Hit, ...] = ()
    corrected: str = ""
    nearest: tuple[str, ...] = ()
    is_near: bool = False
