"""Search by its pages: where Enter leads, what is shown, what a browser's address bar is told."""

from __future__ import annotations

import json
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import make_release

from .reading import read


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("59", "/modifiers/59/"),
        ("mod xs", "/modifiers/xs/"),
        ("modifier59", "/modifiers/59/"),
        ("-25", "/modifiers/25/"),
        ("CO-97", "/denials/carc-97/"),
        ("n519", "/denials/rarc-n519/"),
    ],
)
def test_a_code_in_any_spelling_goes_straight_to_its_page(client, world, typed, path):
    response = client.get("/search/", {"q": typed})
    assert (response.status_code, response.headers["Location"]) == (302, path)


def test_words_are_answered_by_kind_with_what_was_looked_for_marked(open_page):
    page = open_page("/search/?q=another+site")
    assert page.one("h1").text == "Search: another site"
    assert "/modifiers/59/" in " ".join(page.one("main").links)
    assert {mark.text.lower() for mark in page.all("mark")} & {"another site", "another", "site"}
    assert page.one("meta", name="robots").attrs["content"] == "noindex"


def test_a_hit_leads_to_its_statement(open_page):
    targets = [link for link in open_page("/search/?q=both+times+note").one("main").links if "#" in link]
    assert "/modifiers/59/#checklist-time-named" in targets


def test_a_reading_that_was_chosen_is_kept(open_page, client):
    assert open_page("/search/?q=co-97&as=text").one("h1").text == "Search: co-97"
    assert client.get("/search/?q=co-59&as=code").headers["Location"] == "/modifiers/59/"


def test_a_denial_page_leads_to_the_modifier_of_the_same_letters(world, client, open_page):
    from tests.factories import denial_code_document, publish_document

    publish_document(denial_code_document("carc-59"))
    assert "/modifiers/59/" in open_page("/denials/carc-59/").one("p", cls="twin").links
    assert not open_page("/denials/carc-97/").all("p", cls="twin")


def test_nothing_found_offers_the_nearest_codes_and_the_families(open_page):
    page = open_page("/search/?q=xqzvwk")
    assert "Nothing fits these words." in page.one("main").text
    assert page.id("nearest") and "/families/distinct-service/" in page.one("main").links


@pytest.mark.parametrize("query", ["", "?q=", "?q=%20%00"])
def test_an_empty_query_explains_the_box(open_page, query):
    assert "Type a modifier" in open_page(f"/search/{query}").one("main").text


def test_a_very_long_query_is_cut_and_says_so(client, world):
    page = read(client.get("/search/", {"q": "another site " * 900}).content)
    assert "only its beginning was read" in page.one("main").text


def test_suggestions_have_the_form_that_browsers_ask_for(client, world):
    response = client.get("/search/suggest/?q=5")
    assert response.headers["Content-Type"] == "application/x-suggestions+json"
    typed, titles, kinds, urls = json.loads(response.content)
    assert typed == "5" and titles[0].startswith("59 ") and kinds[0] == "Modifier"
    assert urls[0] == "http://127.0.0.1:8000/modifiers/59/"
    assert len(titles) == len(kinds) == len(urls) <= 8


def test_every_page_links_the_description_by_which_an_address_bar_searches(client, open_page):
    link = open_page("/modifiers/59/").one("link", rel="search")
    assert link.attrs["type"] == "application/opensearchdescription+xml"
    response = client.get(link.attrs["href"])
    root = ElementTree.fromstring(response.content)
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert len(root.findtext(f"{space}ShortName", "")) <= 16
    templates = {url.attrib["type"]: url.attrib["template"] for url in root.findall(f"{space}Url")}
    assert templates["text/html"] == "http://127.0.0.1:8000/search/?q={searchTerms}"
    found = templates["application/x-suggestions+json"].replace("{searchTerms}", quote("5"))
    assert client.get(found.removeprefix("http://127.0.0.1:8000")).status_code == 200


@pytest.fixture(scope="module")
def anyone() -> Client:
    """A reader; hypothesis asks for one that outlives an example."""
    return Client(raise_request_exception=True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300) | st.sampled_from(["' OR 1=1 --", "<script>", "%", "\\", "59" * 5000]))
def test_any_text_is_answered(world, anyone, text):
    assert anyone.get("/search/", {"q": text}).status_code in (200, 302)
    assert anyone.get("/search/suggest/", {"q": text}).status_code == 200


def test_the_page_of_a_code_says_what_else_was_meant_one_click_away(world, open_page):
    from tests.factories import denial_code_document, modifier_document, publish_document

    for code in ("GO", "G0", "AS"):
        publish_document(modifier_document(code))
    publish_document(denial_code_document("carc-59"))
    assert open_page("/modifiers/go/").one("p", cls="twin").links == ["/modifiers/g0/", "/search/?q=GO&as=text"]
    assert "G0 (zero)" in open_page("/modifiers/go/").one("p", cls="twin").text
    assert open_page("/modifiers/59/").one("p", cls="twin").links[0] == "/denials/carc-59/"
    assert open_page("/modifiers/as/").one("p", cls="twin").links == ["/search/?q=AS&as=text"]
    assert not open_page("/modifiers/xs/").all("p", cls="twin")


def test_words_that_were_put_right_can_be_searched_for_as_typed(open_page):
    page = open_page("/search/?q=anothr+site")
    assert "Showing results for “another site”." in page.one("main").text
    link = next(link for link in page.one("ul", cls="readings").links if "as=typed" in link)
    typed = open_page(link)
    assert typed.one("h1").text == "Search: anothr site"
    assert "Showing results for" not in typed.one("main").text


class TestCodePairs:
    def test_two_codes_show_todays_verdict_with_its_page(self, tables, open_page):
        found = open_page("/search/?q=20610+99213").one("p", cls="found-pair")
        assert found.links == ["/pairs/20610-99213/"]
        assert found.one("a").text == open_page("/pairs/20610-99213/").one("h1").text

    def test_a_sample_says_so_beside_it(self, world, data_dir, open_page):
        make_release(is_sample=True)
        assert "Sample of 9 pairs: not a basis for “no edit”." in open_page("/search/?q=99213+36415").one("main").text

    def test_one_code_leads_to_its_pages(self, tables, open_page):
        found = open_page("/search/?q=20610").one("p", cls="found-pair")
        assert found.links == ["/codes/20610/", "/pairs/20610/"]

    def test_one_code_twice_is_no_pair(self, tables, open_page):
        page = open_page("/search/?q=20610+20610")
        assert all("edit between" not in found.text for found in page.all("p", cls="found-pair"))
