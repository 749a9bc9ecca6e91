"""All live edits of one code, a page at a time."""

from __future__ import annotations

import pytest

from tests.factories import make_release, pair

PATH = "/pairs/99213/?on=2026-08-01"


@pytest.fixture
def many(world, data_dir):
    """120 edits of 99213 that a modifier opens, 3 that none opens, in both columns; two that do not hold."""
    make_release(
        [
            *(pair(f"{20000 + number}", "99213") for number in range(118)),
            *(pair("99213", f"{36000 + number}") for number in range(2)),
            *(pair(f"{70000 + number}", "99213", "0", why=2) for number in range(3)),
            pair("11111", "99213", end=20201231),
            pair("11112", "99213", "9", start=20240101, end=20240101),
        ]
    )


def others(page):
    return [row.one("th").one("a").children[-1] for row in page.one("tbody").all("tr")]


def chosen(page):
    return [each.text for each in page.one("nav", cls="choices").all("strong")]


def test_pages_of_fifty_lead_to_each_other(many, open_page):
    page = open_page(PATH)
    assert page.one("h1").text == "99213: 123 edits in force"
    assert len(others(page)) == 50
    seen = others(page)
    while after := page.all("a", rel="next"):
        page = open_page(after[0].attrs["href"])
        seen += others(page)
    assert len(seen) == len(set(seen)) == 123
    assert "11111" not in seen and "11112" not in seen
    assert "Page 3 of 3" in page.one("nav", cls="paging").text
    assert others(open_page(page.one("a", rel="prev").attrs["href"])) == seen[50:100]


def test_filters_keep_each_other_and_the_day(many, open_page):
    page = open_page(PATH)
    links = {link.text: link.attrs["href"] for link in page.one("nav", cls="choices").all("a")}
    assert chosen(page) == ["All", "In either column"]
    closed = open_page(links["No modifier opens it"])
    assert closed.one("h1").text == "99213: 3 edits in force"
    assert others(closed) == ["70000", "70001", "70002"]
    assert chosen(closed) == ["No modifier opens it", "In either column"]
    assert "/pairs/70000-99213/?on=2026-08-01&setting=practitioner" in closed.links
    column = {link.text: link.attrs["href"] for link in closed.one("nav", cls="choices").all("a")}[
        "99213 in column one"
    ]
    assert column == "/pairs/99213/?on=2026-08-01&setting=practitioner&indicator=0&column=column_one"
    assert "None of its edits fits this filter." in open_page(column).one("main").text
    assert others(open_page(links["99213 in column one"])) == ["36000", "36001"]


def test_counts_stand_beside_the_filters(many, open_page):
    words = open_page(PATH).one("nav", cls="choices").text
    assert "All (123)" in words
    assert "A modifier can open it (120)" in words
    assert "No modifier opens it (3)" in words


def test_a_row_says_where_the_other_code_stands_and_why(many, open_page):
    row = open_page(f"{PATH}&indicator=0").one("tbody").all("tr")[0]
    assert "column one" in row.text and "0: never" in row.text and "1 Jan 2020" in row.text
    assert "A reason of its own (not one of the twelve known rationales)" in row.text


@pytest.mark.parametrize(
    "query", ["indicator=7", "column=three", "page=x", "page=-1", "page=0", "page=999999", "page=²"]
)
def test_filters_that_make_no_sense_are_left_out(many, open_page, query):
    assert len(others(open_page(f"{PATH}&{query}"))) == 50


def test_a_page_that_is_not_there_leads_back(many, open_page):
    page = open_page(f"{PATH}&page=9&indicator=0")
    assert "There is no page 9." in page.one("main").text
    assert "/pairs/99213/?on=2026-08-01&setting=practitioner&indicator=0" in page.links


def test_the_day_decides(many, open_page):
    assert others(open_page("/pairs/11111/?on=2020-06-01")) == ["99213"]
    page = open_page("/pairs/11111/?on=2026-08-01")
    assert page.one("h1").text == "11111: 0 edits in force"
    assert "No edit of 11111 is in force on this day in what is loaded here." in page.one("main").text


def test_nothing_loaded(open_page):
    assert "No Medicare code pairs for practitioner claims are loaded" in open_page(PATH).one("main").text


def test_it_leads_to_the_page_of_the_code(many, open_page):
    assert "/codes/99213/" in open_page(PATH).links
