"""An editor changes a checklist item, previews it, publishes it; a reader sees it then and not before."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, expect

from tests.served.site import EDITOR, PASSWORD

WORDS = "Both operative notes name the side of the body"
PUBLIC = "/modifiers/59/"


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def desk(request, reader) -> Page:
    """The change form of modifier 59, signed in."""
    page = reader.open("/admin/login/", scripts=request.param)
    page.fill("[name=username]", EDITOR)
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]")
    page.goto("/admin/modifiers/modifier/?q=59")
    page.locator("#result_list th a", has_text="59").first.click()
    return page


def public(site) -> str:
    return site.get(PUBLIC).body.decode()


def test_edit_preview_publish(desk, site, request):
    sentence = f"{WORDS} ({request.node.callspec.id})."
    before = public(site)

    desk.locator("textarea[name=checklist-0-text]").fill(sentence)
    desk.get_by_role("button", name="Save and preview").click()
    expect(desk.locator("main")).to_contain_text(sentence)
    previewed = desk.locator("#checklist").inner_text()
    assert public(site) == before, "saving or previewing changed what readers see"

    desk.go_back()
    desk.goto("/admin/modifiers/modifier/?q=59")
    desk.locator("#result_list th a", has_text="59").first.click()
    desk.get_by_role("link", name="Publish…").first.click()
    desk.get_by_label("Change note for readers").fill("The record must name the side.")
    desk.get_by_role("button", name="Publish").click()
    expect(desk.locator(".messagelist")).to_contain_text("is live")

    time.sleep(0.6)  # another process looks at the catalogue's version at most every quarter of a second
    assert all(sentence in public(site) for _ in range(6))
    desk.goto(PUBLIC)
    assert desk.locator("#checklist").inner_text() == previewed
    assert "The record must name the side." in site.get(f"{PUBLIC}history/").body.decode()


@pytest.mark.parametrize(("width", "dark"), [(360, False), (1280, True)], ids=["narrow-light", "wide-dark"])
def test_desk_is_accessible(reader, width, dark):
    page = reader.open("/admin/login/", width=width, dark=dark)
    assert reader.axe(page) == []
    page.fill("[name=username]", EDITOR)
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]")
    for path in ("/admin/", "/admin/modifiers/modifier/"):
        page.goto(path)
        assert reader.axe(page) == [], path
