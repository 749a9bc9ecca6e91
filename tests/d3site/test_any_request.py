"""Whatever bytes come in, by whatever method and with whatever headers, the answer is none of our errors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from django.urls import URLResolver, get_resolver
from hypothesis import example, given, settings
from hypothesis import strategies as st

from d3site import policy

RAW = st.binary(max_size=10).map(lambda raw: raw.decode("latin-1"))
"""Bytes as WSGI hands them over."""

PIECES = (
    st.sampled_from(["59", "xs", "carc-97", "1", "2..1", "97140-97530", "..", "modifiers", "\xff\xfe", "\x00"]) | RAW
)
METHODS = st.sampled_from(["GET", "GET", "GET", "POST", "POST", "HEAD", "PUT", "OPTIONS", "DELETE", "TRACE", "brew"])
HEADERS = st.sampled_from(
    [
        "HTTP_ACCEPT",
        "HTTP_AUTHORIZATION",
        "HTTP_COOKIE",
        "HTTP_EXPECT",
        "HTTP_HX_CURRENT_URL",
        "HTTP_HX_REQUEST",
        "HTTP_IF_MATCH",
        "HTTP_IF_MODIFIED_SINCE",
        "HTTP_IF_NONE_MATCH",
        "HTTP_ORIGIN",
        "HTTP_RANGE",
        "HTTP_REFERER",
        "HTTP_SEC_FETCH_SITE",
        "HTTP_X_FORWARDED_FOR",
        "HTTP_X_FORWARDED_PROTO",
        "HTTP_X_REQUEST_ID",
        "REMOTE_ADDR",
    ]
)
TYPES = st.sampled_from(
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "application/json",
        "text/plain; charset=nonsense",
        "",
    ]
)
NAMES = st.sampled_from(
    ["q", "codes", "on", "text", "question", "argument", "carc", "page", "next", "username", "_typed"]
)


def routes(patterns: Any, before: str = "") -> Iterator[str]:
    """Every address with \\0 where something is filled in."""
    for each in patterns:
        written = re.sub(r"<[^>]+>|\(\?P<[^>]+>[^)]*\)", "\0", str(each.pattern)).strip("^$").replace("\\Z", "")
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, before + written)
        else:
            yield before + written


@st.composite
def paths(draw: Any) -> str:
    route = draw(st.sampled_from(ALL))
    while "\0" in route:
        route = route.replace("\0", draw(PIECES).replace("\0", "%00"), 1)
    return "/" + draw(st.sampled_from(["", "", "", "/", "static/"])) + route


ALL = sorted({re.sub(r"[\[\]()?:|\\{}+*]", "", route) for route in routes(get_resolver().url_patterns)})


@pytest.fixture
def application(world, one_connection, settings):
    settings.PROXIES = 1
    return get_wsgi_application()


@settings(max_examples=250)
@given(
    path=paths(),
    query=st.lists(st.tuples(NAMES | RAW, RAW), max_size=3),
    method=METHODS,
    headers=st.dictionaries(HEADERS, RAW, max_size=3),
    content_type=TYPES,
    body=st.binary(max_size=60) | st.tuples(NAMES, RAW).map(lambda pair: f"{pair[0]}={pair[1]}".encode("latin-1")),
    length=st.sampled_from([None, None, None, "", "0", "7", "999"]),
)
@example("/ask/", [], "POST", {}, "multipart/form-data", b"x", None)
@example("/api/v1/route", [], "POST", {}, "application/json", b"\xff", "999")
@example(
    "/admin/login/", [("next", "//evil.example")], "POST", {"HTTP_COOKIE": "csrf=\xff"}, "", b"username=\x00", None
)
@example(
    "/modifiers/59/", [("q", "\xff")], "GET", {"HTTP_IF_NONE_MATCH": "\xff", "HTTP_RANGE": "bytes=9-1"}, "", b"", None
)
def test_no_request_is_an_error_of_ours(application, path, query, method, headers, content_type, body, length):
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "&".join(f"{name}={value}" for name, value in query),
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)) if length is None else length,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "testserver",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        **headers,
    }
    told: list[Any] = []
    answer = application(environ, lambda *given: told.append(given))
    try:
        b"".join(answer)
    finally:
        answer.close()
    status, sent = told[0][0], dict(told[0][1])
    assert int(status[:3]) < 500, (status, path)
    assert policy.HEADERS.items() <= {**sent, "X-Frame-Options": "DENY"}.items()
    assert sent["X-Request-ID"].isascii()
