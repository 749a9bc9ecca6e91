"""Modifiers side by side: ``/compare/`` and ``/compare/59-vs-xs/``.

Any two to five known codes have a page, made of what their own pages say; the editors' sets have one of up to six
codes with a decision guide. Pages of codes that no editor has put together answer ``noindex``, so that thousands of
pairs do not crowd out the pages that say something of their own; the editors' sets and the list may be indexed
and are in the sitemap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from modifiers.catalogue import Catalogue
from modifiers.codes import CodeError, ModifierCode, ModifierSet
from modifiers.documents import ComparisonDocument
from modifiers.search.index import index_for

from .addresses import compare_path, path_of
from .answering import current, page, public
from .compare_guide import Guide, guide_of
from .compare_table import Table, table_of
from .foot import foot_of, usual_day
from .members import items_of
from .modifier import review_of
from .prose import Badge, Mark, Named, Piece, Writer
from .structured_data import About, about_subject, updated_on
from .words import RELATIONS, fitted, in_words

MOST = 5
"""How many codes any reader may put side by side; editors may put six."""

_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Distinction:
    """What tells two of the codes apart in one line, wherever it is written."""

    anchor: str
    first: Badge
    second: Badge
    relation: str
    pieces: tuple[Piece, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A piece that is no live modifier, and comparisons with the nearest codes in its place."""

    typed: str
    nearest: tuple[tuple[Badge, str], ...]


@public
def comparison_list(request: HttpRequest) -> HttpResponseBase:
    """The editors' sets, and a form for any codes, which leads to their page or says what is wrong."""
    snapshot = current()
    typed = request.GET.get("codes", "")[:200]
    if typed.strip():
        found = Asked(snapshot, typed)
        if found.path:
            return HttpResponseRedirect(found.path)
        return page(request, "comparison_list/page.html", _list_page(snapshot, found), is_indexed=False)
    return page(request, "comparison_list/page.html", _list_page(snapshot), is_indexed=not request.GET)


@public
def comparison(request: HttpRequest, key: str) -> HttpResponseBase:
    """Two to six codes side by side. Any order and spelling of them leads here by 301; what is no set of live codes
    gets a page that says so, with what was typed and what is nearest."""
    snapshot = current()
    written = snapshot.get("comparison", key)
    if written is not None and request.path == path_of("comparison", key):
        context = comparison_page(written.document, catalogue=snapshot, edition=written)
        return page(request, "comparison/page.html", context)
    found = Asked(snapshot, key)
    if not found.path:
        return nothing_to_compare(request, snapshot, found)
    if found.path != request.path:
        return HttpResponsePermanentRedirect(found.path)
    return page(request, "comparison/page.html", _page_of(found.codes, Writer(snapshot)), is_indexed=False)


def nothing_to_compare(request: HttpRequest, snapshot: Catalogue, asked: Asked) -> HttpResponseBase:
    """404 with what was typed, what is wrong with it and what is nearest."""
    return page(request, "comparison_list/page.html", _list_page(snapshot, asked), status=404, is_indexed=False)


def comparison_variant(request: HttpRequest, typed: str) -> HttpResponseBase:
    """``/compare/59,XS``, ``/compare/xs+59/``: 301 to the one address, or the same page about what is wrong."""
    return comparison(request, typed)


def comparison_page(document: Any, *, catalogue: Catalogue, edition: Any = None) -> dict[str, Any]:
    """The context of ``comparison/page.html`` for a set that editors have written."""
    assert isinstance(document, ComparisonDocument)
    writer = Writer(catalogue, document.sources, usual=usual_day(document))
    intro = writer.all_shown("intro", document.intro)
    live = tuple(code for code in document.codes if code in catalogue.modifiers)
    shared = _page_of(live, writer, document)
    return {
        **shared,
        "heading": document.name,
        "summary": document.summary,
        "intro": intro,
        "review": review_of(document, timezone.localdate(), updated_on(catalogue, document)),
        "title": fitted(f"{in_words(document.codes)}: which modifier?", 70),
        "description": document.summary,
        "foot": foot_of(document, edition),
        "canonical": path_of("comparison", document.slug),
        "about": about_subject(
            document,
            catalogue,
            description=document.summary,
            items=items_of(shared["badges"]),
            sources=shared["sources"],
        ),
    }


