"""The small pages: ``/about/``, ``/disclaimer/``, ``/editorial-policy/``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from modifiers.catalogue import Catalogue
from modifiers.documents import PageDocument

from . import answering
from .addresses import path_of
from .answering import absent, current, public
from .foot import foot_of, usual_day
from .modifier import review_of
from .prose import Piece, Writer
from .structured_data import about_subject, updated_on
from .words import fitted

_TYPES = {"about": "AboutPage", "contact": "ContactPage"}
"""Slug → what schema.org calls such a page."""


@public
def page(request: HttpRequest, key: str) -> HttpResponseBase:
    """One plain page."""
    snapshot = current()
    entry = snapshot.get("page", key)
    if entry is None:
        return absent(request, snapshot, "page", key)
    return answering.page(
        request, "plain_page/page.html", plain_page(entry.document, catalogue=snapshot, edition=entry)
    )


def plain_page(document: Any, *, catalogue: Catalogue, edition: Any = None) -> dict[str, Any]:
    """The context of ``plain_page/page.html``."""
    assert isinstance(document, PageDocument)
    writer = Writer(catalogue, document.sources, usual=usual_day(document))
    sections: list[tuple[str, str, list[tuple[Piece, ...]]]] = [
        (section.key, section.heading, [writer.pieces(text) for text in section.paragraphs])
        for section in document.sections
    ]
    return {
        "document": document,
        "sections": sections,
        "review": review_of(document, timezone.localdate(), updated_on(catalogue, document)),
        "title": fitted(document.name, 70),
        "terms": tuple((term.key, writer.shown("term", term)) for term in document.terms),
        "foot": foot_of(document, edition),
        "sources": writer.citations.listed(catalogue),
        "description": document.summary,
        "canonical": path_of("page", document.slug),
        "about": about_subject(
            document, catalogue, kind=_TYPES.get(document.slug, "WebPage"), description=document.summary
        ),
        "crumbs": [(document.name, None)],
    }
