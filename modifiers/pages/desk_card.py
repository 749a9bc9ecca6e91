"""One sheet to pin beside the screen: ``/modifiers/59/desk-card/`` and ``/compare/59-vs-xs/desk-card/``.

A card says what the page says and nothing else, without the sources, which are on the page. How much of a long page
goes on it is the rule of :mod:`.desk_card_fitting`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils import timezone

from modifiers.catalogue import Catalogue, Entry
from modifiers.documents import ComparisonDocument, ModifierDocument

from .addresses import absolute, compare_path, path_of
from .answering import absent, current, page, public
from .compare import Asked, Distinction, distinctions_of, nothing_to_compare, set_for
from .compare_guide import QuestionView, guide_of
from .desk_card_fitting import Part, fitted
from .modifier import status_of
from .prose import Badge, Piece, Writer
from .sections import DenialView, ExclusionView, sections_of
from .words import day, in_words

_PARTS = {
    "use-when": "Use when",
    "do-not-use": "Do NOT use when",
    "checklist": "The record must show",
    "denials": "If it is denied",
}
"""The sections of a modifier's page that a card has, under the headings of the card."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said. ``lead`` stands before it; of a denial also codes and ``road``. ``badges`` stand behind."""

    pieces: tuple[Piece, ...]
    lead: str = ""
    codes: str = ""
    road: str = ""
    badges: tuple[Badge, ...] = ()

    @property
    def length(self) -> int:
        """About how many characters it takes; a badge is as wide as five."""
        before = len(self.lead) + len(self.codes) + len(self.road)
        return _width(self.pieces) + before + (5 * len(self.badges) + 12 if self.badges else 0)


@dataclass(frozen=True, slots=True)
class CardPart:
    """A headed part of a card. ``more`` is how many statements its page has beyond those of the card."""

    id: str
    heading: str
    lines: tuple[Line, ...]
    more: int = 0
    badge: Badge | None = None
    questions: tuple[QuestionView, ...] = ()


@public
def modifier_desk_card(request: HttpRequest, code: str) -> HttpResponseBase:
    """The card of a live modifier."""
    snapshot = current()
    entry = snapshot.get("modifier", code.upper())
    if entry is None:
        return absent(request, snapshot, "modifier", code.upper())
    path = reverse("modifier_desk_card", args=[code.lower()])
    if request.path != path:
        return HttpResponsePermanentRedirect(path)
    return page(request, "desk_card/modifier.html", modifier_card(snapshot, entry), is_indexed=False)


@public
def comparison_desk_card(request: HttpRequest, key: str) -> HttpResponseBase:
    """The card of modifiers side by side: any that have a page together."""
    snapshot = current()
    written = snapshot.get("comparison", key)
    if written is not None:
        document: Any = written.document
        codes = tuple(code for code in document.codes if code in snapshot.modifiers)
        return page(request, "desk_card/comparison.html", _comparison_card(snapshot, codes, written), is_indexed=False)
    asked = Asked(snapshot, key)
    if not asked.path:
        return nothing_to_compare(request, snapshot, asked)
    if request.path != f"{asked.path}desk-card/":
        return HttpResponsePermanentRedirect(f"{asked.path}desk-card/")
    return page(request, "desk_card/comparison.html", _comparison_card(snapshot, asked.codes), is_indexed=False)


def modifier_card(snapshot: Catalogue, entry: Entry) -> dict[str, Any]:
    """The context of ``desk_card/modifier.html``."""
    document = entry.document
    assert isinstance(document, ModifierDocument)
    writer = Writer(snapshot, document.sources, own=("modifier", document.code))
    parts = [
        CardPart(section.id, _PARTS[section.id], tuple(map(_line, (*section.items, *section.shared))))
        for section in sections_of(document, writer)
        if section.id in _PARTS
    ]
    size, parts = _cut(parts)
    return {
        "document": document,
        "status": status_of(document, timezone.localdate()),
        "size": size,
        "parts": parts,
        "foot": _foot(snapshot, (entry.key,), path_of("modifier", entry.key)),
        "page_url": path_of("modifier", entry.key),
        "title": f"Modifier {entry.key}: desk card",
        "description": "",
        "canonical": path_of("modifier", entry.key),
        "crumbs": [
            ("Modifiers", reverse("modifier_list")),
            (entry.key, path_of("modifier", entry.key)),
            ("Desk card", None),
        ],
    }


