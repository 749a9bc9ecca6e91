"""Answers that the loop of a worker gives itself, without waking a thread: those that lie there whole.

To wake a thread costs about as much as such an answer, and while searches fill the queue, pages would wait behind them.
So the loop asks the application first (``application.at_once``, :mod:`modifiers.finished`). That promises to ask nobody
and to wait for nothing; where it has nothing, a thread answers as before. Used by :mod:`d3site.shedding`.
"""

from __future__ import annotations

import fcntl
import struct
import termios
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, NamedTuple

from gunicorn.http import RequestParser, wsgi
from gunicorn.util import http_date

from .arriving import is_bare

LARGEST = 131_072
"""Bytes of a body that a socket takes without waiting for its client while nothing else is on its way. What it does not
take after all, a thread sends."""

AtOnce = Callable[[dict[str, Any], Callable[..., Any]], "Iterable[bytes] | None"]


class Parser(RequestParser):  # type: ignore[misc]
    """Gives back a request that the loop has read and left to a thread."""

    again: Any = None

    def __next__(self) -> Any:
        if self.again is not None:
            request, self.again = self.again, None
            return request
        return super().__next__()


class Said(NamedTuple):
    """An answer as it goes onto the wire, and whether the connection stays."""

    data: bytes
    keeps: bool


class _Start:
    """Takes what an application says of its answer."""

    def __init__(self) -> None:
        self.status = ""
        self.headers: list[tuple[str, str]] = []

    def __call__(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        self.status, self.headers = status, headers


def try_to(worker: Any, conn: Any, application: AtOnce) -> Said | None:
    """Answer a whole request, or leave it as it was for a thread.

    Args:
        worker: gunicorn's, for its settings, its log and whether it is about to end.
        conn: the connection that has read the request (:class:`d3site.shedding.Connection`).
        application: what may answer.
    """
    data = bytes(conn.reading.data)
    is_last = worker.nr + 1 >= worker.max_requests  # a thread sees to it that the worker ends then
    if is_last or not is_bare(data) or not _is_drained(conn.sock):
        return None
    try:
        conn.begin()
        conn.parser.unreader.unread(data)
        request = conn.parser.again = next(conn.parser)
        response, environ = wsgi.create(request, conn.sock, conn.client, conn.server, worker.cfg)
    except Exception:
        # A thread reads it once more and tells the client what is wrong with it; here it would end the worker.
        conn.forget()
        return None
    try:
        return _answered(worker, conn, application, request, response, environ)
    except Exception:
        worker.log.exception("kept answers: a thread answers instead")
        return None


def _answered(worker: Any, conn: Any, application: AtOnce, request: Any, response: Any, environ: Any) -> Said | None:
    """The answer to a request that has been understood, written down in the log; None where there is none at once."""
    began = time.monotonic()
    environ["wsgi.multithread"] = True
    start = _Start()
    body = application(environ, start)
    whole = None if body is None else b"".join(body)
    if whole is None or len(whole) > LARGEST:
        return None
    if not worker.alive or len(worker.keepalived_conns) >= worker.max_keepalived:
        response.force_close()
    keeps = not (response.must_close or request.should_close())
    head = [
        f"HTTP/{request.version[0]}.{request.version[1]} {start.status}\r\n",
        f"Server: {response.version}\r\nDate: {http_date()}\r\nConnection: {'keep-alive' if keeps else 'close'}\r\n",
        *(f"{name}: {value}\r\n" for name, value in start.headers),
        "\r\n",
    ]
    said = Said("".join(head).encode("latin-1") + whole, keeps)
    response.status, response.sent = start.status, len(whole)
    worker.log.access(response, request, environ, timedelta(seconds=time.monotonic() - began))
    worker.nr += 1
    conn.parser.again = None
    return said


def _is_drained(sock: Any) -> bool:
    """Whether the client has taken all that was sent to it before (``SIOCOUTQ``)."""
    return bool(struct.unpack("i", fcntl.ioctl(sock.fileno(), termios.TIOCOUTQ, b"\0\0\0\0"))[0] == 0)
