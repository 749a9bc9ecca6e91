"""Home, list, modifier 59 and a past state: narrow and wide, light and dark, with and without JavaScript."""

from __future__ import annotations

import json
import os
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

TODAY = datetime.now(ZoneInfo("America/New_York")).date()
MODEL = "/modifiers/59/"
ADDRESSES = ("/", "/modifiers/", MODEL, f"/modifiers/59/as-of/{TODAY}/")
THOROUGH = bool(os.environ.get("D3_THOROUGH"))
"""Look at every page of a kind and not at the hardest alone."""

ALL_WAYS = ((360, False), (360, True), (1280, False), (1280, True))


def wider(page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize(("width", "dark"), ALL_WAYS)
def test_fits_and_is_accessible(reader, width, dark):
    """The model page in all four ways; every page in one of them, or all: test_axe."""
    page = reader.open(MODEL, width=width, dark=dark)
    assert wider(page) <= 0
    assert reader.axe(page) == []
    assert page.context.cookies() == []
    page.set_viewport_size({"width": 1640 - width, "height": 800})
    assert wider(page) <= 0


@pytest.mark.parametrize("width", [320, 768, 1920])
@pytest.mark.parametrize("path", ADDRESSES)
def test_no_sideways_scrolling(reader, path, width):
    page = reader.open(path, width=width)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


# What a reader sees of it without scrolling. The list of what is lately viewed may push nothing below the edge.
FIRST_SCREEN = """() => {
  const bottom = (found) => found && found.checkVisibility() ? found.getBoundingClientRect().bottom : Infinity;
  const head = document.querySelector("header.subject");
  return {
    heading: bottom(head.querySelector("h1")),
    meaning: bottom(head.querySelector(".summary")),
    status: bottom(head.querySelector(".facts li")),
    use: bottom(head.querySelector("a[href='#use-when']")),
    "do not use": bottom(head.querySelector("a[href='#do-not-use']")),
  };
}"""


def longest(site) -> list[str]:
    """Addresses of the modifiers with the longest heads; of all of full depth with ``D3_THOROUGH``."""
    found = json.loads(site.get("/api/v1/modifiers?depth=full&limit=100").body)["items"]
    codes = sorted(found, key=lambda each: len(each["name"]) + len(each["summary"]), reverse=True)
    return [f"/modifiers/{each['code'].lower()}/" for each in codes][: None if THOROUGH else 6]


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1280, 800)])
def test_the_first_screen_has_the_meaning_and_both_ways(reader, site, width, height):
    page = reader.page(width=width)
    page.set_viewport_size({"width": width, "height": height})
    below = {}
    for path in [MODEL, *longest(site)]:
        page.goto(path, wait_until="load")
        ends = page.evaluate(FIRST_SCREEN)
        if hidden := {name: end for name, end in ends.items() if end is None or end > height}:
            below[path] = hidden
    assert below == {}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_the_list_to_a_modifier(reader, scripts):
    page = reader.open("/modifiers/", scripts=scripts)
    page.locator("main a[href='/modifiers/59/']").first.click()
    expect(page.locator("h1")).to_contain_text("59")


def test_every_link_on_59_leads_somewhere(reader, site):
    page = reader.open("/modifiers/59/")
    links = page.locator("a[href^='/']").evaluate_all("found => found.map(a => a.pathname)")
    wrong = {link: site.get(link).status for link in set(links) if site.get(link).status != 200}
    assert not wrong


def test_every_anchor_on_59_exists(reader):
    page = reader.open("/modifiers/59/")
    missing = page.evaluate(
        """() => [...document.querySelectorAll("a[href*='#']")]
            .filter(a => a.pathname === location.pathname && a.hash)
            .map(a => decodeURIComponent(a.hash.slice(1)))
            .filter(id => !document.getElementById(id))"""
    )
    assert missing == []


def test_keyboard_reaches_the_content_first(reader):
    page = reader.open("/modifiers/59/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
