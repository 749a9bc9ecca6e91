"""One answered request as one line of the access log, whichever server writes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from . import request_ids, routes
from .metrics import method_of
from .outermost import route_of_path


def access_line(environ: Mapping[str, Any], status: int, sent: int | None, seconds: float) -> str:
    """The line: when, which request, where it led, how it ended. Nothing else is written.

    No query, header, address of a reader or body; the path only of published pages (:mod:`.routes`); the link of a
    shared preview by its route.

    Args:
        environ: the WSGI environment after the request was answered, with its id; the route is in it where Django
            answered this very request, and is looked up where finished bytes did.
        status: the status that was sent.
        sent: bytes of the body, if the server knows.
        seconds: from the request to the end of the answer.
    """
    route = str(environ.get(routes.KEY) or route_of_path(str(environ.get("PATH_INFO", ""))))
    line: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "logger": "access",
        "request": environ.get(request_ids.KEY),
        "method": method_of(environ.get("REQUEST_METHOD")),
        "route": route,
        "path": routes.told_path(environ, route, status),
        "status": status,
        "bytes": sent,
        "ms": round(seconds * 1000, 1),
    }
    return json.dumps({name: value for name, value in line.items() if value is not None})
