"""Open the addresses of sources and say what answers. Done on request only, and as a careful guest. No Django here.

Only HTTP and HTTPS; only public addresses, and the very address that was looked at is the one that is opened, so that
a name cannot lead inside on the second question; a few redirects, each looked at like the first address; limits on
time and size; a pause between two questions to one host. Nothing of what is read is kept.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

MOST_REDIRECTS = 3
TIME_LIMIT = 10.0
"""Seconds for one answer, redirects included."""
SIZE_LIMIT = 64 * 1024
PAUSE = 1.0
"""Seconds between two questions to one host."""

_AGENT = "D3rx-Modifier-Reference link check"
_REDIRECTS = (301, 302, 303, 307, 308)
_NO_HEAD = (400, 403, 404, 405, 501)
"""Answers after which a HEAD is asked again as a GET: some servers know only that."""
_CHUNK = 8 * 1024


@dataclass(frozen=True, slots=True)
class Opened:
    """What answered. ``status`` is 0 where nothing did; ``told`` is a sentence; ``url`` is where the redirects led."""

    key: str
    url: str
    status: int
    told: str

    @property
    def is_alive(self) -> bool:
        """Whether a page was there."""
        return 200 <= self.status < 300


class _Closed(ValueError):
    """An address that is not opened, or does not answer. ``str()`` says why."""


@dataclass(frozen=True, slots=True)
class Opener:
    """How addresses are opened. ``allow_loopback`` is for tests: then the loopback address counts as public."""

    time_limit: float = TIME_LIMIT
    size_limit: int = SIZE_LIMIT
    pause: float = PAUSE
    most_redirects: int = MOST_REDIRECTS
    allow_loopback: bool = False
    sleep: Callable[[float], None] = time.sleep

    def open_all(self, addresses: Iterable[tuple[str, str]]) -> Iterator[Opened]:
        """Open (key, address) one after the other."""
        last: dict[str, float] = {}
        for key, url in addresses:
            host = urlsplit(url).netloc.lower()
            wait = last.get(host, 0.0) + self.pause - time.monotonic() if host in last else 0.0
            if wait > 0:
                self.sleep(wait)
            yield self.open(key, url)
            last[host] = time.monotonic()

    def open(self, key: str, url: str) -> Opened:
        """Open one address; never raises for what answers or does not."""
        deadline = time.monotonic() + self.time_limit
        at, method = url, "HEAD"
        hops = 0
        try:
            while True:
                status, onward = self._ask(method, at, deadline)
                if status in _REDIRECTS and onward:
                    hops += 1
                    if hops > self.most_redirects:
                        raise _Closed(f"More than {self.most_redirects} redirects.")
                    at = urljoin(at, onward)
                    continue
                if method == "HEAD" and status in _NO_HEAD:
                    method = "GET"
                    continue
                return Opened(key, at, status, _told(status, at != url, at))
        except _Closed as error:
            return Opened(key, at, 0, str(error))
        except (OSError, http.client.HTTPException, ValueError) as error:
            told = "No answer in time." if isinstance(error, TimeoutError) else f"No answer ({type(error).__name__})."
            return Opened(key, at, 0, told)

    def _ask(self, method: str, url: str, deadline: float) -> tuple[int, str]:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise _Closed("Only http and https are opened.")
        if parts.username or parts.password:
            raise _Closed("The address holds a name or password.")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        connection = _connection(parts.scheme, parts.hostname, port, self._address(parts.hostname, port), deadline)
        # A server that sends a letter every few seconds never exceeds the limit of a single read.
        watch = threading.Timer(max(0.05, deadline - time.monotonic()), _cut, [connection.sock])
        watch.start()
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(method, path, headers={"User-Agent": _AGENT, "Accept": "*/*", "Connection": "close"})
            response = connection.getresponse()
            if method == "GET":
                self._read(response, connection, deadline)
            if time.monotonic() >= deadline:
                raise TimeoutError
            return response.status, response.headers.get("Location", "")
        except (OSError, http.client.HTTPException) as error:
            if time.monotonic() >= deadline:
                raise TimeoutError from error
            raise
        finally:
            watch.cancel()
            connection.close()

    def _address(self, host: str, port: int) -> str:
        """The one address of a host that is opened.

        Raises:
            _Closed: if any of its addresses is not public.
        """
        found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        for each in found:
            address = ipaddress.ip_address(each.partition("%")[0])
            if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
                address = address.ipv4_mapped
            if not (address.is_global and not address.is_multicast) and not (
                self.allow_loopback and address.is_loopback
            ):
                raise _Closed("The address leads into a private network, and is not opened.")
        return found[0]

    def _read(
        self, response: http.client.HTTPResponse, connection: http.client.HTTPConnection, deadline: float
    ) -> None:
        """Read a little, so that a page that breaks off at once is not taken for one that is there."""
        left = self.size_limit
        while left > 0:
            _limit(connection, deadline)
            chunk = response.read1(min(_CHUNK, left))
            if not chunk:
                return
            left -= len(chunk)


def _connection(scheme: str, host: str, port: int, address: str, deadline: float) -> http.client.HTTPConnection:
    """A connection to the address that was looked at, under the host's own name."""
    left = max(0.05, deadline - time.monotonic())
    connection = http.client.HTTPConnection(host, port, timeout=left)
    sock = socket.create_connection((address, port), timeout=left)
    if scheme == "https":
        try:
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
        except BaseException:
            sock.close()
            raise
    connection.sock = sock
    return connection


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _limit(connection: http.client.HTTPConnection, deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    if connection.sock:
        connection.sock.settimeout(left)


def _told(status: int, moved: bool, at: str) -> str:
    if 200 <= status < 300:
        return f"It is there, at {at}." if moved else "It is there."
    if status in (404, 410):
        return "The page is gone."
    return f"The server answers {status}."
