"""The WSGI application around Django's: finished bytes where there are some, else Django, once for all who wait."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

from .answer import Answer, Headers, quickly
from .asked import Environ, Key, Rules
from .shelf import Shelf

StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

Other = tuple[str, Headers, bytes | Iterable[bytes]]
"""An answer that is not kept: status line, headers, and the body whole or as it comes."""

_LARGEST = 4 * 1024 * 1024
"""Bytes of the largest answer that is put together in memory; a larger one goes through as it comes."""
_PATIENCE = 10.0
"""Seconds that a request waits for another one's render of the same address, before it asks Django itself."""
_FOR_QUERIES = 8
"""An answer to a query may take one of so many parts of the room; the pages have the rest to themselves."""

# What belongs to one moment or one request, and is not kept with an answer.
_OF_THE_MOMENT = ("x-request-id", "x-d3-catalogue", "date", "server", "connection")
_KEPT_APART = ("accept-encoding", "hx-request", "hx-history-restore-request")
STALE = ("X-D3-Catalogue", "stale")


class Finished:
    """Answers from a bounded store of finished bytes; everything else goes to ``application``.

    Args:
        application: Django's WSGI application.
        version: what the answers depend on beside their address; asked on every request, so it must be cheap. It may
            raise ``unknown``; then Django answers.
        rules: which requests are answered so.
        limit: bytes that may be kept in one process; 0 keeps nothing.
        is_stale: whether the catalogue can no longer be checked.
        known: the version where that is known without asking anybody, else None (:meth:`at_once`).
        unknown: the exception by which ``version`` says that there is no catalogue.
        on_read: called with the request of a page that came from the store.
        tell: called with one of ``hit``, ``miss``, ``passed`` and ``stale`` for each request.
    """

    def __init__(
        self,
        application: Application,
        *,
        version: Callable[[], object],
        rules: Rules,
        limit: int,
        is_stale: Callable[[], bool] = lambda: False,
        known: Callable[[], object | None] = lambda: None,
        unknown: type[Exception] = LookupError,
        on_read: Callable[[Environ], None] | None = None,
        tell: Callable[[str], None] = lambda what: None,
    ) -> None:
        self._application = application
        self._version = version
        self._rules = rules
        self._is_stale = is_stale
        self._known = known
        self.unknown = unknown
        self._on_read = on_read
        self._tell = tell
        self._is_on = limit > 0
        self.pages = Shelf(limit - limit // _FOR_QUERIES)
        self.asked = Shelf(limit // _FOR_QUERIES)
        self._guard = threading.Lock()
        self._rendering: dict[Key, threading.Event] = {}
        self.moved = threading.Event()
        """Set when a request finds that the catalogue is another one than before (:mod:`.warming` waits for it)."""
        self._seen: object = None

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        key = self._rules.key(environ) if self._is_on else None
        if key is None:
            self._tell("passed")
            return self._passed(environ, start_response)
        try:
            version = self.version()
        except self.unknown:
            self._tell("passed")
            return self._application(environ, start_response)
        answer = self.shelf(key).get(key)
        if answer is not None and answer.version == version:
            self._tell("hit")
            return self._send(answer, environ, start_response)
        self._tell("miss")
        return self._rendered(key, version, environ, start_response)

    def at_once(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes] | None:
        """Answer one request from what is kept, without asking anybody and without waiting.

        Returns:
            The body; None where that cannot be, and then nothing has been said or counted.
        """
        key = self._rules.key(environ) if self._is_on else None
        version = self._known() if key is not None else None
        if key is None or version is None:
            return None
        shelf = self.shelf(key)
        answer = shelf.peek(key)
        if answer is None or answer.version != version:
            return None
        shelf.get(key)
        self._tell("hit")
        return self._send(answer, environ, start_response)

    def _passed(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Ask Django with the reader's own request. Only the way to the reader changes: public text is compressed."""
        if environ["REQUEST_METHOD"] != "GET" or self._rules.is_somebodys(environ):
            return self._application(environ, start_response)
        return _sent(self._asked(environ), environ, start_response)

    def _asked(self, environ: Environ) -> Other:
        """What Django says, put together unless it comes in pieces."""
        told: list[Any] = []

        def remember(status: str, headers: Headers, exc_info: object = None) -> None:
            told[:] = [status, headers]

        response = self._application(environ, remember)
        if getattr(response, "streaming", False):
            return told[0], told[1], response
        try:
            body = b"".join(response)
        finally:
            if close := getattr(response, "close", None):
                close()
        return told[0], told[1], body

    def version(self) -> object:
        """The version that answers must have now. Wakes whoever waits for it to change."""
        version = self._version()
        if version != self._seen:
            self._seen = version
            self.moved.set()
        return version

    def shelf(self, key: Key) -> Shelf:
        """Where the answer under a key is kept."""
        return self.asked if key.query else self.pages

    def make(self, key: Key) -> bool:
        """Make the answer under a key now, unless it is being made or is there. Returns whether one was made."""
        version = self.version()
        shelf = self.shelf(key)
        kept = shelf.peek(key)
        if (kept is not None and kept.version == version) or not self._begin(key):
            return False
        try:
            return isinstance(self._make(key, version, {}), Answer)
        finally:
            self._end(key)

    def _rendered(self, key: Key, version: object, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Render, or wait for whoever renders the same address already."""
        if not self._begin(key):
            if being_made := self._rendering.get(key):
                being_made.wait(_PATIENCE)
            answer = self.shelf(key).get(key)
            if answer is not None and answer.version == version:
                return self._send(answer, environ, start_response)
            return self._application(environ, start_response)
        try:
            made = self._make(key, version, environ)
        finally:
            self._end(key)
        if isinstance(made, Answer):
            return self._send(made, environ, start_response)
        status, _, body = made
        if status.startswith("5") and (kept := self.shelf(key).get(key)):
            self._tell("stale")
            return self._send(kept, environ, start_response, is_stale=True)
        if _is_conditional(environ):
            # Only Django knows what it would say to that; what it said to nobody in particular is not kept.
            if close := getattr(body, "close", None):
                close()
            return self._application(environ, start_response)
        return _sent(made, environ, start_response)

    def _begin(self, key: Key) -> bool:
        """Whether this thread is to render; then it must call :meth:`_end`."""
        with self._guard:
            if key in self._rendering:
                return False
            self._rendering[key] = threading.Event()
            return True

    def _end(self, key: Key) -> None:
        with self._guard:
            self._rendering.pop(key).set()

    def _make(self, key: Key, version: object, environ: Environ) -> Answer | Other:
        """Ask Django as nobody in particular. What may be kept comes back as an answer that is kept already."""
        status, headers, body = self._asked(self._rules.environ(key, environ))
        if not isinstance(body, bytes):
            return status, headers, body
        if len(body) > _LARGEST or not _may_be_kept(status, headers):
            if not status.startswith("5"):
                # It was withdrawn, say. What it said before must not come back when something breaks.
                self.shelf(key).drop(key)
            return status, headers, body
        kept = [(name, value) for name, value in headers if name.lower() not in _OF_THE_MOMENT]
        answer = Answer.of(version, status, kept, body)
        self.shelf(key).put(key, answer)
        return answer

    def _send(
        self, answer: Answer, environ: Environ, start_response: StartResponse, *, is_stale: bool = False
    ) -> Iterable[bytes]:
        if self._on_read is not None and "HTTP_REFERER" in environ:
            self._on_read(environ)
        none_match = environ.get("HTTP_IF_NONE_MATCH", "")
        modified_since = environ.get("HTTP_IF_MODIFIED_SINCE", "")
        if (none_match or modified_since) and answer.is_held_by(none_match, modified_since):
            status, headers, body = "304 Not Modified", answer.not_modified, b""
        else:
            status = answer.status
            headers, body = answer.form_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
        start_response(status, [*headers, STALE] if is_stale or self._is_stale() else list(headers))
        return [body] if body and environ["REQUEST_METHOD"] == "GET" else []


def _sent(made: Other, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """Send an answer that is not kept; what is public is compressed on its way."""
    status, headers, body = made
    if isinstance(body, bytes):
        if _is_public(status, headers):
            headers, body = quickly(environ.get("HTTP_ACCEPT_ENCODING", ""), headers, body)
        body = [body]
    start_response(status, headers)
    return body


def _is_conditional(environ: Environ) -> bool:
    """Whether a request asks for less than the whole answer."""
    return (
        environ["REQUEST_METHOD"] == "HEAD"
        or "HTTP_IF_NONE_MATCH" in environ
        or "HTTP_IF_MODIFIED_SINCE" in environ
        or "HTTP_RANGE" in environ
    )


def _is_public(status: str, headers: Headers) -> bool:
    """Whether an answer says that any cache may keep it, and nobody's cookie comes with it."""
    given = {name.lower(): value for name, value in headers}
    return (
        status.startswith("200 ")
        and "public" in given.get("cache-control", "")
        and "set-cookie" not in given
        and "content-encoding" not in given
    )


def _may_be_kept(status: str, headers: Headers) -> bool:
    """Whether an answer is the same for everybody whose request has the same key."""
    varies = {name.strip().lower() for n, v in headers if n.lower() == "vary" for name in v.split(",")}
    return _is_public(status, headers) and varies <= {*_KEPT_APART, ""}
