"""The one door of the API: methods, CORS, ETag and 304, bodies, and every refusal as a problem."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    UnreadablePostError,
)
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date
from django.views.decorators.csrf import csrf_exempt
from ninja.errors import HttpError

from modifiers.catalogue import Catalogue, CatalogueUnavailable, Entry, catalogue

from .problems import Moved, Refusal, refused
from .shapes import Answer

CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"
METHODS = "GET, HEAD, OPTIONS"
POSTING = "POST, OPTIONS"
LONGEST_BODY = 1_000_000
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Retry-After, X-D3-Catalogue",
}
"""Any page may read the answers, without credentials. They are the same for every origin, so nothing varies by it."""
_PREFLIGHT = {
    "Allow": METHODS,
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}

_PREFLIGHT_OF_POST = {**_PREFLIGHT, "Allow": POSTING, "Access-Control-Allow-Methods": "POST"}

View = Callable[..., HttpResponseBase]


def door(view: View, *, posts: bool = False) -> View:
    """Make a view part of the API. Every answer of it, whatever its status, may be read from any origin.

    ``posts``: the view reads a body. It answers POST alone, still changes nothing, and no cache keeps the answer.
    """
    through = _answer_to_post if posts else _answer

    @csrf_exempt
    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = through(view, request, *args, **kwargs)
        for name, value in CORS.items():
            response.headers[name] = value
        return response

    return answer


def _answer(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=_PREFLIGHT)
    if request.method not in ("GET", "HEAD"):
        response = refused(request, 405, f"Ask with {METHODS}. Nothing here can be changed.")
        response.headers["Allow"] = METHODS
        return response
    return _or_refused(request, lambda: _conditional(request, _read(view, request, *args, **kwargs)))


def _answer_to_post(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=_PREFLIGHT_OF_POST)
    if request.method != "POST":
        response: HttpResponseBase = refused(request, 405, f"Ask with {POSTING}. What is posted changes nothing.")
        response.headers["Allow"] = POSTING
        return response
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST_BODY:
        response = refused(request, 413, f"At most {LONGEST_BODY:,} bytes are read. Post fewer lines.")
    else:
        response = _or_refused(request, lambda: view(request, *args, **kwargs))
    response.headers["Cache-Control"] = "no-store"
    return response


def _or_refused(request: HttpRequest, answer: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The answer, or why there is none. No refusal repeats what was asked."""
    try:
        return answer()
    except Moved as moved:
        return HttpResponsePermanentRedirect(moved.path)
    except Refusal as refusal:
        return refused(request, refusal.status, refusal.detail, refusal.wrong)
    except CatalogueUnavailable:
        return refused(request, 503, "The database cannot be reached. Try again in half a minute.")
    except SuspiciousOperation:
        return refused(request, 400, "The query string cannot be read.")
    except (HttpError, UnreadablePostError):
        return refused(request, 400, "The body cannot be read. Post a JSON object.")


def _read(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """Answer HEAD as GET: the server leaves out the body."""
    method, request.method = request.method, "GET"
    try:
        return view(request, *args, **kwargs)
    finally:
        request.method = method


def _conditional(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if response.status_code != 200 or not isinstance(response, HttpResponse):
        return response
    response.headers.setdefault("Cache-Control", CACHE_CONTROL)
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    changed = response.headers.get("Last-Modified")
    found = get_conditional_response(request, etag=etag, last_modified=_seconds(changed), response=response)
    if found is not None and found.status_code == 412:
        return refused(request, 412, "The answer has another ETag or is newer. Ask again without the condition.")
    return found if found is not None else response


def _seconds(http_day: str | None) -> int | None:
    return parse_http_date(http_day) if http_day else None


def current() -> Catalogue:
    """The catalogue as it stands now (one name for all operations, so that tests can stand in for it)."""
    return catalogue()


def written(answer: Answer, changed: datetime) -> HttpResponse:
    """An answer as JSON. ``changed`` is the moment since which it is so."""
    return _json(answer.model_dump_json(), changed)


def written_with_document(facts: Answer, entry: Entry, changed: datetime) -> HttpResponse:
    """An answer whose last member, ``document``, is the edition's frozen text byte for byte, as it was hashed."""
    return _json(f'{facts.model_dump_json()[:-1]},"document":{entry.canonical_json}}}', changed)


def _json(text: str, changed: datetime) -> HttpResponse:
    response = HttpResponse(text, content_type="application/json")
    if changed.year > 1970:  # an empty catalogue has stood so since the beginning of time
        response.headers["Last-Modified"] = http_date(int(changed.timestamp()))
    return response
