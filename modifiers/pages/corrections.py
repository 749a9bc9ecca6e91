"""What we had wrong: ``/corrections/``, from the editions that are marked as corrections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from modifiers.catalogue import Catalogue, Entry
from modifiers.documents import Statement
from modifiers.publishing.diff import RowChange, diff

from .addresses import link_to
from .answering import current, page, public
from .modifier import edition_path
from .words import KINDS, day, denial_label


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction: of which page, what was wrong in the words of its note, from when until when.

    ``since`` is the day on which the first edition with the words that were corrected went live. ``edition`` and
    ``changes`` are addresses; empty where the kind of page keeps none.
    """

    name: str
    url: str | None
    note: str
    since: str
    moment: datetime
    day: str
    number: int
    edition: str
    changes: str


@public
def corrections(request: HttpRequest) -> HttpResponseBase:
    """All corrections, newest first."""
    context = {
        "title": "Corrections to the modifier reference",
        "description": "What we had wrong, since when, and when it was put right. Every correction stays on this list.",
        "corrections": corrections_of(current()),
        "crumbs": [("Corrections", None)],
    }
    return page(request, "corrections/page.html", context)


def corrections_of(snapshot: Catalogue) -> tuple[Correction, ...]:
    """The editions that correct the edition before them, newest first."""
    return tuple(_correction(snapshot, entry) for entry in snapshot.corrections)


def _correction(snapshot: Catalogue, entry: Entry) -> Correction:
    older = tuple(each for each in snapshot.history(entry.kind, entry.key) if each.number < entry.number)
    key, is_kept = entry.key.lower(), entry.kind == "modifier"
    document: Any = entry.document
    label = {"modifier": f"Modifier {entry.key}", "denial_code": denial_label(entry.key)}.get(entry.kind)
    return Correction(
        name=f"{label or KINDS[entry.kind]}: {document.title}",
        url=link_to(snapshot, entry.kind, entry.key),
        note=entry.change_note,
        since=day(wrong_since(entry, older)) if older else "",
        moment=entry.live_from,
        day=day(entry.live_from),
        number=entry.number,
        edition=edition_path(entry.key, entry.number) if is_kept else "",
        changes=reverse("modifier_changes", args=[key, older[0].number, entry.number]) if is_kept and older else "",
    )


def wrong_since(entry: Entry, older: tuple[Entry, ...]) -> datetime:
    """When the first edition with what was corrected went live.

    Args:
        entry: the edition that corrects.
        older: the editions before it, newest first; at least one.

    Returns:
        The moment of the oldest edition that said any of the rows or fields that ``entry`` changed, in the same words.
        Where only something was missing, it was missing from the beginning.
    """
    changes = diff(older[0].document, entry.document)
    lists = [changed for changed in changes.lists if changed.name != "sources"]
    rows = [(changed.name, _words_of(row.old)) for changed in lists for row in changed.rows if _was_wrong(row)]
    fields = [(field.name, field.old) for field in changes.fields if field.name not in _REVIEW]
    if not rows and not fields:
        return older[-1].live_from
    for each in reversed(older):
        document: Any = each.document
        said = any(old in map(_words_of, getattr(document, name)) for name, old in rows)
        if said or any(getattr(document, name) == old for name, old in fields):
            return each.live_from
    return older[0].live_from


_REVIEW = frozenset({"reviewed_on", "reviewed_by", "review_due_on"})
_CHECKED = frozenset({"checked_on", "sources"})
"""Fields that change whenever a page is looked at, whether or not it was wrong."""


def _was_wrong(row: RowChange) -> bool:
    """Whether a row was reworded or taken out: what was added, moved or only checked again had not been wrong."""
    return row.how == "removed" or any(field.name not in _CHECKED for field in row.fields)


def _words_of(part: Any) -> Any:
    """A row without what tells when and where it was checked."""
    return part.model_copy(update={"checked_on": None, "sources": ()}) if isinstance(part, Statement) else part
