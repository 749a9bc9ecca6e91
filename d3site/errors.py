"""The answers when nothing else can answer: plain files, read once, that need no template, database or catalogue."""

from __future__ import annotations

import json
import secrets
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import escape_uri_path

RETRY_AFTER_SECONDS = 30


@cache
def _page(name: str) -> str:
    return (settings.BASE_DIR / "templates" / name).read_text(encoding="utf-8")


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with a reference number, which the one log record of the error carries as well (:mod:`d3site.logging`)."""
    reference = secrets.token_hex(4)
    request.reference = reference  # type: ignore[attr-defined]
    headers = {"Cache-Control": "no-store", "X-D3-Reference": reference}
    if request.path.startswith("/api/"):
        return _problem(request, reference, headers)
    page = _page("500.html").replace("<!-- reference -->", f"Reference: {reference}")
    return HttpResponse(page, status=500, headers=headers)


def _problem(request: HttpRequest, reference: str, headers: dict[str, str]) -> HttpResponse:
    """The same for software (RFC 9457), which any origin may read like every answer of the API."""
    told = {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "detail": f"The mistake is ours. Reference: {reference}.",
        "instance": escape_uri_path(request.path),
    }
    headers = {**headers, "Access-Control-Allow-Origin": "*"}
    return HttpResponse(json.dumps(told), status=500, content_type="application/problem+json", headers=headers)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: the database is away. Says when to try again."""
    headers = {"Cache-Control": "no-store", "Retry-After": str(RETRY_AFTER_SECONDS)}
    return HttpResponse(_page("503.html"), status=503, headers=headers)
