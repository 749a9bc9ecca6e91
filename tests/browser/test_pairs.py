"""The pair desk: by keyboard, with and without JavaScript, narrow and wide, on paper."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

ON = "?on=2024-08-01"
LIVE = f"/pairs/20610-99213/{ON}"
CLOSED = f"/pairs/29881-29877/{ON}"
ENDED = f"/pairs/97140-97530/{ON}"
NOT_LOADED = f"/pairs/20610-99213/{ON}&program=medicaid"
NOT_KNOWN = f"/pairs/99213-36415/{ON}"
CLAIM = f"/pairs/20610-99213-20611-76942-29881-29877-11720-11730-11042-97597-97140-45385/{ON}"
EDITS = f"/pairs/99213/{ON}"
CODE = "/codes/20610/"
TWICE = "/pairs/97140-97140/"
WRONG = "/pairs/?codes=foo&on=yesterday"
LIST = "/pairs/"

BUNDLED = "Yes: an edit bundles 99213 into 20610. A modifier opens it when the record supports it."


def is_wider_than_the_screen(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") > 0


@pytest.mark.parametrize(("width", "dark"), [(360, False), (360, True), (1280, False), (1280, True)])
@pytest.mark.parametrize(
    "path",
    [LIST, LIVE, CLOSED, ENDED, NOT_LOADED, NOT_KNOWN, CLAIM, EDITS, CODE, TWICE, WRONG, "/search/?q=20610+99213"],
)
def test_fits_and_is_accessible(reader, path, width, dark):
    page = reader.open(path, width=width, dark=dark)
    assert not is_wider_than_the_screen(page)
    assert reader.axe(page) == []
    assert page.context.cookies() == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_the_form_by_keyboard_to_the_verdict(reader, scripts):
    page = reader.open(LIST, scripts=scripts)
    page.get_by_label("Procedure codes").focus()
    page.keyboard.type("99213 20610")
    page.keyboard.press("Tab")
    page.keyboard.type("08012024")
    page.keyboard.press("Enter")
    expect(page.locator("h1").last).to_have_text(BUNDLED)
    expect(page).to_have_url(re.compile(r"/pairs/99213-20610/\?on=2024-08-01&setting=practitioner$"))
    expect(page).to_have_title(re.compile("^99213 and 20610: an NCCI edit joins them"))
    assert page.get_by_label("Procedure codes").input_value() == "99213 20610"


def test_the_answer_takes_the_old_ones_place_and_is_announced(reader):
    page = reader.open(LIVE)
    page.evaluate("window.isTheSamePage = true")
    page.get_by_label("Procedure codes").fill("29881 29877")
    page.get_by_role("button", name="Check").click()
    closed = "Yes: an edit bundles 29877 into 29881. No modifier opens it."
    expect(page.locator("h1")).to_have_text(closed)
    expect(page.get_by_role("status").filter(has_text=closed)).to_have_count(1)
    expect(page).to_have_url(re.compile(r"/pairs/29881-29877/\?on=2024-08-01"))
    expect(page).to_have_title(re.compile("^29881 and 29877: an NCCI edit"))
    assert page.evaluate("window.isTheSamePage"), "only the answer was exchanged"
    page.go_back()
    expect(page.locator("h1")).to_have_text(BUNDLED)
    expect(page).to_have_url(re.compile(LIVE.replace("?", r"\?") + "$"))
    page.go_forward()
    expect(page.locator("h1")).to_have_text(closed)
    page.reload()
    expect(page.locator("h1")).to_have_text(closed)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_what_cannot_be_read_is_said_and_still_stands_there(reader, scripts):
    page = reader.open(LIST, scripts=scripts)
    page.get_by_label("Procedure codes").fill("9714 97530")
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".caution").first).to_contain_text("“9714” is not a procedure code")
    assert page.get_by_label("Procedure codes").input_value() == "9714 97530"


def test_from_a_modifiers_page_to_the_verdict(reader):
    page = reader.open("/modifiers/25/")
    form = page.locator(".pair-form")
    form.get_by_label("Procedure codes").fill("20610 99213-25")
    form.get_by_label("Date of service").fill("2024-08-01")
    form.get_by_label("Date of service").press("Enter")
    expect(page.locator("h1")).to_have_text(BUNDLED)
    expect(page.get_by_text("You gave 25 with the codes.")).to_be_visible()
    page.get_by_role("link", name="Find the way out of a denial of this pair").click()
    expect(page).to_have_url(
        re.compile(r"/denials/\?carc=236&modifier=25&procedure=20610\+99213&payer=medicare&indicator=1")
    )
    expect(page.locator("h1")).to_be_visible()


def test_from_a_verdict_to_the_test_of_a_candidate(reader):
    page = reader.open(LIVE)
    page.locator(".candidates").get_by_role("link", name="In full").first.click()
    expect(page).to_have_url(re.compile("/modifiers/25/#opens-edit"))
    expect(page.locator("#opens-edit")).to_be_in_viewport()


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_the_years_of_a_history_can_be_read(reader, width):
    page = reader.open(ENDED, width=width)
    drawing = page.locator("svg.timeline")
    scale = drawing.bounding_box()["width"] / 360
    size = drawing.locator("text").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert size * scale >= 11
    right = drawing.bounding_box()["x"] + drawing.bounding_box()["width"]
    boxes = [drawing.locator("text").nth(n).bounding_box() for n in range(drawing.locator("text").count())]
    assert all(box["x"] + box["width"] <= right + 1 for box in boxes), "no year is cut off"
    assert all(one["x"] + one["width"] <= two["x"] for one, two in pairwise(boxes))


@pytest.mark.parametrize("width", [360, 1280])
def test_twelve_codes_keep_their_heads(reader, width):
    page = reader.open(CLAIM, width=width)
    table = page.locator(".matrix")
    expect(table.get_by_role("columnheader", name="99213")).to_be_visible()
    cell = table.get_by_role("link", name=re.compile("^1? ?Modifier$")).first
    expect(cell).to_be_visible()
    region = page.get_by_role("group", name="Every pair")
    region.evaluate("e => e.scrollTo(1000, 0)")
    head = table.get_by_role("rowheader", name="29877").bounding_box()
    assert head["x"] >= 0, "the code of a row stays in sight"
    cell.click()
    expect(page.locator(".block-code")).to_have_count(2)


def test_filters_and_pages_by_keyboard_alone(reader):
    page = reader.open(EDITS)
    link = page.get_by_role("navigation", name="Filter").get_by_role("link", name="99213 in column two")
    link.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("column=column_two$"))
    expect(page.locator("tbody tr").first).to_be_visible()


@pytest.mark.parametrize("path", [LIVE, CLOSED, ENDED, CLAIM, CODE])
def test_an_answer_prints_on_one_page_without_its_form(reader, path):
    page = reader.open(path, printed=True)
    assert not page.locator(".pair-form").is_visible()
    assert page.locator("h1").is_visible()
    page.emulate_media()
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="Letter", prefer_css_page_size=True))) == 1
