"""From a view's context to a response: cache headers, ETag and 304, and what is said when there is no page."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from modifiers.catalogue import Catalogue, CatalogueUnavailable, catalogue
from modifiers.gaps.noticing import noticed_page

from .addresses import absolute, path_of
from .head import head_of
from .prose import Named
from .structured_data import SITE_NAME
from .words import fitted

CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"

LONGEST_DESCRIPTION = 160
"""Characters that a list of results shows of a page's description."""

View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """Make a view a public page: GET and HEAD only, cacheable for a minute, with ETag and 304."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code != 200 or not isinstance(response, HttpResponse):
            return response
        response.headers.setdefault("Cache-Control", CACHE_CONTROL)
        noticed_page(current, request)
        etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        response.headers["ETag"] = etag
        return get_conditional_response(request, etag=etag, response=response) or response

    return require_safe(answer)


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200, is_indexed: bool = True
) -> HttpResponse:
    """Render a page without sessions, messages or users, so that no reader is ever given a cookie.

    ``context`` holds ``title`` and ``description``; ``canonical`` is a path and defaults to the request's own. What the
    page is about, for engines, it may say as ``about`` (:class:`.structured_data.About`).
    """
    path = context.get("canonical", request.path)
    small = _small_pages()
    whole = {
        "small_pages": small.values(),
        "disclaimer": small["disclaimer"].url if "disclaimer" in small else None,
        "policy": small["editorial-policy"].url if "editorial-policy" in small else None,
        "site_name": SITE_NAME,
        "help": small["help"].url if "help" in small else None,
        "origin": settings.SITE_ORIGIN.rstrip("/"),
        **context,
        "description": fitted(context.get("description", ""), LONGEST_DESCRIPTION),
        "canonical": absolute(path) if path else "",
        "is_indexed": is_indexed,
    }
    if is_indexed and path:
        whole["head"] = head_of(whole, current())
    response = HttpResponse(render_to_string(template, whole), status=status)
    if not is_indexed:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _small_pages() -> dict[str, Named]:
    """The plain pages that are live, for the foot of every page; none while there is no catalogue."""
    try:
        live = current().all("page")
    except CatalogueUnavailable:
        return {}
    return {key: Named(entry.document.title, path_of("page", key)) for key, entry in live.items()}


def absent(request: HttpRequest, snapshot: Catalogue, kind: str, key: str) -> HttpResponseBase:
    """What is answered for a subject that is not live: 301 if merged, 410 if it was withdrawn.

    Raises:
        Http404: if there never was such a subject.
    """
    entry = snapshot.withdrawn(kind, key)
    if entry is None:
        raise Http404(f"There is no page for “{key[:40]}”.")
    if entry.withdrawal == "merged" and snapshot.get(kind, entry.merged_into):
        return HttpResponsePermanentRedirect(path_of(kind, entry.merged_into))
    context = {"title": "This page was withdrawn", "description": "", "entry": entry, "canonical": ""}
    return page(request, "gone.html", context, status=410, is_indexed=False)


def current() -> Catalogue:
    """The catalogue as it stands now (one name for all views, so that tests can stand in for it)."""
    return catalogue()
