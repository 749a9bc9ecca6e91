from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.catalogue import Catalogue
from modifiers.pages.modifier_list import page_of_code


def codes(page):
    return [cell.text.removeprefix("Modifier ") for cell in page.all("td", cls="cell-code")]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["25", "59", "XS"]),
        ("?system=hcpcs", ["XS"]),
        ("?family=distinct-service&system=cpt", ["25", "59"]),
        ("?topic=which-side", ["25", "59", "XS"]),
        ("?setting=dermatology&q=unbundle", ["25", "59", "XS"]),
        ("?q=name of xs", ["XS"]),
        ("?sort=updated", ["59", "XS", "25"]),
        ("?q=nothing fits this", []),
    ],
)
def test_filters(open_page, query, expected):
    assert codes(open_page(f"/modifiers/{query}")) == expected


def test_the_form_remembers_what_was_asked(open_page):
    page = open_page("/modifiers/?system=cpt&q=separate&sort=name")
    assert page.one("input", name="q").attrs["value"] == "separate"
    chosen = {
        select.attrs["name"]: [o.attrs["value"] for o in select.all("option") if "selected" in o.attrs]
        for select in page.all("select")
    }
    assert chosen == {"system": ["cpt"], "family": [], "topic": [], "setting": [], "sort": ["name"]}


@pytest.mark.parametrize("typed", ["59", "-59", " 59 ", "mod 59", "modifier 59", "MODIFIER-59", "５９"])
def test_a_code_goes_straight_to_its_page(client, world, typed):
    assert client.get("/modifiers/", {"q": typed}).headers["Location"] == "/modifiers/59/"


def test_a_denial_goes_straight_to_its_page(client, world):
    assert client.get("/modifiers/", {"q": "CO-97"}).headers["Location"] == "/denials/carc-97/"


def test_a_code_that_is_not_live_stays_on_the_list_with_the_nearest(open_page):
    page = open_page("/modifiers/?q=58")
    assert "No modifier fits." in page.text
    assert "/modifiers/59/" in page.one("div", cls="empty").links


def test_an_unknown_filter_is_told_and_left_out(open_page):
    page = open_page("/modifiers/?family=<i>none</i>")
    assert "There is no family “<i>none</i>”, so that filter is off." in page.one("p", cls="notice").text
    assert codes(page) == ["25", "59", "XS"]


def test_the_fragment_is_the_results_and_announces_their_number(client, world):
    response = client.get("/modifiers/?q=59", headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert b"<html" not in response.content
    assert b'hx-swap-oob="innerHTML:#result-status">1 modifier<' in response.content
    assert "HX-Request" in response.headers["Vary"]


def test_the_live_region_is_empty_at_first_and_every_htmx_element_works_without_script(open_page):
    page = open_page("/modifiers/")
    assert page.one(id="result-status").text == page.one(id="page-status").text == ""
    for node in page.walk():
        if any(name.startswith("hx-") for name in node.attrs):
            assert node.tag == "form" and node.attrs["action"] == node.attrs["hx-get"]


def test_a_filtered_list_is_not_indexed_but_the_list_is(client, world):
    assert client.get("/modifiers/?q=x").headers["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get("/modifiers/").headers


@given(st.text(max_size=30))
def test_no_query_is_an_error_to_read(typed):
    from datetime import UTC, datetime

    assert page_of_code(Catalogue([], datetime.now(UTC), ""), typed) is None
