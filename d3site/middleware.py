"""What is done to every request and response.

Isolation headers, host names that are not ours, the stricter policy of private pages, and the catalogue's state.
Counting and naming stand around it all (:mod:`d3site.watching.answering`); limits are in :mod:`d3site.limiting`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.security import SecurityMiddleware
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

from modifiers.catalogue import store

from . import away
from .errors import bad_request
from .policy import ISOLATION_HEADERS, PRIVATE_HEADERS, PRIVATE_PAGES
from .watching import metrics

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


class KnownHosts:
    """Answers 400 to a host name that is not ours, before anything can put that name into an address or a page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        # It stands before Django's own, which would ask for the host as well, and dresses its answer like that one.
        self._security = SecurityMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()
        except DisallowedHost as error:
            return self._security.process_response(request, bad_request(request, error))
        return self.get_response(request)


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
            metrics.UNAVAILABLE.inc()
            logger.error("unavailable: %s", type(exception).__name__, exc_info=exception, extra={"request": request})
        return response


class StaticFiles(WhiteNoiseMiddleware):
    """WhiteNoise, for whom a file that has been removed since the start is no error of the site but not there."""

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponseBase:
        """The file, or 404 without a page: browsers ask for it, people do not."""
        try:
            response: HttpResponseBase = WhiteNoiseMiddleware.serve(static_file, request)
        except FileNotFoundError:
            logger.warning("a static file is gone: %s (run collectstatic)", request.path)
            return HttpResponse(status=404, headers={"Cache-Control": "no-store"})
        return response
