"""On paper: a page on two sheets, a desk card on one, with sources and edition, without what only a screen needs."""

from __future__ import annotations

import re

SMALLEST = """() => Math.min(...[...document.querySelectorAll(".desk-card *")]
  .filter((one) => one.checkVisibility() && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .map((one) => parseFloat(getComputedStyle(one).fontSize)))"""
POINTS_9 = 9 / 72 * 96


def sheets(page, paper: str = "Letter") -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=paper)))


def test_a_page_prints_on_two_sheets_with_sources_and_edition_and_without_navigation(reader):
    page = reader.open("/modifiers/59/", printed=True)
    assert 1 <= sheets(page) <= 2
    sources = page.locator("#sources").locator("xpath=ancestor-or-self::section[1]")
    assert sources.is_visible() and "https://" in sources.inner_text()
    assert re.search(r"[Ee]dition \d+, published \d+ \w+ 20\d\d", page.locator(".page-foot .cite").inner_text())
    assert not page.locator("header nav").first.is_visible()
    assert not page.get_by_role("button").first.is_visible()
    page.evaluate("document.querySelector('.body').append(document.createRange().createContextualFragment("
                  "'<details><summary>More</summary><p id=folded>Folded</p></details>'))")  # fmt: skip
    assert page.locator("#folded").evaluate("one => one.getBoundingClientRect().height") > 0
    for path in ("/modifiers/50/", "/compare/59-vs-xe-vs-xp-vs-xs-vs-xu/"):
        page.goto(path)
        assert 1 <= sheets(page) <= 2, path


def test_the_fullest_desk_cards_are_one_sheet_of_either_paper_in_9_points_at_least(reader):
    page = reader.page(printed=True)
    for path in ("/modifiers/59/", "/compare/aa-vs-ad-vs-qk-vs-qx-vs-qy-vs-qz/"):
        page.goto(f"{path}desk-card/")
        assert (sheets(page), sheets(page, "A4")) == (1, 1), path
        assert page.evaluate(SMALLEST) >= POINTS_9, path
        assert page.locator(".card-foot").is_visible() and not page.locator("header nav").first.is_visible()
