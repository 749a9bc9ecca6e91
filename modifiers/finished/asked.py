"""Which requests are answered with finished bytes, and what makes two of them the same."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

Environ = dict[str, Any]

TRACKING = ("utm_", "gclid", "fbclid", "msclkid", "mc_")
"""How the names of parameters begin that other sites hang on a link. No page of ours reads them."""

_LONGEST_QUERY = 120
# Asked for a fragment, or under a condition that only Django weighs, or part of an answer.
_LEAVE_TO_DJANGO = ("HTTP_HX_REQUEST", "HTTP_HX_HISTORY_RESTORE_REQUEST", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")


class Key(NamedTuple):
    """What an answer depends on beside the catalogue: how the site was spoken to, and what was asked for."""

    host: str
    forwarded: str
    scheme: str
    path: str
    query: str


@dataclass(frozen=True, slots=True)
class Rules:
    """Which requests are asked for by everybody alike.

    ``cookies`` are the names of those that make a request somebody's own; ``passed_by`` the beginnings of paths that
    are never kept; ``known`` names for a path the parameters whose answers may be kept; ``forwarded`` is the header by
    which a proxy of ours tells the scheme, or empty; ``carried`` what of a request the log and the limits need to know.
    """

    cookies: tuple[str, ...]
    passed_by: tuple[str, ...]
    known: Mapping[str, frozenset[str]]
    forwarded: str = ""
    carried: tuple[str, ...] = ("REMOTE_ADDR", "HTTP_X_FORWARDED_FOR", "d3.request_id")

    def key(self, environ: Environ) -> Key | None:
        """The key of a request, or None where Django must look at it itself."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        path = environ.get("PATH_INFO", "")
        host = environ.get("HTTP_HOST", "")
        if not host or environ.get("SCRIPT_NAME") or path.startswith(self.passed_by):
            return None
        for header in _LEAVE_TO_DJANGO:
            if header in environ:
                return None
        if self.is_somebodys(environ):
            return None
        query: str | None = environ.get("QUERY_STRING", "")
        if query:
            query = self._query(path, query)
            if query is None:
                return None
        forwarded = environ.get(self.forwarded, "") if self.forwarded else ""
        return Key(host, forwarded, environ["wsgi.url_scheme"], path, query or "")

    def is_somebodys(self, environ: Environ) -> bool:
        """Whether a cookie makes this request somebody's own."""
        cookie = environ.get("HTTP_COOKIE", "")
        return bool(cookie) and any(f"{name}=" in cookie for name in self.cookies)

    def _query(self, path: str, query: str) -> str | None:
        """The query in one order and without what other sites added; None if it holds anything that is not known."""
        if len(query) > _LONGEST_QUERY * 4:
            return None
        known = self.known.get(path, frozenset())
        told = []
        for name, value in parse_qsl(query, keep_blank_values=True):
            if name in known:
                told.append((name, value))
            elif not name.startswith(TRACKING):
                return None
        if len({name for name, _ in told}) != len(told):
            return None
        whole = urlencode(sorted(told))
        return whole if len(whole) <= _LONGEST_QUERY else None

    def environ(self, key: Key, environ: Environ) -> Environ:
        """A request for what a key names, as if nobody in particular had asked.

        Of the request that occasioned it only what is ``carried`` comes along, so that nothing that one reader sends
        can get into what others are given.
        """
        name, _, port = key.host.partition(":")
        asked: Environ = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": key.path,
            "QUERY_STRING": key.query,
            "SERVER_NAME": name,
            "SERVER_PORT": port or ("443" if key.scheme == "https" else "80"),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": key.host,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": key.scheme,
            "wsgi.input": BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        if self.forwarded and key.forwarded:
            asked[self.forwarded] = key.forwarded
        return {**asked, **{name: environ[name] for name in self.carried if name in environ}}
