"""On paper: a modifier on two Letter pages, with sources and edition, and without what only a screen needs."""

from __future__ import annotations

import re

import pytest


@pytest.mark.parametrize("code", ["59", "25", "lt"])
def test_modifier_prints_on_two_letter_pages(reader, code):
    page = reader.open(f"/modifiers/{code}/")
    pdf = page.pdf(format="Letter")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 2


def test_paper_has_the_sources_and_not_the_navigation(reader):
    page = reader.open("/modifiers/59/", printed=True)
    assert page.locator("#sources").is_visible()
    assert "https://" in page.locator("#sources").locator("xpath=ancestor-or-self::section[1]").inner_text()
    assert not page.locator("header nav").first.is_visible()
    assert not page.get_by_role("button").first.is_visible()