def set_for(snapshot: Catalogue, codes: Sequence[str]) -> ComparisonDocument | None:
    """The smallest set of the editors that holds all of these codes."""
    held = snapshot.by_compared.get(codes[0], ()) if codes else ()
    documents: list[Any] = [entry.document for entry in held]
    return next((document for document in documents if set(codes) <= set(document.codes)), None)


class Asked:
    """Codes as somebody typed them: ``path`` when they have a page, else ``message`` and what is nearest."""

    def __init__(self, snapshot: Catalogue, typed: str) -> None:
        pieces = ModifierSet.pieces(typed)
        self.typed = " ".join(pieces)[: _SHOWN * 3]
        self.path = self.message = ""
        self.suggestions: tuple[Suggestion, ...] = ()
        codes: list[str] = []
        unknown: list[str] = []
        for piece in pieces:
            code = _live_code(snapshot, piece)
            (codes if code else unknown).append(code or piece[:_SHOWN])
        self.codes = tuple(dict.fromkeys(codes))
        if unknown:
            self._explain(snapshot, tuple(dict.fromkeys(unknown))[:MOST])
        elif not 2 <= len(self.codes) <= MOST and not self._is_written(snapshot):
            self.message = _count_message(len(self.codes))
        else:
            self.path = compare_path(self.codes)
            self.codes = ModifierSet.of(sorted(self.codes, key=lambda code: ModifierCode(code).sort_key)).values

    def _is_written(self, snapshot: Catalogue) -> bool:
        return bool(self.codes) and snapshot.get("comparison", ModifierSet.of(self.codes).slug) is not None

    def _explain(self, snapshot: Catalogue, unknown: tuple[str, ...]) -> None:
        shown = ", ".join(f"“{piece}”" for piece in unknown)
        self.message = f"{shown} {'is' if len(unknown) == 1 else 'are'} not in this reference."
        writer = Writer(snapshot)
        for piece in unknown:
            near = [code for code in index_for(snapshot).nearest(piece) if code not in self.codes][:4]
            room = 1 <= len(self.codes) < MOST and len(unknown) == 1
            self.suggestions += (
                Suggestion(
                    piece,
                    tuple(
                        (writer.badge(code), compare_path((*self.codes, code)) if room else path_of("modifier", code))
                        for code in near
                    ),
                ),
            )


def _live_code(snapshot: Catalogue, piece: str) -> str:
    """The live modifier that a piece means: the one it was merged into, if it was; empty if there is none."""
    try:
        code = ModifierCode.parse(piece).value
    except CodeError:
        return ""
    gone = snapshot.withdrawn("modifier", code)
    if gone is not None and gone.merged_into:
        code = gone.merged_into
    return code if code in snapshot.modifiers else ""


def _count_message(count: int) -> str:
    if count < 2:
        return "Name at least two modifiers, such as 59 XS."
    return f"These are {count} modifiers. At most {MOST} stand side by side."


def _list_page(snapshot: Catalogue, asked: Asked | None = None) -> dict[str, Any]:
    writer = Writer(snapshot)
    rows = []
    for key, entry in snapshot.all("comparison").items():
        document: Any = entry.document
        rows.append((path_of("comparison", key), document, writer.badges(document.codes)))
    return {
        "title": "Compare modifiers side by side",
        "description": "Modifiers that are often confused, side by side, with the questions that tell them apart.",
        "rows": sorted(rows, key=lambda row: [ModifierCode(code).sort_key for code in row[1].codes]),
        "asked": asked,
        "canonical": reverse("comparison_list"),
        "about": About("Compare modifiers", "CollectionPage"),
        "crumbs": [("Compare", None)],
    }


