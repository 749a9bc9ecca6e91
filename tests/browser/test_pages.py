"""Home, list, modifier 59 and a past state: narrow and wide, light and dark, with and without JavaScript."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

TODAY = datetime.now(ZoneInfo("America/New_York")).date()
MODEL = "/modifiers/59/"
ADDRESSES = ("/", "/modifiers/", MODEL, f"/modifiers/59/as-of/{TODAY}/")
MORE = (
    "/payers/",
    "/settings/",
    "/sources/",
    "/updates/",
    "/denials/",
    "/modifiers/59/history/",
    "/gallery/",
    "/disclaimer/",
    "/topics/",
    "/questions/",
    "/questions/anatomic-required/",
    "/search/?q=left+ring+finger",
    "/search/?q=xqzv",
    "/families/ambulance/",
    "/denials/carc-97/",
    "/modifiers/f1/",
    "/modifiers/k2/",
    "/modifiers/jg/",
    "/modifiers/1p/",
    "/api/v1/docs",
)


ALL_WAYS = ((360, False), (360, True), (1280, False), (1280, True))
NARROW_AND_WIDE = (ALL_WAYS[0], ALL_WAYS[-1])


def wider(page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize(
    ("path", "width", "dark"),
    [
        *((MODEL, width, dark) for width, dark in ALL_WAYS),
        *((path, width, dark) for path in ADDRESSES if path != MODEL for width, dark in NARROW_AND_WIDE),
        # The rest are of the same parts: each is read by axe in one way, every second one in the other.
        *((path, *NARROW_AND_WIDE[number % 2]) for number, path in enumerate(MORE)),
    ],
)
def test_fits_and_is_accessible(reader, path, width, dark):
    page = reader.open(path, width=width, dark=dark)
    assert wider(page) <= 0
    # The gallery shows the same landmark in several states, side by side.
    leave_out = ["landmark-unique"] if path == "/gallery/" else []
    assert reader.axe(page, leave_out=leave_out) == []
    assert page.context.cookies() == []
    page.set_viewport_size({"width": 1640 - width, "height": 800})
    assert wider(page) <= 0


@pytest.mark.parametrize("width", [320, 768, 1920])
@pytest.mark.parametrize("path", ADDRESSES)
def test_no_sideways_scrolling(reader, path, width):
    page = reader.open(path, width=width)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


# The words of the page in their order. Buttons and counters are tools that only a script can work.
WORDS = """() => {
    const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
        const words = walker.currentNode.textContent.trim()
        if (words && !walker.currentNode.parentElement.closest("button, output, [data-tools], [hidden]")) {
            found.push(words)
        }
    }
    return found
}"""


@pytest.mark.parametrize("path", ADDRESSES)
def test_says_the_same_without_scripts(reader, path):
    with_scripts = reader.open(path).evaluate(WORDS)
    without = reader.open(path, scripts=False).evaluate(WORDS)
    assert without == with_scripts and len(without) > 40


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
