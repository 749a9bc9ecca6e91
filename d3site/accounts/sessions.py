"""Sessions end: after a while without a request, after a working day, and at once when an account is disabled."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as StoredSession
from django.db import OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase

logger = logging.getLogger(__name__)

BEGAN, LAST = "began_at", "last_at"
_WRITTEN_EVERY = 60
"""Seconds: the last request is noted no more often, since each note writes the session."""


class SessionStore(StoredSession):
    """Sessions in the database. One that exists is read on where it cannot be written: the disk is full, say.

    What is lost then is when something was last asked for, so that the session ends rather earlier. Signing in makes
    a new session and signing out removes one; both fail where nothing can be written.
    """

    def save(self, must_create: bool = False) -> None:
        """Django's, but a session that cannot be written now does not take the page away."""
        try:
            super().save(must_create)
        except UpdateError as error:
            if not isinstance(error.__context__, OperationalError):
                raise
            logger.warning("session not written (%s)", type(error.__context__).__name__)


def _is_a_persons(request: HttpRequest) -> bool:
    """Whether somebody does something: the heartbeat of an open form counts only while they type."""
    return not request.path.endswith("/presence/") or request.POST.get("typed") == "1"


class SessionLimits:
    """Signs whoever asks for the admin out when the session is too old. Readers' requests are not looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith("/admin/") and settings.SESSION_COOKIE_NAME in request.COOKIES:
            self._look(request)
        return self.get_response(request)

    def _look(self, request: HttpRequest) -> None:
        if not request.user.is_authenticated:
            return
        now = int(time.time())
        began, last = request.session.setdefault(BEGAN, now), request.session.get(LAST, now)
        if now - began > settings.SESSION_LASTS or now - last > settings.SESSION_IDLE:
            logout(request)
        elif _is_a_persons(request) and (now - last >= _WRITTEN_EVERY or LAST not in request.session):
            request.session[LAST] = now
