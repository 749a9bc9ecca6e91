"""No address, query or method makes an error of ours."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import example, given, settings
from hypothesis import strategies as st

from modifiers.pages import urls

PIECES = st.sampled_from(
    [
        "59",
        "xs",
        "XS",
        "carc-97",
        "dermatology",
        "example-payer",
        "cms-one",
        "2026-01-01",
        "1..2",
        "1",
        "0",
        "９",
        "-59",
        "..",
        "97140-97530",
        "20610",
    ]
) | st.text(max_size=12)


def routes() -> list[str]:
    """Every pattern with a slot where an argument goes."""
    found = []
    for pattern in urls.urlpatterns:
        route = str(pattern.pattern)
        if route.startswith("^"):
            continue
        found.append(re.sub(r"<[^>]+>", "\0", route))
    return [
        *found,
        "pairs/\0/",
        "pairs/\0",
        "codes/\0/",
        "modifiers/\0",
        "modifier-\0",
        "\0/\0/\0/",
        "modifiers/\0/changes/\0..\0/",
    ]


@st.composite
def addresses(draw):
    route = draw(st.sampled_from(routes()))
    while "\0" in route:
        route = route.replace("\0", quote(draw(PIECES), safe=""), 1)
    return "/" + route


@pytest.fixture
def reader(world):
    return Client(raise_request_exception=True)


@settings(max_examples=150)
@given(
    address=addresses(),
    query=st.dictionaries(
        st.sampled_from(["q", "system", "family", "topic", "setting", "sort", "on", "codes", "program", "page", "x"]),
        st.text(max_size=20),
        max_size=4,
    ),
    method=st.sampled_from(["get", "head", "post", "put", "options"]),
)
@example(address="/modifiers/", query={"q": "\x00"}, method="get")
@example(address="/modifiers/59/as-of/", query={"on": "9999-12-31"}, method="get")
@example(address="/modifiers/59/as-of/0001-01-01/", query={}, method="get")
@example(address="/modifiers/59/editions/99999999999999999999999/", query={}, method="get")
@example(address="/modifiers/%00%00/history/", query={}, method="get")
def test_nothing_is_an_error_of_ours(reader, address, query, method):
    response = (
        getattr(reader, method)(address, query) if method in ("get", "head") else getattr(reader, method)(address)
    )
    assert response.status_code < 500
