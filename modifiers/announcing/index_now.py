"""One side of the IndexNow protocol: addresses in, a POST to the endpoint out. Pure: no Django, no clock of its own.

The protocol is at https://www.indexnow.org/documentation: a POST of JSON with at most 10,000 addresses of one host and
a key that a file on that host repeats. 200 and 202 mean received, no more. 429 asks to come back later.
"""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

MOST = 10_000
"""Addresses in one POST."""

WAITS = (2.0, 8.0, 32.0)
"""Seconds before each further try."""

_LONGEST_WAIT = 120.0
_REFUSALS = {
    400: "it cannot read the request",
    403: "it does not find the key file, or another key in it",
    422: "the addresses are not those of the host, or the key is not well formed",
}


class NotSent(Exception):
    """The endpoint did not take the addresses. ``str()`` says why; ``wait`` is set where another try may help."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where addresses are sent, with the key and the address of its file.

    Raises:
        ValueError: if the address is neither https nor on this machine.
    """

    url: str
    key: str
    key_address: str
    seconds: float = 20.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        is_here = parts.hostname in ("127.0.0.1", "::1", "localhost")
        if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and is_here)):
            raise ValueError("The endpoint is an https address, or http on 127.0.0.1.")


def send(endpoint: Endpoint, addresses: Sequence[str], sleep: Callable[[float], None]) -> None:
    """Send one POST, and again after a while where that may help.

    Args:
        endpoint: where to.
        addresses: at most :data:`MOST`, all of the host of the key file.
        sleep: waits so many seconds.

    Raises:
        NotSent: if the endpoint refuses, or does not answer after the last try.
    """
    body = _body(endpoint, addresses)
    for pause in (*WAITS, None):
        try:
            return _post(endpoint, body)
        except NotSent as error:
            if pause is None or error.wait is None:
                raise
            sleep(min(max(pause, error.wait), _LONGEST_WAIT))
    raise AssertionError("the last try returns or raises")


def _body(endpoint: Endpoint, addresses: Sequence[str]) -> bytes:
    assert len(addresses) <= MOST
    host = urlsplit(endpoint.key_address).netloc
    told = {"host": host, "key": endpoint.key, "keyLocation": endpoint.key_address, "urlList": list(addresses)}
    return json.dumps(told).encode()


def _post(endpoint: Endpoint, body: bytes) -> None:
    connection = _connection(endpoint)
    try:
        path = urlsplit(endpoint.url).path or "/"
        connection.request("POST", path, body, {"Content-Type": "application/json; charset=utf-8"})
        response = connection.getresponse()
        status, after = response.status, response.headers.get("Retry-After", "")
    except (OSError, http.client.HTTPException) as error:
        raise NotSent(f"no answer ({type(error).__name__})", 0.0) from error
    finally:
        connection.close()
    if status in (200, 202):
        return
    if status == 429 or status >= 500:
        raise NotSent(f"it answered {status}", float(after) if after.strip().isdecimal() else 0.0)
    raise NotSent(f"it answered {status}: {_REFUSALS.get(status, 'no reason known')}")


def _connection(endpoint: Endpoint) -> http.client.HTTPConnection:
    parts = urlsplit(endpoint.url)
    host = parts.hostname or ""
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, parts.port, timeout=endpoint.seconds, context=context)
    return http.client.HTTPConnection(host, parts.port, timeout=endpoint.seconds)
