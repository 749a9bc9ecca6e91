"""``/api/v1/search?q=``: what was typed, as it was understood, and what was found, best first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query, Router

from modifiers.catalogue import Catalogue
from modifiers.ncci.asking import verdict_today
from modifiers.ncci.releases import releases_for
from modifiers.pages.addresses import absolute
from modifiers.search.index import index_for
from modifiers.search.query import Query as Understood
from modifiers.search.query import understand
from modifiers.search.results import Hit

from . import shapes
from .addresses import ROOT, api_url, page_url
from .answering import current, written
from .parameters import SearchQuery

router = Router(tags=["search"])


@router.get("/search", response=shapes.SearchAnswer, operation_id="search")
def search(request: HttpRequest, query: Query[SearchQuery]) -> HttpResponse:
    """What a code, two procedure codes, a denial code or words lead to. Any text may be asked; a long one is cut."""
    snapshot = current()
    understood = understand(query.q, as_=query.read_as)
    found = index_for(snapshot).search(understood, query.limit)
    answer = shapes.SearchAnswer(
        query=understood.text,
        interpreted_as="text" if understood.kind == "empty" else understood.kind,
        was_cut=understood.was_cut,
        corrected=found.corrected or None,
        pair=_pair(snapshot, understood),
        results=tuple(_result(hit) for hit in found.hits),
    )
    return written(answer, snapshot.at)


def _pair(snapshot: Catalogue, understood: Understood) -> shapes.PairFound | None:
    """The verdict of today on a pair that was asked for."""
    if understood.kind != "pair" or not understood.pair or understood.pair.first == understood.pair.second:
        return None
    codes = (understood.pair.first.value, understood.pair.second.value)
    verdict = verdict_today(releases_for(snapshot), codes)
    if verdict is None:
        return None
    slug = "-".join(codes)
    return shapes.PairFound(
        status=verdict.status,
        headline=verdict.headline,
        url=absolute(reverse("pair", args=[slug])),
        api_url=absolute(f"{ROOT}/pairs/{slug}"),
    )


def _result(hit: Hit) -> shapes.Result:
    anchor = f"#{hit.anchor}" if hit.anchor else ""
    return shapes.Result(
        kind=hit.kind,
        code=hit.code or hit.key,
        title=hit.title,
        url=f"{page_url(hit.kind, hit.key)}{anchor}",
        api_url=api_url(hit.kind, hit.key),
        snippet="".join(text for text, _ in hit.snippet),
    )
