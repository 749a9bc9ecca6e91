"""The denial router: narrow and wide, light and dark, by keyboard, with and without JavaScript, on paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

PATH = "/denials/"
ANSWER = "/denials/?group=co&carc=97&rarc=n519&modifier=59&procedure=97530&payer=medicare"
NO = "/denials/?group=co&carc=50&modifier=gz&payer=medicare"
KNOWN = "/denials/?modifier=59"
SENTINEL = "ZQXVILMARK"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("width", [360, 1280])
def test_from_what_was_pasted_to_the_road_by_keyboard(reader, width, scripts):
    page = reader.open(PATH, width=width, scripts=scripts)
    page.get_by_label("Paste what you have").focus()
    page.keyboard.insert_text("CO-97 N519, 97530-59")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Show the way out")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Send a corrected claim. Do not appeal.")).to_be_visible()
    assert page.url.endswith(PATH), "what was pasted is in no address"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_fields_open_without_a_script_and_count_the_days(reader, scripts):
    page = reader.open(PATH, scripts=scripts)
    page.get_by_text("Pick instead, or add the payer and dates").click()
    page.get_by_label("Payer").select_option("medicare")
    page.get_by_label("Reason (CARC)").fill("50")
    page.get_by_label("Date of the remittance").fill("2026-01-05")
    page.get_by_role("button", name="Show the way out").click()
    expect(page.get_by_role("heading", name="Appeal.", exact=True)).to_be_visible()
    expect(page.get_by_text("Passed on 10 May 2026.")).to_be_visible()
    expect(page.get_by_label("Reason (CARC)")).to_have_value("50")


def test_a_mistake_is_told_beside_its_field(reader):
    page = reader.open(PATH)
    page.get_by_text("Pick instead, or add the payer and dates").click()
    field = page.get_by_label("Reason (CARC)")
    field.fill("9999")
    page.get_by_role("button", name="Show the way out").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Reason (CARC)")).to_have_value("9999")
    expect(page.get_by_label("Reason (CARC)")).to_have_attribute("aria-describedby", "ask-carc-problem")
    assert reader.axe(page) == []


def test_a_marked_name_goes_into_the_body_and_nowhere_else(reader):
    page = reader.page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url + str(request.headers)))
    page.goto(PATH)
    page.get_by_label("Paste what you have").fill(f"Patient: {SENTINEL}, Jane\nMRN {SENTINEL}1\nCO-97 N519 97530-59")
    page.get_by_role("button", name="Show the way out").click()
    expect(page.get_by_text("Dropped unread:")).to_be_visible()
    page.get_by_role("link", name="Address of this answer").click()
    expect(page.get_by_role("heading", name="Send a corrected claim. Do not appeal.")).to_be_visible()
    assert SENTINEL not in page.content() and SENTINEL not in page.url
    assert not any(SENTINEL in each for each in asked)
    assert page.context.cookies() == []
    assert SENTINEL not in str(page.evaluate("({...localStorage, ...sessionStorage})"))


def test_from_a_modifier_over_its_known_denials_to_the_road(reader):
    page = reader.open("/modifiers/59/")
    page.get_by_role("link", name="Got a denial citing modifier 59?").click()
    expect(page.get_by_label("Modifiers on the line")).to_have_value("59")
    page.get_by_role("link", name="Ask with these codes").first.click()
    expect(page.locator("article.way h2")).to_be_visible()


def test_from_a_code_into_the_router(reader):
    page = reader.open("/denials/rarc-ma130/")
    page.get_by_role("link", name="Find the way out of a denial with RARC MA130").click()
    expect(page.get_by_role("heading", name="Send a new claim. Do not appeal.")).to_be_visible()


def test_the_road_is_on_paper_and_the_form_is_not(reader):
    page = reader.open(ANSWER, printed=True)
    assert page.locator("article.way h2").is_visible()
    assert not page.get_by_role("button", name="Show the way out").is_visible()
