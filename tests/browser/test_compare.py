"""Modifiers side by side: narrow and wide, by keyboard, without JavaScript and on paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

SET = "/compare/59-vs-xe-vs-xp-vs-xs-vs-xu/"
PAIR = "/compare/59-vs-xs/"
SIX = "/compare/aa-vs-ad-vs-qk-vs-qx-vs-qy-vs-qz/"
LIST = "/compare/"
WRONG = "/compare/?codes=59+z9"


@pytest.mark.parametrize(("width", "dark"), [(360, False), (1280, True)], ids=["narrow-light", "wide-dark"])
@pytest.mark.parametrize("path", [SET, PAIR, SIX, LIST, WRONG])
def test_fits_and_is_accessible(reader, path, width, dark):
    page = reader.open(path, width=width, dark=dark)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert reader.axe(page) == []
    assert page.context.cookies() == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_the_form_by_keyboard_to_the_answer(reader, scripts):
    page = reader.open(LIST, scripts=scripts)
    page.get_by_label("Two to five modifiers").focus()
    page.keyboard.type("xs 59")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{PAIR}$"))
    link = page.get_by_role("link", name="Go to question 2").first
    link.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#which-finer-place$"))
    expect(page.locator("#which-finer-place h3")).to_be_in_viewport()


def test_from_a_related_pair_to_the_comparison(reader):
    page = reader.open("/modifiers/59/")
    page.locator("#related-xs").get_by_role("link", name="Compare 59 and XS").click()
    expect(page.locator("h1")).to_have_text("59 and XS compared")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_table_keeps_its_headers(reader, width):
    page = reader.open(PAIR, width=width)
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Use when", exact=True)).to_be_visible()
    cells = page.locator("#row-use td")
    assert cells.count() == 2
    first, second = (cells.nth(n).bounding_box() for n in range(2))
    assert (first["y"] < second["y"]) == (width == 360), "stacked on a phone, side by side elsewhere"


def test_the_table_scrolls_by_keyboard_where_it_is_wider_than_the_screen(reader):
    page = reader.open(SIX, width=900)
    region = page.get_by_role("region", name="The table, which scrolls")
    region.focus()
    assert region.evaluate("e => e.scrollWidth > e.clientWidth")
    page.keyboard.press("ArrowRight")
    for _ in range(60):  # the policy lets no condition be evaluated from a string, so the test asks again and again
        if region.evaluate("e => e.scrollLeft") > 0:
            break
        page.wait_for_timeout(50)
    assert region.evaluate("e => e.scrollLeft") > 0


@pytest.mark.parametrize("path", [PAIR, "/compare/26-vs-tc/", "/compare/jw-vs-jz/", "/compare/lt-vs-rt/"])
def test_two_codes_print_on_two_letter_pages_at_most(reader, path):
    pdf = reader.open(path).pdf(format="Letter")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 2


def test_every_branch_is_on_paper(reader):
    page = reader.open(SET, printed=True)
    answers = page.locator(".answers li")
    assert answers.count() > 8
    assert all(answers.nth(n).is_visible() for n in range(answers.count()))
    assert page.locator(".versus thead").is_visible()
    assert not page.get_by_role("link", name="Compare other modifiers").is_visible()
