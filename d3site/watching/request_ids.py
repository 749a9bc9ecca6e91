"""The name of a request, by which its lines in the logs, its error page and a proxy's log find each other."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

HEADER = "X-Request-ID"
KEY = "d3.request_id"
"""Where the id stands in the WSGI environment, once it is known."""

current: ContextVar[str] = ContextVar("current", default="")
"""The id of the request that this thread is answering, for lines of the log that know no request."""

_WELL_FORMED = re.compile(r"[0-9A-Za-z-]{8,64}")
_counter = itertools.count(1)
_process = (0, "")


def request_id(environ: dict[str, Any], *, from_proxy: bool) -> str:
    """The id of a request: the proxy's where it is ours and has sent one well formed, else a new one.

    Args:
        environ: the WSGI environment, in which the id is then kept.
        from_proxy: whether a proxy of ours stands before the site. Nobody else may name a request.
    """
    known = environ.get(KEY)
    if known is None:
        known = environ[KEY] = (_given(environ) if from_proxy else "") or _new()
    return str(known)


def _given(environ: Mapping[str, Any]) -> str:
    given = str(environ.get("HTTP_X_REQUEST_ID", ""))
    return given if _WELL_FORMED.fullmatch(given) else ""


def _new() -> str:
    """A random word of this process and a running number: unique, and made in a fraction of a microsecond."""
    global _process
    if _process[0] != os.getpid():
        _process = (os.getpid(), os.urandom(6).hex())
    return f"{_process[1]}-{next(_counter):08x}"
