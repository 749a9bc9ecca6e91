"""Statements made ready to show: cross-links that answer, and sources numbered as they first appear."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from modifiers.catalogue import Catalogue
from modifiers.documents import Source, Statement
from modifiers.documents.links import Link, split

from .addresses import compare_path, link_to
from .words import day, in_words

if TYPE_CHECKING:
    from .glossary import Glossary


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; ``url`` when it links, ``is_badge`` when it is a modifier's code, ``term`` when it is a term of
    the glossary, whose key that is."""

    text: str
    url: str | None = None
    is_badge: bool = False
    term: str = ""


@dataclass(frozen=True, slots=True)
class Badge:
    """A modifier's code, its name where it is live, and its page where it has one."""

    code: str
    name: str = ""
    url: str | None = None
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A subject by name, linked where it has a page."""

    name: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A small link from a statement to a numbered source on the same page."""

    number: int
    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement ready to show. ``part`` is the document's own part, for its further fields; ``checked`` is the day on
    which it was compared with its sources, where that is another than the usual one of the page."""

    anchor: str
    pieces: tuple[Piece, ...]
    marks: tuple[Mark, ...]
    part: Any
    checked: str = ""


@dataclass(frozen=True, slots=True)
class NumberedSource:
    """A source in the page's list, with its number and its own page where it has one."""

    number: int
    anchor: str
    source: Source
    url: str | None


class Citations:
    """Numbers sources in the order in which a page first cites them."""

    def __init__(self, known: Mapping[str, Source]) -> None:
        """Take the sources by key from which citations are filled."""
        self._known = dict(known)
        self._numbers: dict[str, int] = {}

    def know(self, sources: Iterable[Source]) -> None:
        """Learn the sources of another document whose statements the page shows."""
        for source in sources:
            self._known.setdefault(source.key, source)

    def marks(self, keys: Iterable[str]) -> tuple[Mark, ...]:
        """The marks of a statement. A key without a source is left out: a preview may have one."""
        return tuple(
            sorted(
                (
                    Mark(self._numbers.setdefault(key, len(self._numbers) + 1), f"source-{key}", self._known[key].title)
                    for key in keys
                    if key in self._known
                ),
                key=lambda mark: mark.number,
            )
        )

    def listed(self, catalogue: Catalogue) -> tuple[NumberedSource, ...]:
        """All sources cited so far, in their order."""
        return tuple(
            NumberedSource(number, f"source-{key}", self._known[key], link_to(catalogue, "source", key))
            for key, number in self._numbers.items()
        )


class Writer:
    """Turns parts of documents into what templates show, for one page."""

    def __init__(
        self,
        catalogue: Catalogue,
        sources: Iterable[Source] = (),
        links: Catalogue | None = None,
        own: tuple[str, str] | None = None,
        usual: date | None = None,
        glossary: Glossary | None = None,
    ) -> None:
        """Take the snapshot that the page stands in, its sources, the snapshot that decides which links
        answer (the same by default; today's, where the page shows the past), the (kind, key) whose
        page this is: it does not link to itself; the day on which most of its statements were checked; and the
        glossary, where terms are to be explained."""
        self._own = own
        self._usual = usual
        self._glossary = glossary
        self.catalogue = catalogue
        self.links = links or catalogue
        self.citations = Citations({source.key: source for source in sources})

    def pieces(self, text: str) -> tuple[Piece, ...]:
        """A text with its cross-links resolved; those without a live page become plain words."""
        return tuple(
            Piece(self._words(piece), link_to(self.links, piece.kind, piece.key), piece.kind == "modifier")
            if isinstance(piece, Link) and (piece.kind, piece.key) != self._own
            else Piece(self._words(piece) if isinstance(piece, Link) else piece)
            for piece in split(text)
        )

    def _words(self, link: Link) -> str:
        """The words that carry a link. A payer's name is a name, and its key has lost the capitals."""
        return self.named("payer", link.key).name if link.is_bare and link.kind == "payer" else link.label

    def shown(self, section: str, part: Statement) -> Shown:
        """One statement with its anchor ``<section>-<key>``; terms are explained once in a section."""
        pieces = self.pieces(part.text)
        if self._glossary:
            pieces = self._glossary.explain(section, pieces)
        other = part.checked_on if self._usual and part.checked_on != self._usual else None
        return Shown(f"{section}-{part.key}", pieces, self.citations.marks(part.sources), part, day(other))

    def all_shown(self, section: str, parts: Iterable[Statement]) -> tuple[Shown, ...]:
        """Statements in their order."""
        return tuple(self.shown(section, part) for part in parts)

    def badge(self, code: str) -> Badge:
        """A modifier's badge."""
        entry = self.catalogue.get("modifier", code)
        if entry is None:
            return Badge(code)
        document: Any = entry.document
        return Badge(code, document.title, link_to(self.links, "modifier", code), document.summary)

    def badges(self, codes: Iterable[str]) -> tuple[Badge, ...]:
        """Badges in their order."""
        return tuple(self.badge(code) for code in codes)

    def compared(self, codes: Sequence[str]) -> Named | None:
        """The page that puts modifiers side by side, if all of them are live."""
        if all(code in self.links.modifiers for code in codes):
            return Named(in_words(codes), compare_path(codes))
        return None

    def named(self, kind: str, key: str) -> Named:
        """A subject by name; its key in words where it is not live."""
        entry = self.catalogue.get(kind, key)
        return Named(entry.document.title if entry else key.replace("-", " "), link_to(self.links, kind, key))
