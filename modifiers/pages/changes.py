"""What changed between two editions of a modifier, word by word: ``/modifiers/59/changes/2..3/``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse

from modifiers.catalogue import Entry
from modifiers.documents import Document
from modifiers.publishing.diff import DocumentDiff, FieldChange, Piece, RowChange, diff

from .addresses import path_of
from .answering import current, page, public
from .history import elsewhere
from .modifier import edition_path
from .words import HEADINGS, day

_HOW = {
    "added": "Added",
    "removed": "Removed",
    "moved": "Moved",
    "reworded": "Changed",
    "moved_and_reworded": "Moved and changed",
    "changed": "Changed",
}


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field's change: a label, and its words with what was added and removed."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class RowView:
    """One statement's change."""

    how: str
    key: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class ListView:
    """One section's changes."""

    id: str
    heading: str
    rows: tuple[RowView, ...]


@public
def modifier_changes(request: HttpRequest, code: str, old: str, new: str) -> HttpResponseBase:
    """The changes from one edition to another, in either order of time."""
    snapshot = current()
    if other := elsewhere(request, snapshot, code):
        return other
    key = code.upper()
    before, after = (snapshot.edition("modifier", key, int(number)) for number in (old, new))
    if before is None or after is None:
        raise Http404(f"Modifier {key} has no edition {int(old) if before is None else int(new)}.")
    changes = diff(before.document, after.document)
    context = {
        "code": key,
        "name": after.document.title,
        "before": _edition(before),
        "after": _edition(after),
        "is_same": changes.is_empty,
        "lists": list_views(changes),
        "title": f"Modifier {key}: changes from edition {before.number} to {after.number}",
        "description": "",
        "canonical": path_of("modifier", key),
        "crumbs": [
            ("Modifiers", reverse("modifier_list")),
            (key, path_of("modifier", key)),
            ("History", reverse("modifier_history", args=[code])),
            (f"Editions {before.number} to {after.number}", None),
        ],
    }
    return page(request, "modifier/changes.html", context, is_indexed=False)


def list_views(changes: DocumentDiff) -> tuple[ListView, ...]:
    """Everything that differs, by section; the document's own fields come first."""
    head = tuple(RowView(_HOW[field.how], _label(field.name), (_field_view(field, ""),)) for field in changes.fields)
    lists = tuple(
        ListView(
            changed.name.replace("_", "-"),
            HEADINGS.get(changed.name, _label(changed.name)),
            tuple(map(_row_view, changed.rows)),
        )
        for changed in changes.lists
    )
    return (*((ListView("head", "Name, dates and codes", head),) if head else ()), *lists)


def _row_view(row: RowChange) -> RowView:
    if row.how in ("added", "removed"):
        part: Any = row.new or row.old
        text = getattr(part, "text", "") or getattr(part, "title", "") or getattr(part, "heading", row.key)
        return RowView(_HOW[row.how], row.key, (FieldView("", (Piece(row.how, text),)),))  # type: ignore[arg-type]
    return RowView(_HOW[row.how], row.key, tuple(_field_view(field, _label(field.name)) for field in row.fields))


def _field_view(field: FieldChange, label: str) -> FieldView:
    if field.pieces:
        return FieldView(label, field.pieces)
    gone, come = _shown(field.old), _shown(field.new)
    return FieldView(label, tuple(Piece(how, text) for how, text in (("removed", gone), ("added", come)) if text))  # type: ignore[arg-type]


def _shown(value: Any) -> str:
    if value is None or value == ():
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, tuple):
        return "; ".join(_shown(item) for item in value)
    if hasattr(value, "procedure"):
        return "-".join((value.procedure, *value.modifiers)) + f" x{value.units}"
    return str(value)


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _edition(entry: Entry) -> dict[str, Any]:
    document: Document = entry.document
    return {
        "number": entry.number,
        "day": day(entry.live_from),
        "url": edition_path(document.key, entry.number),
        "note": entry.change_note,
    }