def _comparison_card(snapshot: Catalogue, codes: tuple[str, ...], entry: Entry | None = None) -> dict[str, Any]:
    """The context of ``desk_card/comparison.html``. The guide of a set is on its own card alone, and whole."""
    own: Any = entry.document if entry else None
    assert own is None or isinstance(own, ComparisonDocument)
    writer = Writer(snapshot, own.sources if own else ())
    parts = [part for part in (_guide(writer, own, codes), _in_one_line(writer, codes)) if part]
    parts += [_said_of(writer, code) for code in codes]
    size, parts = _cut(parts)
    listed = in_words(codes)
    path = path_of("comparison", own.slug) if own else compare_path(codes)
    held = set_for(snapshot, codes)
    return {
        "codes": codes,
        "heading": own.name if own else f"{listed} compared",
        "summary": own.summary if own else f"What {listed} tell the payer, and where they differ.",
        "size": size,
        "parts": parts,
        "set": None if own or held is None else path_of("comparison", held.slug),
        "foot": _foot(snapshot, codes, path, entry),
        "page_url": path,
        "title": f"{listed}: desk card",
        "description": "",
        "canonical": path,
        "crumbs": [("Compare", reverse("comparison_list")), (listed, path), ("Desk card", None)],
    }


def _cut(parts: Sequence[CardPart]) -> tuple[str, list[CardPart]]:
    """The size of type, and the parts with as much of each as fits (docs/adr/0031)."""
    size, counts = fitted([Part(tuple(map(_length, _held(part))), bool(part.questions)) for part in parts])
    cut = []
    for part, count in zip(parts, counts, strict=True):
        more = len(_held(part)) - count
        kept = {"lines": part.lines[:count], "questions": part.questions[:count], "more": more}
        cut.append(CardPart(part.id, part.heading, badge=part.badge, **kept))  # type: ignore[arg-type]
    return size.name, cut


def _held(part: CardPart) -> Sequence[Line | QuestionView]:
    return part.questions or part.lines


def _length(held: Line | QuestionView) -> int:
    """A question is as long as itself and its answers, each on lines of its own."""
    if isinstance(held, Line):
        return held.length
    answers = (60 * (1 + (len(answer.text) + _width(answer.reason)) // 50) for answer in held.answers)
    return _width(held.line.pieces) + sum(answers)


def _width(pieces: Iterable[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces)


def _line(item: Any) -> Line:
    """A statement of a modifier's page as a line of the card."""
    match item:
        case ExclusionView():
            return Line(item.line.pieces, badges=item.instead)
        case DenialView():
            codes = ", ".join(code.name for code in item.codes)
            return Line(item.action, item.line.part.says, codes, f"{item.road}.")
        case _:
            return Line(item.pieces)


def _guide(writer: Writer, own: ComparisonDocument | None, codes: tuple[str, ...]) -> CardPart | None:
    guide = guide_of(writer, own, codes) if own else None
    return CardPart("which", "Which one?", (), questions=guide.questions) if guide else None


def _in_one_line(writer: Writer, codes: tuple[str, ...]) -> CardPart | None:
    found: tuple[Distinction, ...] = distinctions_of(writer, codes)
    lines = tuple(Line(one.pieces, f"{one.first.code}, {one.second.code}:") for one in found)
    return CardPart("in-one-line", "In one line", lines) if lines else None


def _said_of(writer: Writer, code: str) -> CardPart:
    """What one modifier tells the payer; then, in turn, when to use it and when not to."""
    document: Any = writer.catalogue.modifiers[code].document
    sections = {section.id: section for section in sections_of(document, writer)}
    use, do_not = (
        [_line(item) for item in (*sections[id_].items, *sections[id_].shared)] if id_ in sections else []
        for id_ in ("use-when", "do-not-use")
    )
    use = [Line(line.pieces, "Use when:") for line in use]
    turns = [line for pair in zip(use, do_not, strict=False) for line in pair]
    rest = use[len(do_not) :] + do_not[len(use) :]
    told = Line(writer.pieces(document.summary))
    return CardPart(f"of-{code.lower()}", document.name, (told, *turns, *rest), badge=writer.badge(code))


def _foot(snapshot: Catalogue, codes: tuple[str, ...], path: str, guide: Entry | None = None) -> dict[str, Any]:
    """From which editions the card is made, of when they are, and where the page is."""
    made_of = [(code, snapshot.modifiers[code]) for code in codes] + ([("the questions", guide)] if guide else [])
    editions = [f"{what} edition {entry.number}, published {day(entry.live_from)}" for what, entry in made_of]
    reviewed = day(snapshot.modifiers[codes[0]].document.reviewed_on) if len(codes) == 1 else ""
    return {"editions": editions, "reviewed": reviewed, "address": absolute(path)}
