"""The verdict on a code pair, as a program asks for it."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from tests.factories import make_release, pair, publish_modifiers

from .asking import ROOT

LIVE = "/pairs/20610-99213?on=2026-08-01"
NAMED = {
    *("column_one", "column_two", "modifier_indicator", "status", "effective_on", "ended_on", "modifier_allowed_on"),
    *("candidates", "rationale", "release"),
}
"""Members that programs were promised."""


@pytest.fixture
def asked(ask, tables):
    return ask


def told(answer, *names):
    return tuple(answer[name] for name in names)


def test_a_live_edit(asked):
    answer = asked(LIVE)
    assert set(answer) >= NAMED
    assert told(answer, "column_one", "column_two", "modifier_indicator", "status") == ("20610", "99213", "1", "live")
    assert told(answer, "effective_on", "ended_on", "modifier_allowed_on") == ("2020-01-01", None, ["column_two"])
    assert answer["rationale"].startswith("Beside the column one code")
    assert answer["release"] == "Medicare practitioner NCCI code pairs, 3rd quarter of 2026 (v322r0)"
    assert answer["loaded"]["is_complete"] is True and answer["loaded"]["ends_on"] == "2026-09-30"
    assert answer["url"].endswith("/pairs/20610-99213/?on=2026-08-01&setting=practitioner")


def test_a_candidate_has_its_code_and_its_test(asked, client):
    first = asked(LIVE)["candidates"][0]
    assert (first["code"], first["test"], first["goes_on"]) == ("25", "The record shows two services.", ["99213"])
    assert first["url"].endswith("/modifiers/25/#opens-edit-any-pair")
    publish_modifiers(["LT", "RT"])
    codes = [each["code"] for each in asked("/pairs/20611-20610?on=2026-08-01")["candidates"]]
    assert codes[:2] == ["LT", "RT"] and "59" in codes


@pytest.mark.parametrize("slug", ["99213-20610", "99213%2B20610", "20610+99213", "cpt 20610 99213"])
def test_the_order_and_the_spelling_of_the_codes_make_no_difference(asked, slug):
    answer = asked(f"/pairs/{slug}?on=2026-08-01")
    assert told(answer, "column_one", "column_two") == ("20610", "99213")


@pytest.mark.parametrize(
    ("slug", "query", "status", "indicator", "columns"),
    [
        ("45378-45385", "on=2026-08-01", "live", "0", ("45385", "45378")),
        ("97140-97530", "on=2026-08-01", "ended", "1", ("97140", "97530")),
        ("97140-97530", "on=2019-12-31", "live", "1", ("97140", "97530")),
        ("A4216-A4217", "on=2026-08-01", "withdrawn", "9", ("A4216", "A4217")),
        ("99213-36415", "on=2026-08-01", "no_edit", None, (None, None)),
        ("99213-36415", "on=2026-10-01", "not_loaded", None, (None, None)),
        ("20610-99213", "on=2026-08-01&setting=hospital", "no_edit", None, (None, None)),
        ("20610-99213", "on=2026-08-01&program=medicaid", "not_loaded", None, (None, None)),
    ],
)
def test_every_status(asked, slug, query, status, indicator, columns):
    answer = asked(f"/pairs/{slug}?{query}")
    assert told(answer, "status", "modifier_indicator") == (status, indicator)
    assert told(answer, "column_one", "column_two") == columns
    assert bool(answer["candidates"]) == bool(answer["modifier_allowed_on"]) == (status == "live" and indicator == "1")


def test_the_answer_is_that_of_the_page(asked, client):
    for path in ("20610-99213", "45385-45378", "97140-97530", "A4216-A4217", "99213-36415"):
        headline = asked(f"/pairs/{path}?on=2026-08-01")["headline"]
        assert f"<h1>{headline}</h1>" in client.get(f"/pairs/{path}/?on=2026-08-01").content.decode()


def test_a_sample_says_so_and_never_no_edit(ask, data_dir):
    make_release(is_sample=True)
    answer = ask("/pairs/99213-36415?on=2026-08-01")
    assert answer["status"] == "not_loaded"
    assert answer["loaded"]["is_sample"] is True
    assert answer["cautions"][0]["text"].startswith("Sample of 9 pairs: not a basis for “no edit”.")


def test_nothing_loaded(ask):
    answer = ask("/pairs/20610-99213")
    assert told(answer, "status", "release", "loaded", "history") == ("not_loaded", None, None, [])


@pytest.mark.parametrize("slug", ["97140", "97140-97140", "97140-97530-97116", "foo-97140", "59-97140"])
def test_what_is_no_pair_is_not_found(asked, slug):
    assert asked(f"/pairs/{slug}", 404)["detail"]


@pytest.mark.parametrize("query", ["on=soon", "on=2026-13-01", "on=20260801", "setting=moon", "program=mars"])
def test_values_that_are_not_allowed(asked, query):
    problem = asked(f"/pairs/20610-99213?{query}", 422)
    assert problem["errors"][0]["parameter"] == query.split("=")[0]
    assert problem["errors"][0]["allowed"]


def test_a_parameter_that_it_does_not_know(asked):
    assert "on, setting, program" in asked("/pairs/20610-99213?date=2026-08-01", 400)["detail"]


def test_asking_again(asked, client):
    etag = client.get(ROOT + LIVE).headers["ETag"]
    again = client.get(ROOT + LIVE, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    make_release([pair("20610", "99213", "0")])
    assert client.get(ROOT + LIVE, headers={"If-None-Match": etag}).status_code == 200
    assert client.head(ROOT + LIVE).status_code == 200


def test_the_search_answers_a_pair_with_todays_verdict(asked, client):
    answer = asked("/search?q=20610+99213")
    found = answer["pair"]
    assert found["url"].endswith("/pairs/20610-99213/")
    assert found["status"] == asked("/pairs/20610-99213")["status"]
    assert asked(found["api_url"].removeprefix("http://127.0.0.1:8000"))["headline"] == found["headline"]
    assert asked("/search?q=59")["pair"] is None
    assert asked("/search?q=20610+20610")["pair"] is None


@given(
    slug=st.text(max_size=30) | st.from_regex(r"[0-9A-V][0-9]{3}[0-9AFTUM]-[0-9]{5}", fullmatch=True),
    on=st.dates().map(str) | st.text(max_size=10),
)
@example(slug="0001A-0591T", on="9999-12-31")
@example(slug="97140-97530", on="0001-01-01")
def test_any_codes_and_any_day_are_answered_or_refused(tables, slug, on):
    path = f"{ROOT}/pairs/{quote(slug, safe='')}"
    answer = Client(raise_request_exception=True).get(path, {"on": on})
    assert answer.status_code in (200, 301, 404, 422)
