"""What is said when there is no page: the nearest codes and the way home."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from modifiers.catalogue import CatalogueUnavailable
from modifiers.search.index import index_for

from .answering import current, page
from .home import MOST_USED
from .prose import Writer

_LONGEST_CODE = 4
"""Letters of a mistyped code: two, and a slip or two."""


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 for every address. The reason is shown only where one of our views gave it as a sentence."""
    reason = str(exception.args[0]) if isinstance(exception, Http404) and exception.args else ""
    pieces = [piece for piece in request.path.split("/") if piece] or [""]
    typed = pieces[-1] if len(pieces) < 3 else pieces[1]
    try:
        snapshot = current()
        # The letters of a longer word are near some code by chance alone.
        may_be_code = len(typed) <= _LONGEST_CODE or pieces[0] in ("modifiers", "m")
        codes = index_for(snapshot).nearest(typed) if may_be_code else ()
        nearest = Writer(snapshot).badges(codes or [code for code in MOST_USED if code in snapshot.modifiers][:6])
        heading = "The nearest modifiers" if codes else "Often looked up"
    except CatalogueUnavailable:
        nearest, heading = (), ""
    context = {
        "title": "Page not found",
        "description": "",
        "canonical": "",
        "reason": reason if reason.endswith(".") else "",
        "nearest": nearest,
        "heading": heading,
    }
    return page(request, "404.html", context, status=404, is_indexed=False)
