"""Tells the browser which of the forms that it keeps has been saved, so that it offers that one no more.

The script of the form (``keep.js``) gives what it keeps a name of its own and sends the name with the form. The
answer to a save bears it in a cookie, which the script reads and clears on whichever page comes next.
"""

from __future__ import annotations

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

NAME = "kept_as"
"""The hidden input that the script adds."""

COOKIE = "d3-saved"
_SHAPE = re.compile(r"[a-z0-9-]{8,40}")
_LASTS = 60 * 60


def saved(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Mark the answer to a save. The cookie holds a random name and nothing else."""
    name = request.POST.get(NAME, "")
    if _SHAPE.fullmatch(name):
        response.set_cookie(
            COOKIE,
            name,
            max_age=_LASTS,
            path=reverse("admin:index"),
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Strict",
        )
    return response
