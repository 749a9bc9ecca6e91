"""An application that counts how often it is asked, and what it is to WSGI."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from modifiers.finished import Finished, Rules

RULES = Rules(
    cookies=("sessionid",),
    passed_by=("/admin/",),
    known={"/list/": frozenset({"sort", "family"})},
    forwarded="HTTP_X_FORWARDED_PROTO",
)
PAGE = b"<p>" + b"A page that is worth compressing. " * 40 + b"</p>"


@dataclass
class Reply:
    """One answer as a server would send it."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def ask(application: Any, path: str = "/page/", query: str = "", method: str = "GET", **headers: str) -> Reply:
    """Ask a WSGI application; ``headers`` are named as in the environment, without ``HTTP_``."""
    reply = Reply()
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "testserver",
        "wsgi.url_scheme": "http",
        **RULES_INPUT(),
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }

    def start(status: str, given: list[tuple[str, str]], exc_info: object = None) -> None:
        reply.status = int(status[:3])
        reply.headers = dict(given)

    body = application(environ, start)
    reply.body = b"".join(body)
    if close := getattr(body, "close", None):
        close()
    return reply


def RULES_INPUT() -> dict[str, Any]:
    from io import BytesIO

    return {"wsgi.input": BytesIO(), "wsgi.errors": BytesIO()}


@dataclass
class World:
    """A stand-in for Django and for the catalogue's version."""

    version: object = 1
    status: str = "200 OK"
    headers: dict[str, str] = field(default_factory=lambda: {"Cache-Control": "public, max-age=60"})
    asked: list[dict[str, Any]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    during: Callable[[], None] = lambda: None
    is_stale: bool = False

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.asked.append(environ)
        body = PAGE + str(self.version).encode()
        self.during()
        given = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body)), **self.headers}
        start_response(self.status, list(given.items()))
        return [body]

    def finished(self, limit: int = 1_000_000, **more: Any) -> Finished:
        """The application under test around this one."""
        return Finished(
            self,
            version=lambda: self.version,
            rules=RULES,
            limit=limit,
            is_stale=lambda: self.is_stale,
            tell=self.told.append,
            **more,
        )
