"""One call to an OpenAI-compatible endpoint, with the standard library: no client is needed for one kind of request.

Certificates are checked, redirects are not followed, proxies of the environment are not used, the answer is cut off
at a size. The key is sent in one header and written nowhere.
"""

from __future__ import annotations

import http.client
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

LARGEST = 256 * 1024
"""Bytes of an answer, wrapping included."""

_CONNECT = 3.0
_READ = 4096


class EndpointError(Exception):
    """The endpoint did not answer as it should. ``str()`` says how, without anything that it sent.

    ``retry_after`` is set where trying again may help: the seconds to wait, 0 for at once.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model answers. ``url`` ends before ``/chat/completions``; ``format`` is how it takes a schema:
    ``json_schema`` as OpenAI does, or ``json_object`` with the schema beside it, as llama.cpp's server does."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    format: str = "json_schema"
    seconds: float = 20.0


class Call:
    """A call that can be ended from another thread."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._connection: http.client.HTTPConnection | None = None
        self._is_cut = threading.Event()

    def cut(self) -> None:
        """End the call, wherever it is."""
        self._is_cut.set()
        connection = self._connection
        if connection is not None and connection.sock is not None:
            with suppress(OSError):
                connection.sock.shutdown(2)

    def pieces(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> Iterator[str]:
        """Ask, and yield the text as it comes.

        Raises:
            EndpointError: if the endpoint cannot be reached, refuses, or does not speak the protocol.
        """
        try:
            yield from self._pieces(self._body(messages, schema))
        except ssl.SSLError as error:
            raise EndpointError("no safe connection to the model") from error
        except (OSError, http.client.HTTPException) as error:
            raise EndpointError("the model cannot be reached", 0.0) from error
        except (ValueError, RecursionError) as error:
            raise EndpointError("the model does not speak the protocol") from error
        finally:
            if self._connection is not None:
                self._connection.close()

    def _body(self, messages: list[dict[str, str]], schema: dict[str, Any]) -> bytes:
        wrapped: dict[str, Any] = {
            "json_schema": {
                "type": "json_schema",
                "json_schema": {"name": "summary", "strict": True, "schema": schema},
            },
            "json_object": {"type": "json_object", "schema": schema},
        }[self._endpoint.format]
        return json.dumps(
            {
                "model": self._endpoint.model,
                "messages": messages,
                "response_format": wrapped,
                "stream": True,
                "temperature": 0,
                "max_tokens": 700,
            }
        ).encode()

    def _pieces(self, body: bytes) -> Iterator[str]:
        connection = self._connection = self._connect()
        if self._is_cut.is_set():
            raise EndpointError("ended")
        headers = {"Content-Type": "application/json", "Accept": "text/event-stream, application/json"}
        if self._endpoint.key:
            headers["Authorization"] = f"Bearer {self._endpoint.key}"
        path = urlsplit(self._endpoint.url).path.rstrip("/")
        connection.request("POST", f"{path}/chat/completions", body, headers)
        response = connection.getresponse()
        if response.status != 200:
            raise EndpointError(f"the model answered {response.status}", _retry_after(response))
        kind = response.headers.get_content_type()
        if kind == "text/event-stream":
            yield from _events(response)
        elif kind == "application/json":
            yield _whole(response.read(LARGEST + 1))
        else:
            raise EndpointError("the model does not speak the protocol")

    def _connect(self) -> http.client.HTTPConnection:
        parts = urlsplit(self._endpoint.url)
        host, timeout = parts.hostname or "", min(_CONNECT, self._endpoint.seconds)
        connection: http.client.HTTPConnection
        if parts.scheme == "https":
            context = ssl.create_default_context()
            connection = http.client.HTTPSConnection(host, parts.port, timeout=timeout, context=context)
        else:
            connection = http.client.HTTPConnection(host, parts.port, timeout=timeout)
        connection.connect()
        connection.sock.settimeout(self._endpoint.seconds)
        return connection


def _retry_after(response: http.client.HTTPResponse) -> float | None:
    """Seconds to wait where a second try may help: too many requests, or an error of the endpoint's own."""
    if response.status != 429 and response.status < 500:
        return None
    told = response.headers.get("Retry-After", "").strip()
    return float(told) if told.isascii() and told.isdigit() and len(told) < 6 else 0.0


def _events(response: http.client.HTTPResponse) -> Iterator[str]:
    """The text of server-sent events, up to ``[DONE]``."""
    waiting, size = b"", 0
    while chunk := response.read1(_READ):
        size += len(chunk)
        if size > LARGEST:
            raise EndpointError("the model sent too much")
        *lines, waiting = (waiting + chunk).split(b"\n")
        for line in lines:
            if not line.startswith(b"data:"):
                continue
            data = line[5:].strip()
            if data == b"[DONE]":
                return
            if text := _content(json.loads(data), "delta"):
                yield text
    raise EndpointError("the model broke off")


def _whole(body: bytes) -> str:
    if len(body) > LARGEST:
        raise EndpointError("the model sent too much")
    return _content(json.loads(body), "message")


def _content(data: Any, field_: str) -> str:
    """``choices[0].delta.content`` or ``.message.content``.

    Raises:
        ValueError: if there is no such thing.
    """
    if isinstance(data, dict) and data.get("choices") == []:
        return ""  # usage alone
    try:
        content = data["choices"][0][field_].get("content")
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise ValueError("no choice with content") from error
    if content is not None and not isinstance(content, str):
        raise ValueError("content is no text")
    return content or ""
