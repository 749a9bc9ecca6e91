"""The foot of a page: how to cite it, when its statements were checked, and what to do if it is wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from modifiers.catalogue import Entry
from modifiers.documents import Document

from .addresses import absolute, path_of
from .words import KINDS, day, denial_label


@dataclass(frozen=True, slots=True)
class Citing:
    """How to cite an edition: its number and day in words, two addresses, and all of it in one line.

    ``link`` is the page as it will stand whenever it is opened; ``lasting`` is this edition for good, where the kind of
    page keeps its editions at addresses, and otherwise the same as ``link``.
    """

    edition: str
    number: int
    link: str
    lasting: str
    text: str


@dataclass(frozen=True, slots=True)
class Foot:
    """``checked`` is the day on which most statements were checked; ``differs`` tells that some bear another day.

    ``about`` names the page to the form for what is wrong; ``is_asked`` is whether readers are asked if it is right,
    as they are of the live page alone.
    """

    checked: str
    differs: bool
    citing: Citing | None
    about: tuple[tuple[str, str], ...]
    contact: str
    is_asked: bool


def foot_of(document: Document, edition: Entry | None, *, is_past: bool = False) -> Foot:
    """The foot of a subject's page.

    Args:
        document: what the page says.
        edition: the edition that it belongs to; None in a preview of what was never published.
        is_past: whether the page shows a past state.
    """
    days = Counter(_checked_days(document))
    about = {"kind": document.kind, "key": document.key, "edition": str(edition.number)} if edition else {}
    feedback = reverse("feedback")
    return Foot(
        checked=day(usual_day(document)),
        differs=len(days) > 1,
        citing=_citing(document, edition) if edition else None,
        about=tuple(about.items()),
        contact=f"{feedback}?{urlencode(about)}" if about else feedback,
        is_asked=bool(edition) and not is_past,
    )


def usual_day(document: Document) -> date | None:
    """The day on which most statements of a document were checked, the latest of several."""
    days = Counter(_checked_days(document))
    return max(days, key=lambda each: (days[each], each), default=None)


def _checked_days(document: Document) -> list[date]:
    return [part.checked_on for _, parts in document.lists() for part in parts if part.checked_on]


def _citing(document: Any, edition: Entry) -> Citing:
    path = path_of(document.kind, document.key)
    link = absolute(path)
    is_kept = document.kind == "modifier"
    lasting = absolute(reverse("modifier_edition", args=[document.key.lower(), edition.number])) if is_kept else link
    words = f"edition {edition.number}, published {day(edition.live_from)}"
    text = f"D3rx Modifiers. {_named(document)}. {words[:1].upper()}{words[1:]}. {lasting}"
    return Citing(words, edition.number, link, lasting, text)


def _named(document: Any) -> str:
    label = {"modifier": f"Modifier {document.key}", "denial_code": denial_label(document.key)}.get(document.kind)
    return f"{label or KINDS[document.kind]}: {document.title}"
