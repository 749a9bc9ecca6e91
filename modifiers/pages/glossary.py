"""Terms of the field, explained where a page first names them: links that lead to the glossary.

The glossary is the page of that name. Where it is not live, nothing is explained and every word stays a word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

from modifiers.catalogue import Catalogue, Entry
from modifiers.documents import PageDocument
from modifiers.documents.links import plain
from modifiers.documents.parts import Term
from modifiers.documents.terms import Spellings

from .addresses import path_of
from .prose import Piece

KEY = "glossary"
_read: WeakKeyDictionary[Entry, tuple[dict[str, Term], Spellings]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Explained:
    """A term that a page names: what it means, and where the glossary says so with its sources."""

    key: str
    name: str
    text: str
    url: str


class Glossary:
    """The terms as one page uses them. ``explained`` grows while the page is written."""

    def __init__(self, terms: dict[str, Term], spellings: Spellings, *, is_once: bool = False) -> None:
        self._terms = terms
        self._is_once = is_once
        self._spellings = spellings
        self._told: dict[str, set[str]] = defaultdict(set)
        self._path = path_of("page", KEY)

    def explain(self, section: str, pieces: Iterable[Piece]) -> tuple[Piece, ...]:
        """Pieces in which the first mention of each term in a section is a link; what the family says belongs to it."""
        told = self._told["" if self._is_once else section.removesuffix("-all")]
        return tuple(made for piece in pieces for made in self._explained_in(piece, told))

    def _explained_in(self, piece: Piece, told: set[str]) -> Iterator[Piece]:
        if piece.url or piece.is_badge:
            yield piece
            return
        for text, key in self._spellings.first_mentions(piece.text, told):
            if key:
                told.add(key)
            yield Piece(text, self._url(key), term=key) if key else replace(piece, text=text)

    @property
    def explained(self) -> tuple[Explained, ...]:
        """The terms that the page has linked, in the order of the glossary."""
        used = set().union(*self._told.values())
        found = (term for key, term in self._terms.items() if key in used)
        return tuple(Explained(term.key, term.name, plain(term.text), self._url(term.key)) for term in found)

    def _url(self, key: str) -> str:
        return f"{self._path}#{key}"


def glossary_of(snapshot: Catalogue, *, is_once: bool = False) -> Glossary | None:
    """The live glossary, made ready for one page; None where there is none.

    Args:
        snapshot: the catalogue.
        is_once: whether a term is explained once on the page and not in each of its sections.
    """
    entry = snapshot.get("page", KEY)
    if entry is None:
        return None
    if entry not in _read:
        document: Any = entry.document
        assert isinstance(document, PageDocument)
        _read[entry] = ({term.key: term for term in document.terms}, Spellings(document.terms))
    return Glossary(*_read[entry], is_once=is_once)
