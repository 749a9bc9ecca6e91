"""The least that a WSGI application can do: the same bytes for every request. What a server costs by itself."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

_FOLDER = Path(os.environ["D3_BENCH_ANSWER"])
_BODY = (_FOLDER / "body").read_bytes()
_HEADERS = [(name, value) for name, value in json.loads((_FOLDER / "headers.json").read_text())]


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer with the body and the headers of a page of the site, as they were asked for once."""
    start_response("200 OK", list(_HEADERS))
    return [_BODY]
