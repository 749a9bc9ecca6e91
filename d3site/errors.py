"""The answers when nothing else can answer: plain files, read once, that need no template, database or catalogue."""

from __future__ import annotations

import json
import secrets
from functools import cache

from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.encoding import escape_uri_path

from modifiers.api.answering import CORS
from modifiers.api.problems import refused

from .watching import metrics, routes

RETRY_AFTER_SECONDS = 30


@cache
def _page(name: str) -> str:
    return (settings.BASE_DIR / "templates" / name).read_text(encoding="utf-8")


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with a reference number, which the one log record of the error carries as well (:mod:`d3site.logging`)."""
    reference = secrets.token_hex(4)
    request.reference = reference  # type: ignore[attr-defined]
    metrics.ERRORS.labels(routes.route_of(request)).inc()
    headers = {"Cache-Control": "no-store", "X-D3-Reference": reference}
    if _is_software(request):
        return _problem(request, reference, headers)
    page = _page("500.html").replace("<!-- reference -->", f"Reference: {reference}")
    return HttpResponse(page, status=500, headers=headers)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 where more was sent than is read. Never says what was asked: the page of the browser still has it."""
    headers = {"Cache-Control": "no-store"}
    is_too_much = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    status, name = (413, "413.html") if is_too_much else (400, "400.html")
    if isinstance(exception, DisallowedHost):
        detail = "This host name is not served here."
    else:
        detail = "More was sent than is read." if is_too_much else "The request cannot be read."
    if _is_software(request):
        return _refused(request, status, detail, headers)
    return HttpResponse(_page(name).replace("<!-- detail -->", detail), status=status, headers=headers)


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """429: an address has asked too often. Says how long to wait, in the form that whoever asks can read."""
    headers = {"Cache-Control": "no-store", "Retry-After": str(seconds)}
    wait = "1 second" if seconds == 1 else f"{seconds} seconds"
    detail = f"Too many requests from your address. Wait {wait}, then try again."
    if _is_software(request):
        return _refused(request, 429, detail, headers)
    if "json" in request.headers.get("Accept", "") or routes.route_of(request) == "suggest":
        return JsonResponse({"detail": detail, "retry_after": seconds}, status=429, headers=headers)
    if request.headers.get("HX-Request"):
        text = f'<p class="notice" role="status">{detail}</p>'
        return HttpResponse(text, status=429, headers={**headers, "HX-Reswap": "none"})
    return HttpResponse(_page("429.html").replace("<!-- wait -->", wait), status=429, headers=headers)


def _is_software(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _refused(request: HttpRequest, status: int, detail: str, headers: dict[str, str]) -> HttpResponse:
    """A refusal as the API tells its own (:mod:`modifiers.api.problems`), which any origin may read."""
    response = refused(request, status, detail)
    for name, value in {**headers, **CORS}.items():
        response.headers[name] = value
    return response


def _problem(request: HttpRequest, reference: str, headers: dict[str, str]) -> HttpResponse:
    """An error as a problem (RFC 9457), made without any of the code that may be wrong."""
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
