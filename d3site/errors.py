"""The answers when nothing else can answer: plain files, read once, that need no template, database or catalogue."""

from __future__ import annotations

import secrets
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse

RETRY_AFTER_SECONDS = 30


@cache
def _page(name: str) -> str:
    return (settings.BASE_DIR / "templates" / name).read_text(encoding="utf-8")


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with a reference number, which the one log record of the error carries as well (:mod:`d3site.logging`)."""
    reference = secrets.token_hex(4)
    request.reference = reference  # type: ignore[attr-defined]
    page = _page("500.html").replace("<!-- reference -->", f"Reference: {reference}")
    return HttpResponse(page, status=500, headers={"Cache-Control": "no-store", "X-D3-Reference": reference})


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: the database is away. Says when to try again."""
    headers = {"Cache-Control": "no-store", "Retry-After": str(RETRY_AFTER_SECONDS)}
    return HttpResponse(_page("503.html"), status=503, headers=headers)
