"""What the sheet shows: the fields that stay in the browser, the letter, and the note to its sender."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from modifiers.appeals.blocks import Argument, Block, Rule
from modifiers.appeals.collecting import Consulted
from modifiers.appeals.letter import Letter
from modifiers.catalogue import Catalogue

from .appeal_path import path_to
from .prose import Named, Writer
from .quoting import all_quoted, place_of


@dataclass(frozen=True, slots=True)
class BlockView:
    """A block with the template that shows it, and for a rule where its statement stands."""

    template: str
    block: Block
    origin: Named | None = None


def sheet_context(
    consulted: Consulted, letter: Letter, snapshot: Catalogue, *, is_plain_instead: bool = False
) -> dict[str, Any]:
    """The context of ``appeal/sheet.html``.

    Args:
        consulted: the case.
        letter: its letter, with a worded argument or without.
        snapshot: the catalogue.
        is_plain_instead: whether a worded argument was to be in it and cannot.
    """
    case = consulted.case
    writer = Writer(snapshot)
    return {
        "title": letter.title,
        "description": "",
        "canonical": "",
        "crumbs": [("Ask D3: the letter", path_to("appeal", case)), ("Letter", None)],
        "letter": letter,
        "is_worded": any(isinstance(block, Argument) for block in letter.blocks),
        "is_plain_instead": is_plain_instead,
        "blocks": [_view(writer, block) for block in letter.blocks],
        "advice": all_quoted(writer, letter.note.advice),
        "unshown": all_quoted(writer, letter.note.unshown),
        "questions": path_to("appeal", case),
        "text": path_to("appeal_text", case),
        "document": path_to("appeal_document", case),
        "headline": consulted.advice.headline,
    }


def _view(writer: Writer, block: Block) -> BlockView:
    template = f"appeal/blocks/{block.kind}.html"
    return BlockView(template, block, origin_of(writer, block) if isinstance(block, Rule) else None)


def origin_of(writer: Writer, rule: Rule) -> Named:
    """The page and the place where a rule is published."""
    kind, key, part, statement = rule.name.split("/")
    name = f"Modifier {key}" if kind == "modifier" else writer.named(kind, key).name
    return Named(f"{name}: {statement}", place_of(writer, kind, key, part, statement))
