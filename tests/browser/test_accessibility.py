"""What no rule of axe can see: focus, large text, wide spacing, forced colors, motion, and what is announced."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

MODEL = "/modifiers/59/"

FOCUS = """() => {
  const own = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  const shows = (e) => e.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true });
  const found = [...document.querySelectorAll(own)].filter((e) => shows(e) && !e.disabled && e.tabIndex >= 0);
  const faults = found.filter((e) => e.tabIndex > 0).map((e) => `takes its turn out of order: ${e.outerHTML}`);
  for (const element of found) {
    element.focus();
    if (document.activeElement !== element) { faults.push(`takes no focus: ${element.outerHTML}`); continue; }
    const style = getComputedStyle(element);
    const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    if (!outline || style.opacity === "0") faults.push(`shows no focus: ${element.outerHTML}`);
    const box = [...element.getClientRects()].find((each) => each.width && each.height);
    const places = [[.5, .5], [.1, .2], [.9, .8]].map(([x, y]) => [box.left + box.width * x, box.top + box.height * y]);
    const seen = places.map(([x, y]) => document.elementFromPoint(x, y));
    const isOwn = (e) => e && (element.contains(e) || e.contains(element));
    if (!seen.some(isOwn)) faults.push(`is covered: ${element.outerHTML} by ${seen[0]?.outerHTML.slice(0, 80)}`);
  }
  return [found.length, faults.map((fault) => fault.slice(0, 200))];
}"""

CLIPPED = """() => {
  const wider = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const clipped = [...document.querySelectorAll("body *")].filter((e) => {
    const style = getComputedStyle(e);
    const hides = style.overflowX === "hidden" || style.overflowY === "hidden" || style.overflowX === "clip";
    const isForEars = style.clipPath !== "none" || style.position === "absolute" && e.clientWidth <= 1;
    return hides && !isForEars && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
  });
  const scrolls = [...document.querySelectorAll("body *")].filter((e) => {
    const style = getComputedStyle(e);
    return ["auto", "scroll"].includes(style.overflowX) && e.scrollWidth > e.clientWidth + 1;
  });
  const nameless = scrolls.filter((e) => !(e.tabIndex === 0 && (e.ariaLabel || e.getAttribute("aria-labelledby"))));
  const told = (found) => found.map((e) => e.outerHTML.slice(0, 120));
  return { wider, clipped: told(clipped), nameless: told(nameless) };
}"""

SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`p { margin-bottom: 2em !important; }
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""

MOTION = """() => {
  const inMs = (each) => parseFloat(each) * (each.includes("ms") ? 1 : 1000);
  const longest = (list) => Math.max(...list.split(",").map(inMs));
  const moves = [document.documentElement, ...document.querySelectorAll("body *")].filter((e) => {
    const style = getComputedStyle(e);
    const runs = style.animationName !== "none" && longest(style.animationDuration) > 10;
    return runs || longest(style.transitionDuration) > 10 || style.scrollBehavior === "smooth";
  });
  return moves.map((e) => e.outerHTML.slice(0, 100));
}"""

FOCUSED = (MODEL, "/search/?q=left+ring+finger", "/denials/?carc=97&modifier=59", "/feedback/?kind=modifier&key=59")
RESIZED = (MODEL, "/compare/59-vs-xe-vs-xp-vs-xs-vs-xu/", "/feedback/", "/modifiers/", "/questions/")
NOTHING = {"wider": 0, "clipped": [], "nameless": []}


@pytest.mark.parametrize("width", [360, 1280])
def test_everything_shows_that_it_has_the_focus_and_is_not_covered(reader, width):
    page = reader.page(width=width, dark=width == 360)
    for path in FOCUSED:
        page.goto(path, wait_until="load")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.hash") == "#main", "the first Tab leads to the content"
        expect(page.locator(".skip")).to_be_in_viewport()
        count, faults = page.evaluate(FOCUS)
        assert count > 20, path
        assert faults == [], path
        assert page.evaluate(MOTION) == []
    page.goto(MODEL)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("path", RESIZED)
def test_small_windows_large_text_and_wide_spacing_lose_nothing(reader, path):
    page = reader.open(path, width=320)
    assert page.evaluate(CLIPPED) == NOTHING, "320 px"
    page.evaluate(SPACED)
    assert page.evaluate(CLIPPED) == NOTHING, "320 px and wide spacing"
    page.set_viewport_size({"width": 1280, "height": 800})
    assert page.evaluate(CLIPPED) == NOTHING, "wide spacing"
    page.evaluate("document.adoptedStyleSheets = []; document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(CLIPPED) == NOTHING, "text twice as large"


def test_forced_colors_keep_every_meaning(reader):
    page = reader.open(MODEL)
    page.emulate_media(forced_colors="active")
    told = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".bar")].map((bar) => [bar.className, [
            parseFloat(getComputedStyle(bar).borderLeftWidth) > 0,
            getComputedStyle(bar.querySelector(".points > li"), "::before").content.replaceAll('"', "").slice(0, 1),
            bar.querySelector("h2").textContent]]))"""
    )
    assert told["bar use"] == [True, "✓", "Use when"]
    assert told["bar do-not"] == [True, "✕", "Do NOT use when"]
    assert told["bar caution"][:2] == [True, "▲"]
    page.locator(".brand").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.locator("input[data-search-key]").press_sequentially("mod 5")
    expect(page.locator("[role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    assert chosen.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


def test_counts_are_announced_once_and_nothing_is_taken_from_under_the_fingers(reader):
    page = reader.open("/modifiers/")
    watch = """(selector) => {
        window.said = [];
        const region = document.querySelector(selector);
        new MutationObserver(() => said.push(region.textContent)).observe(region, { childList: true, subtree: true });
    }"""
    page.evaluate(watch, "#result-status")
    field = page.locator("#q")
    field.press_sequentially("finger", delay=20)
    expect(page).to_have_url(re.compile(r"q=finger"))
    expect(page).to_have_title(re.compile("^Modifiers: finger"))
    expect(page.locator("#result-status")).to_have_text(re.compile(r"^\d+ modifiers$"))
    expect(field).to_be_focused()
    assert field.input_value() == "finger"
    assert len([each for each in page.evaluate("said") if each]) == 1
    page.goto("/payers/")
    assert page.locator("[data-suggest-status]").inner_text() == ""
    page.evaluate(watch, "[data-suggest-status]")
    page.locator("input[data-search-key]").press_sequentially("hospice", delay=20)
    expect(page.locator("[data-suggest-status]")).to_have_text(re.compile(r"^\d+ suggestions?$"))
    assert len([each for each in page.evaluate("said") if each]) == 1
    page.go_back()
    expect(page.locator("#q")).to_have_value("finger")
    expect(page).to_have_title(re.compile("^Modifiers: finger"))
