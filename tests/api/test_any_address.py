"""No address, query, header or method makes an error of ours, and every refusal is a problem."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import example, given, settings
from hypothesis import strategies as st

from modifiers.api.parameters import AsOf, ModifierQuery, SearchQuery
from modifiers.api.problems import Problem

from .asking import ADDRESSES, operations

TEXT = st.text(max_size=12)
PIECES = (
    st.sampled_from(["59", "xs", "-59", "carc-97", "CO-97", "n519", "dermatology", "..", "１", "\x00", "\n", ""]) | TEXT
)
NAMES = st.sampled_from([*ModifierQuery.model_fields, *AsOf.model_fields, *SearchQuery.model_fields]) | TEXT
VALUES = st.sampled_from(["1", "100", "-1", "9" * 400, "true", "59", "2026-01-01", "0001-01-01", "9999-12-31"]) | TEXT
TAGS = st.sampled_from(["*", '"x"', "W/x", "Mon, 01 Jan 2001 00:00:00 GMT", "99999"]) | st.text('"W/*, abc', max_size=9)


@st.composite
def addresses(draw):
    route = draw(
        st.sampled_from([path for path, _ in operations().values()]) | st.just("/{x}") | st.just("/{x}/{x}/{x}")
    )
    while "{" in route:
        before, _, rest = route.partition("{")
        route = before + quote(draw(PIECES), safe="") + rest.partition("}")[2]
    return (
        draw(st.sampled_from(["/api/v1", "/api/v1", "/api", "/api/v2"])) + route + draw(st.sampled_from(["", "", "/"]))
    )


@pytest.fixture
def reader(world):
    return Client(raise_request_exception=True)


@settings(max_examples=300)
@given(
    address=addresses(),
    query=st.lists(st.tuples(NAMES, VALUES), max_size=4),
    headers=st.dictionaries(
        st.sampled_from(["If-None-Match", "If-Match", "If-Modified-Since", "If-Unmodified-Since", "Origin"]), TAGS
    ),
    method=st.sampled_from(["get", "get", "get", "head", "post", "options"]),
)
@example(address="/api/v1/modifiers", query=[("limit", "1"), ("after", "\x00")], headers={}, method="get")
@example(address="/api/v1/modifiers", query=[("q", "ß")], headers={}, method="get")
@example(address="/api/v1/modifiers/59", query=[("as_of", "0001-01-01")], headers={}, method="get")
@example(address="/api/v1/denials", query=[("after", "carc-999")], headers={}, method="get")
@example(address="/api/v1/search", query=[("q", "\x00\ud7ff[[59]] '\"<b>")], headers={}, method="get")
@example(address="/api/v1/search", query=[("q", "59 " * 3000)], headers={}, method="get")
@example(address="/api/v1/modifiers/%0A/", query=[], headers={}, method="get")
def test_nothing_is_an_error_of_ours(reader, address, query, headers, method):
    asked = address + "?" + "&".join(f"{quote(name)}={quote(value)}" for name, value in query)
    response = getattr(reader, method)(asked, headers=headers)
    assert response.status_code < 500
    assert not response.cookies
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    if response.status_code >= 400:
        assert response.headers["Content-Type"] == "application/problem+json"
        if method != "head":
            problem = Problem.model_validate(json.loads(response.content))
            assert problem.instance.isascii() and "?" not in problem.instance


@pytest.mark.parametrize("path", ADDRESSES.values())
@pytest.mark.parametrize("query", ["%FF", "=", "&&", "a=%00", "x[]=1", "limit=1;after=2", "%"])
def test_a_query_that_makes_no_sense(reader, path, query):
    assert reader.get(f"/api/v1{path.partition('?')[0]}?{query}").status_code in (200, 400, 422)
