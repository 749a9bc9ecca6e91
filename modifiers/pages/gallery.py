"""Every component in every state, for development and tests: ``/gallery/``."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase

from .answering import page, public
from .modifier import Status
from .prose import Badge, Mark, Named, Piece, Shown


@public
def gallery(request: HttpRequest) -> HttpResponseBase:
    """Components with invented content; none of it states a rule."""
    marks = (Mark(1, "source-example", "An example"), Mark(2, "source-other", "Another example"))
    words = (
        Piece("A statement with a linked code, "),
        Piece("59", "/modifiers/", True),
        Piece(", one without a page, "),
        Piece("ZZ", None, True),
    )
    context = {
        "title": "Gallery",
        "description": "",
        "badges": [
            Badge("59", "Distinct procedural service", "/modifiers/", "One sentence."),
            Badge("XS"),
            Badge("F1", "Left hand, second digit"),
        ],
        "lines": [
            Shown("line-cited", words, marks, None),
            Shown("line-bare", (Piece("A statement without a source."),), (), None),
        ],
        "statuses": [
            Status("In force", "since 1 Jan 2015"),
            Status("In force", "start date not known to us"),
            Status("In force", "since 1 Jan 2015, until 31 Dec 2026", True),
            Status("Ended", "last date of service 31 Dec 2014", True),
            Status("Not yet in force", "first date of service 1 Jan 2027", True),
        ],
        "roads": [
            "Send a corrected claim",
            "Ask for a reopening",
            "Appeal",
            "No appeal rights",
            "Bill the patient",
            "Write it off",
        ],
        "names": [Named("With a page", "/payers/"), Named("Without a page")],
        "banners": [
            {
                "kind": "preview",
                "title": "Preview.",
                "text": "Readers see this only after it is published.",
                "url": "/",
                "link": "See the live page",
            },
            {
                "kind": "past",
                "title": "Edition 2, published 4 Oct 2026.",
                "text": "It has since been replaced.",
                "url": "/",
                "link": "See the current page",
            },
        ],
        "crumbs": [("Gallery", None)],
    }
    return page(request, "gallery.html", context, is_indexed=False)
