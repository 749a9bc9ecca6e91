"""A model's endpoint on the loopback address that behaves, or misbehaves in one way."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Way = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Fake:
    """What was asked, and where."""

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    end: threading.Event = field(default_factory=threading.Event)


@contextmanager
def serving(*ways: Way) -> Iterator[Fake]:
    """Serve; each request is answered in the next way, the last one for all that follow."""
    fake = Fake(ways=list(ways))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        fake_end = fake.end

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            fake.asked.append(json.loads(body))
            fake.headers.append(dict(self.headers))
            way = fake.ways[min(len(fake.asked), len(fake.ways)) - 1]
            self.close_connection = True
            with suppress(OSError):
                way(self)

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.fake = fake  # type: ignore[attr-defined]
    fake.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        fake.end.set()
        server.shutdown()
        server.server_close()


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def sends(content: str, piece: int = 7, is_done: bool = True) -> Way:
    """Stream a content in pieces."""

    def way(handler: BaseHTTPRequestHandler) -> None:
        _head(handler, 200, "text/event-stream")
        for at in range(0, len(content), piece):
            _event(handler, content[at : at + piece])
        if is_done:
            handler.wfile.write(b"data: [DONE]\n\n")

    return way


def says(*sentences: tuple[str, list[str]]) -> Way:
    """Stream sentences in the schema."""
    return sends(json.dumps({"sentences": [{"text": text, "keys": keys} for text, keys in sentences]}))


def whole(content: str) -> Way:
    """Answer at once, without a stream."""
    body = json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()
    return answers(200, body, "application/json")


def answers(status: int, body: bytes = b"{}", kind: str = "application/json", **headers: str) -> Way:
    """Answer with a status and a body."""

    def way(handler: BaseHTTPRequestHandler) -> None:
        _head(handler, status, kind, **headers)
        handler.wfile.write(body)

    return way


def hangs(handler: BaseHTTPRequestHandler) -> None:
    """Send nothing, not even headers."""
    handler.fake_end.wait(30)  # type: ignore[attr-defined]


def drips(handler: BaseHTTPRequestHandler) -> None:
    """Send a character a tenth of a second, and never an end."""
    _head(handler, 200, "text/event-stream")
    _event(handler, '{"sentences": [{"text": "')
    while not handler.fake_end.wait(0.1):  # type: ignore[attr-defined]
        _event(handler, "a")


def drips_headers(handler: BaseHTTPRequestHandler) -> None:
    """Send a header letter by letter."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not handler.fake_end.wait(0.1):  # type: ignore[attr-defined]
        handler.wfile.write(b"a")


def floods(handler: BaseHTTPRequestHandler) -> None:
    """Send ten megabytes."""
    _head(handler, 200, "text/event-stream")
    for _ in range(160):
        handler.wfile.write(b"data: " + b"x" * 65_536)


def shuts(handler: BaseHTTPRequestHandler) -> None:
    """Close without a word."""
    handler.connection.shutdown(socket.SHUT_RDWR)


def _head(handler: BaseHTTPRequestHandler, status: int, kind: str, **headers: str) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Connection", "close")
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()


def _event(handler: BaseHTTPRequestHandler, content: str) -> None:
    data = json.dumps({"choices": [{"index": 0, "delta": {"content": content}}]})
    handler.wfile.write(f"data: {data}\n\n".encode())
    handler.wfile.flush()


def slowly(way: Way, seconds: float) -> Way:
    """The same after a while."""

    def later(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        way(handler)

    return later
