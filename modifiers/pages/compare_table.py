"""The table of a comparison: codes as columns, what coders ask as rows, first what differs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from modifiers.documents import ModifierDocument, Statement

from .addresses import path_of
from .prose import Badge, Mark, Piece, Writer
from .words import day

_SHOWN = 3
_MEDICARE = "medicare-part-b"
_GLOBAL = re.compile(r"\bglobal\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing said in a cell."""

    pieces: tuple[Piece, ...]
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """What one modifier's page says to a row; no items means that it is not stated. ``more`` leads to the rest."""

    column: Badge
    items: tuple[Item, ...]
    more: str = ""
    more_url: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The words alone, by which cells are compared."""
        return tuple("".join(piece.text for piece in item.pieces) for item in self.items)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: one cell for each column, or ``same`` where all say the same."""

    id: str
    heading: str
    cells: tuple[Cell, ...]

    @property
    def same(self) -> Cell | None:
        """The one cell for all, if they are equal."""
        first = self.cells[0]
        return first if len(self.cells) > 1 and all(cell.words == first.words for cell in self.cells) else None


@dataclass(frozen=True, slots=True)
class Table:
    """The columns, the rows that differ, and those that are the same for all."""

    columns: tuple[Badge, ...]
    differing: tuple[Row, ...]
    same: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """One modifier with what its family says for it."""

    writer: Writer = field(repr=False)
    badge: Badge
    document: ModifierDocument
    family: Any

    def said(self, name: str) -> tuple[Statement, ...]:
        """The modifier's own statements, then those of its family."""
        return (*getattr(self.document, name), *(self.family.shared(name) if self.family else ()))

    def cell(self, statements: Iterable[Statement], section: str = "", most: int = _SHOWN) -> Cell:
        """The first statements, and the way to the rest."""
        found = tuple(statements)
        items = tuple(
            Item(self.writer.pieces(one.text), self.writer.citations.marks(one.sources)) for one in found[:most]
        )
        if section and len(found) > most:
            return Cell(
                self.badge,
                items,
                f"All {len(found)} of {self.document.code}",
                f"{path_of('modifier', self.document.code)}#{section}",
            )
        return Cell(self.badge, items)

    def words(self, text: str, sources: Iterable[str] = ()) -> Cell:
        """A cell of a few words; none for no text."""
        marks = self.writer.citations.marks(sources)
        return Cell(self.badge, (Item((Piece(text),), marks),) if text else ())


def table_of(writer: Writer, codes: Iterable[str]) -> Table:
    """The table of these live modifiers."""
    columns = tuple(_column(writer, code) for code in codes)
    rows = [Row(id_, heading, tuple(cell_of(column) for column in columns)) for id_, heading, cell_of in _ROWS]
    rows = [row for row in rows if row.id != "row-global" or any(cell.items for cell in row.cells)]
    return Table(
        tuple(column.badge for column in columns),
        tuple(row for row in rows if row.same is None),
        tuple(row for row in rows if row.same is not None),
    )


def _column(writer: Writer, code: str) -> _Column:
    document: Any = writer.catalogue.modifiers[code].document
    writer.citations.know(document.sources)
    entry = writer.catalogue.get("family", document.family) if document.family else None
    if entry:
        writer.citations.know(entry.document.sources)
    return _Column(writer, writer.badge(code), document, entry.document if entry else None)


def _on_global(column: _Column) -> list[Statement]:
    return [one for name in ("payment_effect", "on_the_claim") for one in column.said(name) if _GLOBAL.search(one.text)]


def _payment(column: _Column) -> Cell:
    return column.cell((one for one in column.said("payment_effect") if not _GLOBAL.search(one.text)), "payment")


def _claim(column: _Column) -> Cell:
    return column.cell((one for one in column.said("on_the_claim") if not _GLOBAL.search(one.text)), "claim")


def _ncci(column: _Column) -> Cell:
    """Yes or no, and if yes, under which tests."""
    answer = column.words("Yes" if column.document.is_ncci_associated else "No")
    tests = column.cell(column.document.edit_tests(column.family), "opens-edit")
    return replace(tests, items=(*answer.items, *tests.items))


def _medicare(column: _Column) -> Cell:
    return column.cell((note for note in column.document.payer_notes if note.payer == _MEDICARE), "payers")


def _valid(column: _Column) -> Cell:
    since, until = column.document.effective_on, column.document.ended_on
    words = [f"Since {day(since)}"] if since else []
    words += [f"{'until' if words else 'Until'} {day(until)}"] if until else []
    return column.words(", ".join(words), column.document.identity_sources if words else ())


def _family(column: _Column) -> Cell:
    if not column.family:
        return Cell(column.badge, ())
    named = column.writer.named("family", column.family.slug)
    return Cell(column.badge, (Item((Piece(named.name, named.url),)),))


_ROWS: tuple[tuple[str, str, Callable[[_Column], Cell]], ...] = (
    ("row-tells", "Tells the payer", lambda c: c.words(c.document.summary, c.document.identity_sources)),
    ("row-use", "Use when", lambda c: c.cell(c.said("when_to_use"), "use-when")),
    ("row-do-not", "Do NOT use when", lambda c: c.cell(c.said("do_not_use"), "do-not-use")),
    ("row-ncci", "Opens NCCI edits", _ncci),
    ("row-payment", "What it does to payment", _payment),
    ("row-global", "Global period", lambda c: c.cell(_on_global(c))),
    ("row-claim", "On the claim", _claim),
    ("row-medicare", "Medicare Part B", _medicare),
    ("row-valid", "Valid", _valid),
    ("row-family", "Family", _family),
)
