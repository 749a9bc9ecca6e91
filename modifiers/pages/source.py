"""Every source that a live page cites: ``/sources/`` and ``/sources/<key>/``."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase

from modifiers.catalogue import Catalogue, Entry
from modifiers.documents import Source

from .addresses import path_of
from .answering import current, page, public
from .structured_data import About, source_node
from .words import KINDS, SOURCE_KINDS, counted, denial_label, fitted


@public
def source_list(request: HttpRequest) -> HttpResponseBase:
    """All sources, by who publishes them."""
    snapshot = current()
    groups = [
        (kind, words, [_row(snapshot, source) for source in snapshot.sources.values() if source.kind == kind])
        for kind, words in SOURCE_KINDS.items()
    ]
    context = {
        "title": "Sources",
        "description": "Every document that this reference cites, with its date and our last check.",
        "groups": [group for group in groups if group[2]],
        "count": counted(len(snapshot.sources), "source"),
        "about": About("Sources", "CollectionPage"),
        "crumbs": [("Sources", None)],
    }
    return page(request, "source_list/page.html", context)


@public
def source(request: HttpRequest, key: str) -> HttpResponseBase:
    """One source and every page that cites it.

    Raises:
        Http404: if no live page cites it.
    """
    snapshot = current()
    found = snapshot.sources.get(key)
    if found is None:
        raise Http404(f"No page cites a source called “{key[:40]}”.")
    context = {
        "source": found,
        "kind": SOURCE_KINDS[found.kind],
        "citing": [_citing(entry, key) for entry in snapshot.by_source.get(key, ())],
        "title": fitted(f"Source {found.key}: {found.title}", 70),
        "description": f"Which pages rest on {found.key}: {found.title}, {found.publisher}.",
        "canonical": path_of("source", key),
        "about": About(found.title, subject=source_node(found)),
        "crumbs": [("Sources", "/sources/"), (found.title, None)],
    }
    return page(request, "source/page.html", context)


def _citing(entry: Entry, key: str) -> dict[str, Any]:
    """A page that cites the source, with how many of its statements do."""
    document = entry.document
    number = sum(key in statement.sources for _, statements in document.lists() for statement in statements)
    label = {"modifier": f"Modifier {entry.key}", "denial_code": denial_label(entry.key)}.get(
        entry.kind, KINDS[entry.kind]
    )
    return {
        "label": label,
        "name": document.title,
        "url": path_of(entry.kind, entry.key),
        "statements": counted(number, "statement") if number else "name and dates",
    }


def _row(snapshot: Catalogue, source: Source) -> dict[str, Any]:
    return {
        "source": source,
        "url": path_of("source", source.key),
        "cited": counted(len(snapshot.by_source.get(source.key, ())), "page"),
    }