def _page_of(codes: tuple[str, ...], writer: Writer, own: ComparisonDocument | None = None) -> dict[str, Any]:
    """What every comparison shows, made in the order in which it is read: sources are numbered as they are met.

    On the page of a set the questions come first, on that of other codes what tells them apart in one line.
    """
    snapshot = writer.catalogue
    written = own or set_for(snapshot, codes)
    guide: Guide | None = guide_of(writer, own, codes) if own else None
    distinctions = distinctions_of(writer, codes)
    if written and not own:
        guide = guide_of(writer, written, codes)
    table: Table | None = table_of(writer, codes) if codes else None
    listed = in_words(codes)
    return {
        "badges": writer.badges(own.codes if own else codes),
        "heading": f"{listed} compared",
        "summary": f"What {listed} tell the payer, when each is right, and where they differ.",
        "distinctions": distinctions,
        "guide": guide,
        "guide_set": _set_link(written) if written and not own else None,
        "table": table,
        "sources": writer.citations.listed(snapshot),
        "others": tuple(_other_sets(snapshot, codes, written)),
        "title": f"{listed} compared",
        "description": f"Modifiers {listed} side by side: when to use each, when not to, and where they differ.",
        "canonical": compare_path(codes) if codes else "",
        "desk_card": reverse("comparison_desk_card", args=[own.slug if own else ModifierSet.of(codes).slug]),
        "crumbs": [("Compare", reverse("comparison_list")), (listed, None)],
    }


def distinctions_of(writer: Writer, codes: tuple[str, ...]) -> tuple[Distinction, ...]:
    """One for each related pair among the codes, whichever of the two pages holds it."""
    found = []
    for index, first in enumerate(codes):
        for pair in writer.catalogue.related.get(first, ()):
            if pair.code not in codes[index + 1 :]:
                continue
            holder = writer.catalogue.get("modifier", first if pair.is_first else pair.code)
            if holder:
                writer.citations.know(holder.document.sources)
            one, other = ModifierSet.of((first, pair.code)).slug.split("-vs-")
            found.append(
                Distinction(
                    f"pair-{one}-{other}",
                    writer.badge(first),
                    writer.badge(pair.code),
                    _relation(first, pair.code, pair.relation.kind, pair.is_first),
                    writer.pieces(pair.relation.text),
                    writer.citations.marks(pair.relation.sources),
                )
            )
    return _once_each(found)


def _once_each(found: list[Distinction]) -> tuple[Distinction, ...]:
    """Two pages may hold two lines on one pair: each gets an anchor of its own."""
    seen: dict[str, int] = {}
    kept = []
    for one in found:
        seen[one.anchor] = seen.get(one.anchor, 0) + 1
        number = seen[one.anchor]
        anchor = one.anchor if number == 1 else f"{one.anchor}-{number}"
        kept.append(Distinction(anchor, one.first, one.second, one.relation, one.pieces, one.marks))
    return tuple(kept)


def _relation(first: str, second: str, kind: str, is_first: bool) -> str:
    """“XS is more specific”, “Commonly confused”."""
    word = RELATIONS[kind][0 if is_first else 1]
    if kind == "more_specific":
        return f"{second if is_first else first} is more specific"
    if kind == "successor":
        return f"{first} {'was replaced' if is_first else 'replaces'} {'by ' if is_first else ''}{second}"
    return word


def _set_link(document: ComparisonDocument) -> Named:
    return Named(in_words(document.codes), path_of("comparison", document.slug))


def _other_sets(snapshot: Catalogue, codes: tuple[str, ...], written: ComparisonDocument | None) -> list[Named]:
    found: dict[str, Named] = {}
    for code in codes:
        for entry in snapshot.by_compared.get(code, ()):
            document: Any = entry.document
            if written is None or document.slug != written.slug:
                found[document.slug] = _set_link(document)
    return list(found.values())
