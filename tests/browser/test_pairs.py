"""The pair desk: by keyboard, with and without scripts, narrow and wide, and on paper."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

LIVE = "/pairs/11042-97597/"
ENDED = "/pairs/97140-97530/"
UNKNOWN = "/pairs/36415-99213/"
CODES = "11042 97597 11720 11721 99213 20610 20611 76942 45385 45378 45380 17000"
CLAIM = f"/pairs/{'-'.join(CODES.split())}/"
NARROW, WIDE = {"width": 360, "height": 800}, {"width": 1280, "height": 800}


def overflow(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("path", ["/pairs/", LIVE, ENDED, UNKNOWN, CLAIM, "/pairs/20610/", "/codes/20610/"])
def test_fits_and_is_accessible(reader, path):
    page = reader.open(path, width=360)
    for size, scheme in ((NARROW, "light"), (WIDE, "dark")):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert overflow(page) <= 0, scheme
        assert reader.axe(page) == [], scheme
    assert page.context.cookies() == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_the_form_by_keyboard_to_the_verdict(reader, scripts):
    page = reader.open("/pairs/", scripts=scripts)
    page.get_by_label("Procedure codes").focus()
    page.keyboard.type("97597+11042")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/pairs/97597-11042/"))
    expect(page.locator("h1")).to_have_text(re.compile("^Yes: an edit bundles 97597 into 11042"))
    assert page.locator("h1").count() == 1
    expect(page.get_by_label("Procedure codes")).to_have_value(re.compile("97597.11042"))


def test_a_new_question_replaces_the_answer_and_says_so(reader):
    page = reader.open(ENDED)
    first = page.title()
    page.evaluate("window.stayed = true")
    page.get_by_label("Procedure codes").fill("11042 97597")
    page.get_by_role("button", name="Check", exact=True).click()
    headline = page.locator("#answer h1")
    expect(headline).to_have_text(re.compile("^Yes: an edit bundles 97597 into 11042"))
    expect(page).to_have_url(re.compile(r"/pairs/11042-97597/"))
    expect(page).to_have_title(re.compile("^11042 and 97597: an NCCI edit joins them"))
    expect(page.locator("#result-status")).to_have_text(headline.inner_text())
    expect(page.locator(".crumbs [aria-current]")).to_have_text("11042 and 97597")
    assert page.evaluate("window.stayed"), "the page was not loaded anew"
    page.go_back()
    expect(page).to_have_url(re.compile(f"{ENDED}$"))
    expect(page.locator("h1")).to_have_text(re.compile("ended on December 31, 2019"))
    expect(page).to_have_title(first)
    expect(page.get_by_label("Procedure codes")).to_have_value("97140 97530")


def test_what_cannot_be_read_is_told_and_stays(reader):
    page = reader.open(LIVE)
    page.get_by_label("Procedure codes").fill("11042 nonsense")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("h1")).to_have_text("Two codes, a date: is there an edit?")
    expect(page.locator("#answer .notice")).to_contain_text("is not a procedure code")
    expect(page.locator("#result-status")).to_contain_text("is not a procedure code")
    expect(page.get_by_label("Procedure codes")).to_have_value("11042 nonsense")


def test_from_a_modifier_over_the_verdict_to_the_way_out(reader):
    page = reader.open("/modifiers/59/")
    page.get_by_label("Procedure codes").fill("11042 97597")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("h1")).to_contain_text("Yes: an edit bundles 97597 into 11042")
    page.get_by_role("link", name="The way out of this denial").click()
    expect(page).to_have_url(re.compile(r"/denials/\?"))
    expect(page.locator("#answer article").first).to_contain_text("11042")
    expect(page.locator("#answer article").first).to_contain_text("97597")


def test_twelve_codes_on_a_phone(reader):
    page = reader.open(CLAIM, width=360)
    region = page.get_by_role("group", name="Every pair")
    assert region.evaluate("e => e.scrollWidth > e.clientWidth"), "the matrix scrolls inside itself"
    assert page.locator(".matrix tbody tr").count() == 11
    assert region.evaluate("e => getComputedStyle(e.querySelector('tbody th')).position") == "sticky"
    # What is shortened for the eye is whole for those who listen.
    expect(region.get_by_role("link", name="No modifier", exact=True).first).to_be_attached()


def test_years_can_be_read_on_a_phone(reader):
    page = reader.open(ENDED, width=360)
    heights = page.locator(".timeline .year").evaluate_all(
        "found => found.map(e => parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a)"
    )
    assert heights
    assert min(heights) >= 11
    boxes = page.locator(".timeline .year").evaluate_all("found => found.map(e => e.getBoundingClientRect().toJSON())")
    assert all(one["right"] < two["left"] for one, two in pairwise(boxes))
    assert boxes[-1]["right"] <= 360


def test_a_verdict_prints_on_one_letter_page_without_its_form(reader):
    page = reader.open(LIVE)
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="Letter"))) == 1
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_visible()
    expect(page.get_by_role("button", name="Check", exact=True)).to_be_hidden()
    expect(page.locator(".sources .address").first).to_be_visible()
