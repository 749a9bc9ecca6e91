"""What search engines are asked to leave out although it answers: the admin and the JSON API.

They are not blocked in robots.txt: an engine that may not open an address never sees that it asks to be left out.
Pages decide for themselves (modifiers/pages/answering.py).
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

PREFIXES = ("/admin", "/api", "/preview/")


class Unindexed:
    """Adds ``X-Robots-Tag: noindex`` to every answer below :data:`PREFIXES`, whatever its status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path.startswith(PREFIXES):
            response.headers["X-Robots-Tag"] = "noindex"
        return response
