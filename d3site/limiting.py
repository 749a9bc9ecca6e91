"""Counts what :mod:`d3site.limits` limits, in Django's cache.

With ``CACHE_URL`` all processes and machines count together. Without it each process counts for itself, so an address
may ask as many times more as there are processes. Addresses are not stored: a key holds a digest of them, made with the
site's secret. Where the cache is away nobody is counted and nobody refused.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from .accounts.addresses import client_address
from .errors import too_many
from .limits import Limit, wait, weighed
from .watching import metrics, routes

logger = logging.getLogger(__name__)

PAUSE = 5.0
"""Seconds in which a cache that failed is not asked again, so that no reader waits for it."""

TOLD_EVERY = 60.0
"""Seconds between two lines of the log that say that it is away."""


class RateLimits:
    """The middleware: answers 429 to an address that asks too often for what costs much."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Count the request if its route is limited. Other routes cost nothing, not even a look at the cache."""
        limit = limit_of(routes.route_of(request), request.method or "")
        seconds = seconds_to_wait(limit, request) if limit else 0
        if limit is None or not seconds:
            return None
        metrics.LIMITED.labels(limit.name).inc()
        return too_many(request, seconds)


def limit_of(route: str, method: str) -> Limit | None:
    """The limit that a request counts for, if any."""
    return next(
        (each for each in settings.LIMITS if route in each.routes and method in each.methods and each.most), None
    )


class _Rest:
    """Whether the cache is left alone for a moment, because it failed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until = self._told_at = float("-inf")

    def is_on(self) -> bool:
        return time.monotonic() < self._until

    def begin(self, error: Exception) -> None:
        """Let the cache rest, and say so once a minute."""
        now = time.monotonic()
        with self._lock:
            self._until = now + PAUSE
            is_told, self._told_at = now - self._told_at < TOLD_EVERY, max(self._told_at, now)
        if not is_told:
            logger.warning("limits: the cache is away, nobody is counted (%s)", type(error).__name__)

    def end(self) -> None:
        """Ask it again at once (for tests)."""
        self._until = self._told_at = float("-inf")


rest = _Rest()


def seconds_to_wait(limit: Limit, request: HttpRequest) -> int:
    """Count a request; 0 if it may pass, else the seconds after which one may. A refused request does not count."""
    if not rest.is_on():
        try:
            return _taken(limit, digest(client_address(request)), time.time())
        except Exception as error:  # whatever a cache raises that is away: reading goes on
            rest.begin(error)
    metrics.UNCOUNTED.inc()
    return 0


def _taken(limit: Limit, who: str, now: float) -> int:
    window, elapsed = divmod(now, limit.seconds)
    key = f"limit:{limit.name}:{who}:{int(window)}"
    before = int(cache.get(f"limit:{limit.name}:{who}:{int(window) - 1}", 0))
    cache.add(key, 0, timeout=2 * limit.seconds)
    counted = cache.incr(key)  # counted first, so that of two at once only one is the last that passes
    if weighed(before, counted, elapsed, limit.seconds) <= limit.most:
        return 0
    cache.decr(key)
    return wait(before, counted - 1, elapsed, limit)


def digest(address: str | None) -> str:
    """A name for an address that does not tell it. IPv6: of its /64, which is what one subscriber has."""
    if address and ip_address(address).version == 6:
        address = str(ip_network(f"{address}/64", strict=False).network_address)
    key = hashlib.sha256(settings.SECRET_KEY.encode()).digest()
    return hashlib.blake2b((address or "unknown").encode(), key=key, digest_size=12, person=b"d3-limits").hexdigest()
