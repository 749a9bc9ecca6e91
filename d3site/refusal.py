"""What a request gets that a worker has no room for: made once, sent by its loop (:mod:`d3site.shedding`)."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

RETRY_AFTER_SECONDS = 5
"""What a refused client is told: a peak is shorter than an outage (:data:`d3site.errors.RETRY_AFTER_SECONDS`)."""


def refusal() -> tuple[bytes, bytes]:
    """Head and body of the answer to a refused request, with the policy that every answer of the site has.

    Made once by the middleware that stands before WhiteNoise, so that it says what they say.
    """
    from django.conf import settings

    if not settings.configured:  # another application than ours, as in the bench
        body = b"Overloaded.\n"
        return _head({"Content-Type": "text/plain; charset=utf-8"}, body), body

    from django.core.handlers.wsgi import WSGIRequest
    from django.utils.module_loading import import_string

    from .errors import unavailable

    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/",
        "SERVER_NAME": settings.ALLOWED_HOSTS[0].lstrip(".") if settings.ALLOWED_HOSTS else "localhost",
        "SERVER_PORT": "443",
        "wsgi.url_scheme": "https",
        "HTTP_X_FORWARDED_PROTO": "https",
        "wsgi.input": io.BytesIO(),
    }
    answer: Callable[[Any], Any] = unavailable
    outermost = settings.MIDDLEWARE[: settings.MIDDLEWARE.index("d3site.middleware.StaticFiles")]
    for name in reversed(outermost):
        answer = import_string(name)(answer)
    response = answer(WSGIRequest(environ))
    return _head(dict(response.items()), response.content), response.content


def _head(headers: dict[str, str], body: bytes) -> bytes:
    told = {
        **headers,
        "Content-Length": str(len(body)),
        "Retry-After": str(RETRY_AFTER_SECONDS),
        "Cache-Control": "no-store",
        "Connection": "close",
    }
    lines = [f"{name}: {value}\r\n" for name, value in told.items()]
    return ("HTTP/1.1 503 Service Unavailable\r\n" + "".join(lines) + "\r\n").encode("latin-1")
