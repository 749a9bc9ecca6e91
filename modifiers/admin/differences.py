"""What would change for readers, ready to be drawn: one block for the head of the page, one for each list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from modifiers import documents, publishing
from modifiers.documents import answers, claim_lines
from modifiers.documents.parts import Answer, ClaimLine, Part
from modifiers.models import Edition

from .states import day

_HOW = {
    "added": "Added",
    "removed": "Removed",
    "moved": "Moved",
    "reworded": "Changed",
    "moved_and_reworded": "Moved and changed",
}


@dataclass(frozen=True, slots=True)
class Words:
    """One field of a difference: its name, and its words with what was added and removed."""

    name: str
    pieces: tuple[publishing.Piece, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One row or field that differs. ``mark`` is its class in the style sheet, ``how`` the same in words."""

    mark: str
    how: str
    what: str
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A list of the page and what differs in it."""

    heading: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs from the live edition, whose number is ``since`` (None when there is none)."""

    since: int | None
    blocks: tuple[Block, ...]


def changes(subject: Any, document: documents.Document) -> Changes:
    """Compare a composed document with the edition that readers see now."""
    live = (
        Edition.objects.filter(kind=subject.kind, key=subject.key, live_from__lte=timezone.now())
        .order_by("number")
        .last()
    )
    if live is None or live.withdrawal:
        return Changes(None, ())
    try:
        old = documents.parse(json.loads(live.document))
    except ValueError:  # an edition of an older form of the document cannot be compared, only replaced
        return Changes(live.number, ())
    return Changes(live.number, tuple(_blocks(publishing.diff(old, document))))


def _blocks(found: publishing.DocumentDiff) -> Iterator[Block]:
    if found.fields:
        yield Block("Head of the page", tuple(_field(change) for change in found.fields))
    for listed in found.lists:
        yield Block(_named(listed.name), tuple(_row(change) for change in listed.rows))


def _field(change: publishing.FieldChange) -> Item:
    mark = "reworded" if change.how == "changed" else change.how
    return Item(mark, _HOW[mark], _named(change.name), (Words("", _pieces(change)),))


def _row(change: publishing.RowChange) -> Item:
    if change.how in ("added", "removed"):
        words = tuple(_whole(change.new or change.old, change.how))
    else:
        words = tuple(Words(_named(field.name), _pieces(field)) for field in change.fields)
    how = _HOW[change.how]
    if change.how.startswith("moved") and change.position is not None:
        how = f"{how}: now number {change.position + 1}"
    return Item(change.how.split("_")[0], how, change.key, words)


def _whole(row: Any, how: Any) -> Iterator[Words]:
    for name in type(row).model_fields:
        if name != "key" and (text := _text(getattr(row, name))):
            yield Words(_named(name), (publishing.Piece(how, text),))


def _pieces(change: publishing.FieldChange) -> tuple[publishing.Piece, ...]:
    if change.pieces:
        return change.pieces
    both = (("removed", _text(change.old)), ("added", _text(change.new)))
    return tuple(publishing.Piece(how, text + " ") for how, text in both if text)  # type: ignore[arg-type]


def _text(value: Any) -> str:
    match value:
        case None | "" | ():
            return ""
        case bool():
            return "yes" if value else "no"
        case date():
            return day(value)
        case (ClaimLine(), *_):
            return claim_lines.show_all(value)
        case (Answer(), *_):
            return answers.show_all(value)
        case tuple():
            return ", ".join(map(_text, value))
        case Part():
            return ", ".join(filter(None, (_text(getattr(value, name)) for name in type(value).model_fields)))
        case _:
            return str(value)


def _named(name: str) -> str:
    return name.replace("_", " ").capitalize()
