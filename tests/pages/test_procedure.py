"""The page of one procedure code: what the official tables say of it."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from tests.factories import make_release, modifier_document, pair, publish_document, publish_modifiers


@pytest.fixture
def code(tables, open_page):
    return lambda value, **how: open_page(f"/codes/{value}/", **how)


def row(page, id_):
    return page.one("li", id=id_)


def section(page, name):
    return next(s for s in page.all("section") if s.attrs.get("aria-labelledby") == name)


def effects(page, id_):
    return {
        tuple(badge.text for badge in each.all(cls="code")): each.one("strong").text
        for each in row(page, id_).one("ul", cls="effects").all("li")
    }


class TestIndicators:
    def test_each_value_in_words_with_what_it_lets_in_or_shuts_out(self, code):
        page = code("20610")
        assert effects(page, "bilateral") == {("50",): "Yes", ("LT", "RT"): "Yes"}
        assert effects(page, "assistant") == {("80", "81", "82", "AS"): "No"}
        assert "never, by law" in row(page, "assistant").text
        assert "Indicator 000" in row(page, "global-days").text
        assert "Medicare fee-schedule indicators, 3rd quarter of 2026" in page.one("main").text

    def test_what_differs_with_26_and_tc_stands_beside(self, code):
        words = row(code("73560"), "bilateral").one("p", cls="row-facts").text
        assert "Indicator 3" in words and "With 26: 0" in words and "With TC" not in words

    def test_shares_of_the_global_payment(self, code):
        assert "Before surgery 10 %, During surgery 69 %, After surgery 21 %." in row(code("27447"), "shares").text
        assert not code("20610").all(id="shares")

    def test_a_code_that_is_not_in_the_table(self, code):
        assert "97140 is not in the fee-schedule table that is loaded here" in code("97140").one("main").text


class TestEditsAndUnits:
    def test_edits_are_counted_by_setting_and_lead_to_the_list(self, code):
        found = section(code("20610"), "edits")
        assert "2 edits that a modifier can open, 0 edits that none opens" in found.text
        assert found.links == ["#edits", "/pairs/20610/", "/pairs/20610/?setting=hospital"]

    def test_limits_by_setting_with_zero_as_zero(self, code):
        units = section(code("20610"), "units")
        assert [name.text for name in units.all("p", cls="row-name")] == ["Practitioner", "Outpatient hospital"]
        assert "At most 2." in units.text
        assert "At most 0: not payable in this setting." in section(code("45378"), "units").text
        assert "None is published for it" in section(code("A4216"), "units").text

    def test_a_sample_says_so(self, world, data_dir, open_page):
        make_release([pair("20610", "99213")], is_sample=True)
        assert "Sample of 1 pair: not a basis for “no edit”." in section(open_page("/codes/20610/"), "edits").text


class TestAddOns:
    def test_an_add_on_code_names_its_primary_codes(self, code):
        found = section(code("64491"), "add-on")
        assert "Payable only with the primary codes listed here." in found.text
        assert "/codes/64490/" in found.links

    def test_a_primary_code_names_its_add_on_codes_and_which_ended(self, code):
        found = section(code("64490"), "primary")
        assert found.links[1:] == ["/codes/64491/", "/codes/64492/"]
        assert "64492 ended 31 Dec 2021" in found.text and "64491 ended" not in found.text

    def test_where_the_contractor_decides(self, code):
        found = section(code("15111"), "add-on")
        assert "The contractor decides" in found.text and "CCCCC" not in found.text
        assert found.links == ["#add-on"]
        assert "others that the contractor allows" in section(code("99292"), "add-on").text


def test_modifiers_whose_pages_name_it(tables, open_page):
    scenario = {
        **modifier_document().model_dump()["scenarios"][0],
        "lines": [{"procedure": "20610", "modifiers": ["59"]}],
    }
    publish_document(modifier_document("59", scenarios=[scenario]))
    publish_modifiers(["XS"])
    assert [badge.text for badge in section(open_page("/codes/20610/"), "modifiers").all(cls="code")] == ["59"]


def test_nothing_loaded(open_page):
    page = open_page("/codes/20610/")
    assert "None of the tables is loaded on this site." in page.one("main").text
    assert page.one("h1").text == "20610"


@pytest.mark.parametrize(
    ("typed", "code"), [("g0121", "G0121"), ("2O610", "20610"), ("CPT%2020610", "20610"), ("20610.", "20610")]
)
def test_any_spelling_leads_to_one_address(client, world, typed, code):
    answer = client.get(f"/codes/{typed}/")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/codes/{code}/")


def test_what_is_no_code_is_not_found_and_says_why(open_page):
    page = open_page("/codes/foo/", status=404)
    assert "“foo” is not a procedure code" in page.one("main").text


def test_not_for_search_engines_and_with_the_notice(client, tables):
    answer = client.get("/codes/20610/")
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "American Medical Association" in answer.content.decode()
    assert not answer.cookies


@given(st.text(min_size=1, max_size=12) | st.from_regex(r"[0-9A-V][0-9]{3}[0-9AFTUM]", fullmatch=True))
@example("0001A")
@example("\x00")
@example("..")
def test_no_address_makes_an_error_of_ours(tables, text):
    answer = Client(raise_request_exception=True).get(f"/codes/{quote(text, safe='')}/")
    assert answer.status_code in (200, 301, 404)
