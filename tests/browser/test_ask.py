"""Ask D3 in a browser: with and without scripts, and by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

QUESTION = "Can I bill 59 and XS on one line?"


def ask(page: Page, text: str = QUESTION) -> None:
    page.locator("#question").fill(text)
    page.locator(".ask-form button").click()
    page.wait_for_load_state("load")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_question_is_answered_and_is_in_no_address(reader, scripts):
    page = reader.open("/ask/", scripts=scripts)
    ask(page)
    expect(page.locator("#answer")).to_have_text("What is published about it")
    expect(page.locator(".ask-group").first.locator("h3")).to_contain_text("59 and XS together")
    assert page.url == f"{reader.origin}/ask/"
    expect(page.locator("#question")).to_have_value(QUESTION)
    assert page.context.cookies() == []
    expect(page.locator("[data-summary]")).to_have_count(0)


def test_an_example_is_one_click(reader):
    page = reader.open("/ask/")
    page.locator(".ask-examples button").first.click()
    expect(page.locator(".quotes").first).to_be_visible()
    assert "?" not in page.url


def test_the_search_page_hands_its_words_over(reader):
    page = reader.open("/search/?q=who+pays+when+GZ+is+appended")
    page.locator(".as-question button").click()
    expect(page.locator("h1")).to_have_text("Ask D3")
    assert page.url == f"{reader.origin}/ask/"


def test_by_keyboard(reader):
    page = reader.open("/ask/")
    page.locator("#question").focus()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_be_visible()


@pytest.mark.parametrize(
    "text",
    [QUESTION, "what does modifier 9Z mean", "SSN 123-45-6789", ""],
    ids=["known", "unknown", "refused", "empty"],
)
@pytest.mark.parametrize(("width", "dark"), [(360, False), (1280, True)], ids=["narrow-light", "wide-dark"])
def test_accessible_and_no_wider_than_the_screen(reader, text, width, dark):
    page = reader.open("/ask/", width=width, dark=dark)
    if text:
        ask(page, text)
    assert reader.axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
