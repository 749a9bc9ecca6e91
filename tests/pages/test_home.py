from __future__ import annotations

from .reading import read


def test_one_search_box_and_doors_that_open(open_page, client):
    page = open_page("/")
    form = page.one("form", role="search")
    assert form.attrs["action"] == "/search/" and form.attrs["method"] == "get"
    doors = page.one("ul", cls="doors").links
    assert doors == ["/modifiers/", "/pairs/", "/denials/", "/compare/"]
    assert all(client.get(path).status_code == 200 for path in doors)


def test_most_used_are_live_codes_in_order_of_use(open_page):
    badges = page_badges(open_page("/"))
    assert badges == ["25", "59", "XS"]


def page_badges(page):
    return [link.one(cls="code").text for link in page.one("ul", cls="most-used").all("a")]


def test_examples_that_find_nothing_are_not_shown(open_page):
    examples = [link.text for link in open_page("/").one("p", cls="examples-line").all("a")]
    assert examples[:3] == ["59", "mod xs", "CO-97"]
    assert "97140 97530" not in examples


def test_an_empty_reference_still_has_a_front_page(client, db):
    page = read(client.get("/").content)
    assert not page.all("ul", cls="most-used")
    assert page.one("h1")
