"""A reader searches and goes on from nothing; an editor sees the words, without the name beside them, and adds them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.served.site import EDITOR, PASSWORD

LIST = "/admin/modifiers/searchgap/"


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def desk(request, reader) -> Page:
    """The desk, signed in."""
    page = reader.open("/admin/login/", scripts=request.param)
    page.fill("[name=username]", EDITOR)
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]")
    return page


def search(reader, words: str, *, scripts: bool) -> Page:
    page = reader.open("/", scripts=scripts)
    page.locator("input[data-search-key]").fill(words)
    page.locator("input[data-search-key]").press("Enter")
    page.wait_for_url("**/search/?q=*")
    return page


def wait_for(desk: Page, words: str, wanted: list[str]) -> None:
    """Look at the list until a row holds these words, times without result, times without click, and times shown."""
    told: list[str] = []
    for _ in range(40):
        desk.goto(f"{LIST}?led=all&q={words}")
        row = desk.locator("#result_list tbody tr").first
        if row.count():
            names = ("words", "without_result", "without_click", "shown")
            told = [row.locator(f".field-{name}").inner_text() for name in names]
        if told == wanted:
            return
        desk.wait_for_timeout(100)
    assert told == wanted


def test_what_was_not_found_becomes_a_search_term_by_keyboard(desk, reader, request):
    scripts = request.node.callspec.params["desk"]
    word = "orthotic" if scripts else "crutches"
    search(reader, f"Jane Roe {word} casting 555-12-3456", scripts=scripts)
    wait_for(desk, word, [f"… {word} casting …", "0", "1", "1"])
    desk.goto("/admin/")
    expect(desk.locator("#waits-searches")).to_contain_text("searches")
    desk.locator("#waits-searches a").click()
    desk.get_by_role("link", name=f"Add “… {word} casting …” as search term").click()
    if scripts:
        assert reader.axe(desk) == []
    expect(desk.get_by_label("Modifier")).to_be_focused()
    expect(desk.get_by_label("Search term")).to_have_value(f"{word} casting")
    desk.keyboard.type("nu")
    desk.keyboard.press("Enter")
    expect(desk.locator(".messagelist")).to_contain_text(f"Added “{word} casting” to NU")
    expect(desk.locator("#content")).not_to_contain_text(f"… {word} casting …")
    desk.goto("/admin/modifiers/modifier/?state=unpublished_changes")
    expect(desk.locator("#result_list")).to_contain_text("NU")


def test_who_goes_on_from_the_list_is_no_gap_and_gets_no_mark(desk, reader, request):
    scripts = request.node.callspec.params["desk"]
    word = "fifth" if scripts else "third"
    page = search(reader, f"left {word} toe amputation", scripts=scripts)
    page.locator("main .hits a.code, main .hits a").first.click()
    page.wait_for_url(re.compile(r"/modifiers/t\d/"))
    assert page.context.cookies() == []
    wait_for(desk, f"left+{word}+toe", [f"left {word} toe amputation", "0", "0", "1"])


@pytest.mark.parametrize(("width", "dark"), [(360, False), (1280, True)], ids=["narrow-light", "wide-dark"])
def test_the_list_is_accessible(reader, width, dark):
    search(reader, "wheelchair repair", scripts=True)
    page = reader.open("/admin/login/", width=width, dark=dark)
    page.fill("[name=username]", EDITOR)
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]")
    page.goto(f"{LIST}?led=all")
    assert reader.axe(page) == []
