"""The WSGI application around all others: names the request before finished bytes answer it, and counts those answers.

What Django answers is counted by :class:`.answering.Watched`. An answer from finished bytes takes microseconds, so here
is done no more than a name, a header and one count.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.urls import Resolver404, resolve

from . import metrics, request_ids, routes

StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


class _Last(threading.local):
    """What the finished bytes did with the request that this thread is answering."""

    what = ""


_last = _Last()


def tell(what: str) -> None:
    """Take note of what the finished bytes did: ``hit``, ``miss``, ``passed`` or ``stale`` (modifiers.finished)."""
    _last.what = what
    if what == "miss":
        metrics.FINISHED_MISSES.inc()
    elif what == "stale":
        metrics.FINISHED_STALE.inc()


class Named:
    """Gives each request its id, on the way in to Django and the logs, on the way out as ``X-Request-ID``.

    Args:
        application: what answers.
        at_once: answers where that takes no waiting, else gives None (``modifiers.finished.Finished.at_once``).
        from_proxy: whether a proxy of ours stands before the site, whose ids are taken over.
        sizes: how many answers are kept as finished bytes, and their bytes; asked after a page was made.
    """

    def __init__(
        self,
        application: Application,
        *,
        at_once: Callable[[dict[str, Any], StartResponse], Iterable[bytes] | None] = lambda environ, start: None,
        from_proxy: bool,
        sizes: Callable[[], tuple[int, int]] = lambda: (0, 0),
    ) -> None:
        self._application = application
        self._at_once = at_once
        self._from_proxy = from_proxy
        self._sizes = sizes

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        answer = self._application(environ, self._begin(environ, start_response))
        if _last.what == "miss":
            entries, size = self._sizes()
            metrics.FINISHED_ENTRIES.set(entries)
            metrics.FINISHED_BYTES.set(size)
        return answer

    def at_once(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes] | None:
        """Answer one request where that takes no waiting. None where it would; then it is to be asked as usual."""
        return self._at_once(environ, self._begin(environ, start_response))

    def _begin(self, environ: dict[str, Any], start_response: StartResponse) -> StartResponse:
        """Name a request. Gives what takes its status and headers, and counts it if it is from finished bytes."""
        name = request_ids.request_id(environ, from_proxy=self._from_proxy)
        _last.what = ""

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            if _last.what == "hit":
                metrics.count_finished(route_of_path(environ["PATH_INFO"]), environ["REQUEST_METHOD"], int(status[:3]))
                headers.append((request_ids.HEADER, name))
            elif not any(header == request_ids.HEADER for header, _ in headers):
                headers.append((request_ids.HEADER, name))
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        return start


@lru_cache(maxsize=2048)
def route_of_path(path: str) -> str:
    """The route of a path that Django was not asked about. The most asked are remembered: resolving costs more."""
    try:
        match = resolve(path)
    except Resolver404:
        return routes.NONE
    return str(match.view_name) if match.url_name else routes.NONE
