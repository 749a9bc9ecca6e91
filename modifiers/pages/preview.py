"""What an editor sees before publishing: the public page, fed with the document of the working copy."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from modifiers.catalogue import Catalogue
from modifiers.documents import Document

from .answering import current, page
from .subjects import PAGES


def render_preview(
    request: HttpRequest, document: Document, *, banner: dict[str, Any] | None = None, is_framed: bool = False
) -> HttpResponse:
    """The page of a document of any kind, with a banner; neither indexed nor stored anywhere.

    Args:
        request: the editor's request.
        document: composed from the working copy, sources by value.
        banner: its ``title``, ``text`` and maybe a link, ``url`` and ``link``; by default it says that this is a
            preview and leads to the live page, if there is one.
        is_framed: whether a frame shows it: its links then open outside, where a live page cannot be framed.
    """
    snapshot: Catalogue = current()
    template, context_of = PAGES[document.kind]
    entry = snapshot.get(document.kind, document.key)
    context = context_of(document, catalogue=snapshot, edition=entry)
    told = banner or {
        "title": "Preview.",
        "text": "Readers see this only after it is published.",
        "url": context["canonical"] if entry else None,
        "link": "See the live page",
    }
    whole = {**context, "banner": {"kind": "preview", **told}, "base_target": "_blank" if is_framed else ""}
    response = page(request, template, whole, is_indexed=False)
    response.headers["Cache-Control"] = "no-store"
    return response
