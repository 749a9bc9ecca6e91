"""What is done to every response: isolation headers, the stricter policy of private pages, the catalogue's state."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from modifiers.catalogue import store

from . import away
from .policy import ISOLATION_HEADERS, PRIVATE_HEADERS, PRIVATE_PAGES

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class IsolationHeaders:
    """Adds the headers that keep other sites from embedding ours; a view may set its own value first."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in ISOLATION_HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class PrivatePages:
    """Gives the addresses of ``policy.PRIVATE_PAGES`` their stricter policy, and keeps them out of every cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        name = request.resolver_match.url_name if request.resolver_match else None
        if name in PRIVATE_PAGES:
            for header, value in PRIVATE_HEADERS.items():
                response.headers[header] = value
            # Read by CSPMiddleware, which stands outside of this one.
            response._csp_replace = PRIVATE_PAGES[name]  # type: ignore[attr-defined]
        return response


class CatalogueState:
    """Marks pages served from a catalogue that can no longer be checked, and answers 503 where there is none."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if store.is_degraded:
            response.headers["X-D3-Catalogue"] = "stale"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 503 if the database cannot be reached. Any other exception is left to Django."""
        response = away.answer(request, exception)
        if response is not None:
            logger.error("unavailable: %s %s", type(exception).__name__, request.path, exc_info=exception)
        return response
