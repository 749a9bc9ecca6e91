"""Search: ``/search/``, suggestions while typing, and the description that lets an address bar search."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse

from modifiers.catalogue import Catalogue
from modifiers.codes import CodeError, ProcedureCode
from modifiers.gaps.noticing import noticed_search
from modifiers.ncci.asking import verdict_today
from modifiers.ncci.releases import releases_for
from modifiers.ncci.verdict import sample_said
from modifiers.search.index import index_for
from modifiers.search.query import Query, understand
from modifiers.search.results import Hit

from .addresses import absolute, link_to, path_of
from .answering import current, page, public
from .pair_asked import pair_path
from .prose import Badge, Named, Writer
from .readings import readings_of, search_path
from .words import KINDS, counted

GROUPS = {
    "modifier": "Modifiers",
    "denial_code": "Denial codes",
    "family": "Families",
    "payer": "Payers",
    "topic": "Topics",
    "setting": "Settings and specialties",
}
"""Kinds of hits in the order in which the page shows them, with their headings."""

AS_TYPED = "typed"
"""The reading that takes words as they stand, without putting their spelling right."""

_HITS = 40
_STATEMENTS = 10
_SUGGESTIONS = 8


@dataclass(frozen=True, slots=True)
class Found:
    """A hit ready to show; ``badge`` is set for modifiers, ``pieces`` are (text, is what was looked for)."""

    title: str
    url: str
    badge: Badge | None
    pieces: tuple[tuple[str, bool], ...]


@public
def search(request: HttpRequest) -> HttpResponseBase:
    """Results by kind. A code in any spelling goes straight to its page; ``as`` chooses another reading."""
    snapshot = current()
    typed, chosen = request.GET.get("q", ""), request.GET.get("as")
    query = understand(typed, as_=chosen)
    results = index_for(snapshot).search(query, limit=_HITS, corrects=chosen != AS_TYPED)
    query = results.query
    if results.direct and query.kind in ("code", "denial") and (target := _address(snapshot, results.direct)):
        return HttpResponseRedirect(target)
    noticed_search(snapshot, results)
    groups = [
        (kind, words, [_found(snapshot, hit) for hit in results.hits if hit.kind == kind])
        for kind, words in GROUPS.items()
    ]
    groups.sort(key=lambda group: _rank(results.hits, group[0]))
    title = f"Search: {query.text}" if query.text else "Search"
    context = {
        "title": title[:70],
        "description": "Search all modifiers, denial codes, payers and settings, by code or in everyday words.",
        "canonical": "",
        "query": query,
        "understood": _understood(query, results.corrected),
        "corrected": results.corrected,
        "others": _others(snapshot, query, results.corrected),
        "count": counted(len(results.hits), "result"),
        "pair": _pair(snapshot, query),
        "procedure": _procedure(query),
        "groups": [group for group in groups if group[2]],
        "statements": [_found(snapshot, hit) for hit in results.statements[:_STATEMENTS]],
        "nearest": Writer(snapshot).badges(results.nearest),
        "nearest_heading": "The nearest modifiers" if results.is_near else "Often looked up",
        "families": _families(snapshot) if not results.hits else (),
        "crumbs": [("Search", None)],
    }
    return page(request, "search/page.html", context, is_indexed=False)


@public
def suggest(request: HttpRequest) -> HttpResponseBase:
    """``/search/suggest/?q=``: the OpenSearch suggestions format, ``[query, titles, descriptions, addresses]``."""
    snapshot = current()
    typed = request.GET.get("q", "")[:_LONGEST]
    found = [(hit, link_to(snapshot, hit.kind, hit.key)) for hit in index_for(snapshot).suggest(typed, _SUGGESTIONS)]
    shown = [(hit, url) for hit, url in found if url]
    answer = [
        typed,
        [f"{hit.code} {hit.title}".strip() for hit, _ in shown],
        [KINDS.get(hit.kind, hit.kind) for hit, _ in shown],
        [absolute(url) for _, url in shown],
    ]
    response = JsonResponse(answer, safe=False, content_type="application/x-suggestions+json")
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@public
def opensearch(request: HttpRequest) -> HttpResponseBase:
    """``/opensearch.xml``: how a browser's address bar searches here."""
    text = render_to_string(
        "search/opensearch.xml",
        {
            "search": absolute(reverse("search")),
            "suggest": absolute(reverse("suggest")),
            "icon": absolute("/static/icons/badge.svg"),
        },
    )
    return HttpResponse(text, content_type="application/opensearchdescription+xml")


_LONGEST = 200


def _address(snapshot: Catalogue, hit: Hit) -> str | None:
    path = link_to(snapshot, "modifier" if hit.kind == "statement" else hit.kind, hit.key)
    return f"{path}#{hit.anchor}" if path and hit.anchor else path


def _found(snapshot: Catalogue, hit: Hit) -> Found:
    badge = Badge(hit.code, hit.title, link_to(snapshot, "modifier", hit.code)) if hit.code else None
    return Found(hit.title, _address(snapshot, hit) or "", badge, tuple(hit.snippet))


def _rank(hits: Iterable[Hit], kind: str) -> int:
    """The kind of the best hit comes first."""
    return next((place for place, hit in enumerate(hits) if hit.kind == kind), len(tuple(hits)))


def _others(snapshot: Catalogue, query: Query, corrected: str) -> tuple[Named, ...]:
    """What else the query can mean; for words that were put right, also the words as they were typed."""
    as_typed = (Named(f"Search for “{query.text}” as typed", search_path(query.text, AS_TYPED)),) if corrected else ()
    return readings_of(snapshot, query) + as_typed


def _understood(query: Query, corrected: str) -> str:
    """How the query was read, as a sentence; empty for words that were taken as they stand."""
    if query.kind == "pair" and query.pair:
        return f"Showing modifiers for the code pair {query.pair.first} and {query.pair.second}."
    if query.kind == "denial":
        return f"Showing denial code {', '.join(str(code) for code in query.denials)}."
    if query.kind == "code":
        return f"Showing modifier {', '.join(query.codes)}."
    return f"Showing results for “{corrected}”." if corrected else ""


def _pair(snapshot: Catalogue, query: Query) -> dict[str, str] | None:
    """Today's verdict on a pair that was asked for, with its page."""
    if query.kind != "pair" or not query.pair or query.pair.first == query.pair.second:
        return None
    codes = (query.pair.first.value, query.pair.second.value)
    verdict = verdict_today(releases_for(snapshot), codes)
    if verdict is None:
        return None
    sample = sample_said(verdict.loaded)
    return {"headline": verdict.headline, "url": pair_path("-".join(codes)), "status": verdict.status, "sample": sample}


def _procedure(query: Query) -> dict[str, str] | None:
    """The page of the procedure code that was typed, alone or with modifiers."""
    typed = query.procedure or query.text
    try:
        code = ProcedureCode.parse(typed).value
    except CodeError:
        return None
    return {"code": code, "url": path_of("procedure", code), "edits": pair_path(code)}


def _families(snapshot: Catalogue) -> tuple[Any, ...]:
    writer = Writer(snapshot)
    return tuple(writer.named("family", key) for key in snapshot.all("family"))
