"""Stands around everything that Django answers: names the request, times it, counts it."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from modifiers.catalogue import store

from . import metrics, request_ids, routes


class Watched:
    """The outermost middleware. Its labels are names of routes; nothing that was asked for is kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = perf_counter()
        name = request_ids.request_id(request.META, from_proxy=bool(settings.PROXIES))
        known = request_ids.current.set(name)
        metrics.IN_FLIGHT.inc()
        try:
            response = self.get_response(request)
        finally:
            metrics.IN_FLIGHT.dec()
            request_ids.current.reset(known)
        route = routes.keep(request, settings.STATIC_URL)
        metrics.count(route, request.method, response.status_code, perf_counter() - began)
        metrics.STALE.set(store.is_degraded)
        response.headers[request_ids.HEADER] = name
        return response
