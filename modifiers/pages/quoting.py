"""Published statements quoted on another page than their own: the words, the marks, and the place where they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from modifiers.denials.route import Cited

from .addresses import link_to
from .prose import Mark, Named, Piece, Writer
from .words import denial_label

_SECTIONS = {
    ("denial_code", "meaning"): "meaning",
    ("denial_code", "first_action"): "first",
    ("denial_code", "appeal_note"): "appeal",
    ("family", "checklist"): "checklist",
    ("family", "how_to_appeal"): "how_to_appeal",
    ("family", "opens_edit"): "opens_edit",
    ("modifier", "checklist"): "checklist",
    ("modifier", "denials"): "denials",
    ("modifier", "how_to_appeal"): "appeal",
    ("modifier", "meaning"): "meaning",
    ("modifier", "opens_edit"): "opens-edit",
    ("modifier", "payer_notes"): "payers",
    ("modifier", "related"): "related",
    ("modifier", "when_to_use"): "use-when",
    ("payer", "appeal_levels"): "levels",
    ("payer", "notes"): "general",
    ("payer", "time_limits"): "limits",
}
"""(kind, list) → the section of the page that shows it."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A published statement ready to show, with the page that it stands on."""

    pieces: tuple[Piece, ...]
    marks: tuple[Mark, ...]
    origin: Named
    says: str = ""


def quoted(writer: Writer, cited: Cited) -> Quoted:
    """A statement with its marks and its place. A denial reason tells what to do; what the payer says stands before."""
    entry = writer.catalogue.get(cited.kind, cited.key)
    if entry is not None:
        writer.citations.know(entry.document.sources)
    statement: Any = cited.statement
    text = f"{statement.text} {statement.action}" if cited.part == "denials" else statement.text
    return Quoted(
        writer.pieces(text),
        writer.citations.marks(statement.sources),
        _origin(writer, cited),
        getattr(statement, "says", ""),
    )


def all_quoted(writer: Writer, cited: Iterable[Cited]) -> tuple[Quoted, ...]:
    """Statements in their order."""
    return tuple(quoted(writer, each) for each in cited)


def place_of(writer: Writer, kind: str, key: str, part: str, statement: str) -> str | None:
    """The address of a statement on its page; None where the page is not live."""
    url = link_to(writer.links, kind, key)
    section = _SECTIONS.get((kind, part))
    return f"{url}#{section}-{statement}" if url and section else url


def _origin(writer: Writer, cited: Cited) -> Named:
    if cited.kind == "denial_code":
        name = denial_label(cited.key)
    elif cited.kind == "modifier":
        name = f"Modifier {cited.key}"
    else:
        name = writer.named(cited.kind, cited.key).name
    return Named(name, place_of(writer, cited.kind, cited.key, cited.part, cited.statement.key))
