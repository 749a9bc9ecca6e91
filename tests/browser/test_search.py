"""The search box: suggestions by keyboard, the list of keys, codes remembered in the browser alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

FIELD = "input[data-search-key]"
OPTIONS = "[role=option]"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_enter_leads_to_the_page_of_a_code(reader, scripts):
    page = reader.open("/", scripts=scripts)
    page.locator(FIELD).fill("mod xs")
    page.locator(FIELD).press("Enter")
    page.wait_for_url("**/modifiers/xs/")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_words_lead_to_results_and_back_restores_them(reader, scripts):
    page = reader.open("/", scripts=scripts)
    page.locator(FIELD).fill("left ring finger")
    page.locator(FIELD).press("Enter")
    page.wait_for_url("**/search/?q=left+ring+finger")
    page.locator("main .hits a[href='/modifiers/f3/']").first.click()
    page.wait_for_url("**/modifiers/f3/*")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Search: left ring finger")


def test_suggestions_are_chosen_by_keyboard_and_leave_the_field_alone(reader):
    page = reader.open("/payers/")
    field = page.locator(FIELD).first
    field.press_sequentially("mod 5")
    expect(page.locator(OPTIONS).first).to_be_visible()
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    chosen = page.locator(f"{OPTIONS}[aria-selected=true]")
    expect(chosen).to_have_count(1)
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    assert field.input_value() == "mod 5"
    assert reader.axe(page) == []
    field.press("Escape")
    expect(page.locator(".suggestions")).to_be_hidden()
    assert field.input_value() == "mod 5"
    field.press("ArrowDown")
    expect(page.locator(OPTIONS).first).to_be_visible()
    field.press("ArrowDown")
    target = page.locator(f"{OPTIONS}[aria-selected=true]").get_attribute("data-url")
    field.press("Enter")
    page.wait_for_url(f"**{target}")


def test_suggestions_are_announced(reader):
    page = reader.open("/payers/")
    page.locator(FIELD).first.press_sequentially("hospice")
    expect(page.locator(".search [role=status]").first).to_have_text(re.compile(r"^\d suggestions?$"))


def test_codes_lately_viewed_stay_in_the_browser(reader):
    page = reader.open("/modifiers/xs/")
    page.goto("/modifiers/f1/")
    page.goto("/payers/")
    page.locator(FIELD).first.focus()
    expect(page.locator(OPTIONS)).to_have_count(2)
    assert page.locator(OPTIONS).first.get_attribute("data-url") == "/modifiers/f1/"
    assert page.context.cookies() == []


def test_keys_go_to_the_field_list_themselves_and_can_be_switched_off(reader):
    page = reader.open("/modifiers/59/")
    page.keyboard.press("/")
    expect(page.locator(FIELD).first).to_be_focused()
    page.keyboard.type("?")
    expect(page.locator("dialog.keys")).to_have_count(0)
    page.locator("h1").click()
    page.keyboard.press("?")
    keys = page.locator("dialog.keys")
    expect(keys).to_be_visible()
    assert reader.axe(page) == []
    keys.locator("input").uncheck()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator(FIELD).first).not_to_be_focused()
    page.keyboard.press("Control+k")
    expect(page.locator(FIELD).first).to_be_focused()
    page.reload()
    page.keyboard.press("/")
    expect(page.locator(FIELD).first).not_to_be_focused()
