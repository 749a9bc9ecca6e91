"""The database is away, locked, full or damaged: 503 with a word about it, and what was typed at the desk comes back.

Readers are served from the catalogue and meet this nowhere. An editor who sends a form gets a page that holds
everything that was sent, to send it again once the database is back. The page is made without it, and without a
session: neither can be read now. As in :mod:`.lapsed`, what was typed travels in the page and nowhere else.
"""

from __future__ import annotations

import re
import sqlite3
import sys
from typing import Any

from django.contrib import admin
from django.db import DatabaseError, InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

from modifiers.catalogue import CatalogueUnavailable

from . import errors
from .lapsed import Typed

_KEPT = re.compile(r"modifiers_[a-z_]+")
_FOR_SCRIPTS = ("_check", "_presence")
_READ_ONLY, _DAMAGED = "25006", "XX"

_SAID = (
    ("readonly", "The database can only be read at the moment, so nothing can be saved."),
    ("read-only", "The database can only be read at the moment, so nothing can be saved."),
    ("locked", "Somebody else is saving, and it took longer than we could wait."),
    ("full", "The disk of the site is full, so nothing can be saved."),
    ("no space", "The disk of the site is full, so nothing can be saved."),
    ("disk i/o", "The disk of the site takes nothing in at the moment, so nothing can be saved."),
)
_ELSE = "The database cannot be reached at the moment, so nothing can be saved."


def is_away(exception: BaseException) -> bool:
    """Whether an exception says that the database cannot do its work now, rather than that ours is wrong."""
    if isinstance(exception, CatalogueUnavailable | OperationalError | InterfaceError):
        return True
    state = str(getattr(exception.__cause__, "sqlstate", "") or "")
    if isinstance(exception, InternalError):
        return state == _READ_ONLY or state.startswith(_DAMAGED)
    # SQLite tells of a damaged file by its most general error, which none of ours is.
    return type(exception) is DatabaseError and isinstance(exception.__cause__, sqlite3.DatabaseError)


def answer(request: HttpRequest, exception: BaseException) -> HttpResponse | None:
    """503 for an exception that says that the database is away; None for any other."""
    if not is_away(exception):
        return None
    return _kept(request, exception) or errors.unavailable(request)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's ``handler500``: where middleware met the database that is away, the same answer as in a view."""
    exception = sys.exc_info()[1]
    return (exception and answer(request, exception)) or errors.server_error(request)


class _Token(CsrfViewMiddleware):
    """Tells whether a request bears the token of its sender, without an answer of its own."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(status=403)

    @classmethod
    def is_right(cls, request: HttpRequest) -> bool:
        if getattr(request, "csrf_processing_done", False):
            return True
        middleware = cls(errors.unavailable)
        middleware.process_request(request)
        return middleware.process_view(request, errors.unavailable, (), {}) is None


def _kept(request: HttpRequest, exception: BaseException) -> HttpResponse | None:
    """The page with what was typed; None where nothing was, or where it did not come from a page of ours."""
    if not _is_typed(request) or not _Token.is_right(request):
        return None
    typed = Typed.of(request)
    said = str(exception).lower()
    context: dict[str, Any] = {
        "title": "Not saved: what you typed is still here",
        "site_title": admin.site.site_title,
        "site_header": admin.site.site_header,
        "told": next((sentence for word, sentence in _SAID if word in said), _ELSE),
        "typed": typed,
        "is_form": typed.path.endswith(("/change/", "/add/")),
        "csrf_token": get_token(request),
    }
    response = HttpResponse(render_to_string("admin/unsaved.html", context), status=503)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Retry-After"] = str(errors.RETRY_AFTER_SECONDS)
    return response


def _is_typed(request: HttpRequest) -> bool:
    if request.method != "POST" or request.FILES:
        return False
    try:
        name = (request.resolver_match or resolve(request.path_info)).url_name or ""
    except Resolver404:
        return False
    return bool(_KEPT.fullmatch(name)) and not name.endswith(_FOR_SCRIPTS)
