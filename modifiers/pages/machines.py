"""What machines read: the sitemap and robots.txt."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from modifiers import documents
from modifiers.catalogue import Catalogue

from .addresses import absolute, path_of
from .answering import current, public

_LISTS = {
    "modifier_list": "modifier",
    "family_list": "family",
    "topic_list": "topic",
    "payer_list": "payer",
    "setting_list": "setting",
    "question_list": "question",
    "comparison_list": "comparison",
    "denial_list": "denial_code",
}
"""Lists, by the kind of what they list."""

_DESKS = ("pair_list", "ask", "appeal")
"""Pages of our own words around a form. No edition changes them, so nothing is said of when they last changed."""


@public
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """``/sitemap.xml``: all and only indexable live pages, each with the day of its last major edition."""
    addresses = [{"loc": absolute(path), "lastmod": day} for path, day in indexable(current())]
    return HttpResponse(render_to_string("sitemap.xml", {"addresses": addresses}), content_type="application/xml")


@public
def robots(request: HttpRequest) -> HttpResponseBase:
    """``/robots.txt``."""
    text = render_to_string("robots.txt", {"sitemap": absolute(reverse("sitemap"))})
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def indexable(snapshot: Catalogue) -> Iterator[tuple[str, str]]:
    """(path, last change as an ISO day) of every page that may be indexed."""
    subjects: dict[str, list[tuple[str, date | None]]] = {
        kind: [(path_of(kind, key), _changed(snapshot, kind, key)) for key in snapshot.all(kind)]
        for kind in documents.DOCUMENTS
    }
    newest = {kind: _latest(day for _, day in rows) for kind, rows in subjects.items()}
    everything = _latest(newest.values())
    yield reverse("home"), _iso(everything)
    for name, kind in _LISTS.items():
        yield reverse(name), _iso(newest[kind])
    yield from ((reverse(name), "") for name in _DESKS)
    yield reverse("source_list"), _iso(everything)
    for name in ("updates", "corrections", "downloads"):
        yield reverse(name), _iso(everything)
    for rows in subjects.values():
        yield from ((path, _iso(day)) for path, day in rows)
    for key in snapshot.sources:
        yield path_of("source", key), _iso(_latest(_changed(snapshot, e.kind, e.key) for e in snapshot.by_source[key]))


def _changed(snapshot: Catalogue, kind: str, key: str) -> date | None:
    moment = snapshot.updated_at(kind, key)
    return timezone.localtime(moment).date() if moment else None


def _latest(days: object) -> date | None:
    return max((day for day in days if day is not None), default=None)  # type: ignore[attr-defined]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
