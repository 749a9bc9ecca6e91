"""The one page that a pack has of its own: everything in it from A to Z, with the words by which it is looked for.

Search needs the site. Here the browser's own search on a page finds a code, a name or an everyday word.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from modifiers.catalogue import Catalogue
from modifiers.pages.addresses import path_of
from modifiers.pages.answering import page
from modifiers.pages.words import KINDS, denial_label

ADDRESS = "/a-z/"

_ELSEWHERE = (
    ("search", "Search"),
    ("pair_list", "Code pairs"),
    ("ask", "Ask D3"),
    ("appeal", "Letter of appeal"),
    ("api_docs", "JSON API"),
)
"""What only the site can answer."""


def a_to_z(snapshot: Catalogue, request: HttpRequest) -> str:
    """The page's text, as the site would answer it."""
    request.method, request.path = "GET", ADDRESS
    context = {
        "modifiers": [_modifier(entry.document) for entry in snapshot.modifiers.values()],
        "groups": [
            (kind, KINDS[kind], [(path_of(kind, key), _name(kind, entry.document)) for key, entry in entries.items()])
            for kind in KINDS
            if kind != "modifier" and (entries := snapshot.all(kind))
        ],
        "elsewhere": [(reverse(name), words) for name, words in _ELSEWHERE],
        "title": "A to Z of this copy",
        "description": "Every page of this offline copy, with the words by which it is looked for.",
        "canonical": "",
        "crumbs": [],
    }
    return page(request, "offline/a_to_z.html", context, is_indexed=False).content.decode()


def _modifier(document: Any) -> dict[str, Any]:
    return {"document": document, "url": path_of("modifier", document.code), "words": ", ".join(document.search_terms)}


def _name(kind: str, document: Any) -> str:
    return f"{denial_label(document.key)}: {document.title}" if kind == "denial_code" else document.title
