"""Reading a page: terms, links and citations, the checklist, the keys, and saying that something is wrong."""

from __future__ import annotations

import json
import re

from playwright.sync_api import expect

from .reader import Reader

MODEL = "/modifiers/59/"


def with_clipboard(reader: Reader):
    """The model page, which may write to and read from the clipboard."""
    page = reader.page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(MODEL, wait_until="load")
    return page


def test_terms_and_statements_open_a_box_that_copies_and_closes(reader):
    page = with_clipboard(reader)
    copied = "navigator.clipboard.readText()"
    box, status = page.locator("#pop"), page.locator("#page-status")
    term = page.locator("a.term").first
    assert re.fullmatch(r"/glossary/#[a-z0-9-]+", term.get_attribute("href"))
    term.focus()
    page.keyboard.press("Enter")
    expect(box).to_be_visible()
    box.hover()
    expect(box).to_contain_text("In the glossary, with its sources")
    assert page.url.endswith(MODEL), "the page is not left"
    assert reader.axe(page) == []
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(term).to_be_focused()

    anchor = page.locator("#use-when ~ ul a.anchor").first
    name = anchor.get_attribute("href")
    anchor.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{re.escape(name)}$"))
    expect(box).to_contain_text(re.compile(r"Checked \d+ \w{3} \d{4}"))
    box.get_by_role("button", name="Copy link").click()
    expect(status).to_have_text("Copied")
    assert page.evaluate(copied).endswith(f"{MODEL}{name}")
    box.get_by_role("button", name="Copy citation").click()
    expect(box.get_by_role("button", name="Copied")).to_have_count(2)
    cited = rf"Modifier 59: .+ Edition \d+, published \d+ \w{{3}} \d{{4}}\. http\S+{MODEL}editions/\d+/{name}$"
    assert re.search(cited, page.evaluate(copied))
    assert f"statement={name[1:]}" in box.get_by_role("link").get_attribute("href")
    page.keyboard.press("Escape")
    expect(anchor).to_be_focused()

    page.locator(".quick").get_by_role("button", name="Copy citation").click()
    assert page.evaluate(copied) == page.locator("#citation").inner_text()
    page.locator(".quick").get_by_role("button", name="Copy link").click()
    assert page.evaluate(copied).endswith(MODEL)
    page.locator(".claim button").first.click()
    assert page.evaluate(copied) == page.locator(".claim pre").first.inner_text()


def test_ticks_are_copied_printed_and_kept_as_keys_alone(reader):
    page = with_clipboard(reader)
    boxes = page.locator(".ticks input")
    boxes.nth(1).check()
    expect(page.locator("[data-count]")).to_have_text(f"1/{boxes.count()}")
    page.get_by_role("button", name="Copy checklist").click()
    lines = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert [line[:3] for line in lines[1:4]] == ["[ ]", "[x]", "[ ]"]
    page.emulate_media(media="print")
    assert boxes.nth(1).is_checked() and boxes.nth(1).is_visible()
    assert not page.get_by_role("button", name="Copy checklist").is_visible()
    page.emulate_media(media="screen")
    kept = page.evaluate("Object.fromEntries(Object.entries(localStorage))")
    assert json.loads(kept.pop("checklist-59")) == [boxes.nth(1).get_attribute("value")]
    (recent,) = json.loads(kept.pop("recent-codes"))
    assert (recent["code"], recent["url"], set(recent)) == ("59", MODEL, {"code", "name", "url"})
    assert not kept, "nothing but codes and keys of ticked items"
    page.get_by_role("link", name="Keys").click()
    expect(page.locator("dialog.keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Keys")).to_be_focused()


def test_without_scripts_everything_is_there_to_read_select_and_send(reader):
    page = reader.open(MODEL, scripts=False)
    page.locator("details.links summary").click()
    for id_ in ("citation", "page-link", "edition-link"):
        assert page.locator(f"#{id_}").inner_text().startswith(("http", "D3rx"))
    page.locator("a.term").first.click()
    expect(page).to_have_url(re.compile(r"/glossary/#"))
    assert page.locator(":target").count() == 1
    page.get_by_role("link", name="Keys").click()
    expect(page).to_have_url(re.compile(r"/help/#keys"))

    page.goto(MODEL)
    page.locator("form.was-right").get_by_role("button", name="No").click()
    expect(page.locator("h1")).to_have_text("Tell us what is wrong")
    page.get_by_label("It is out of date").check()
    page.get_by_label("Say in your own words").fill("The claim of 04/05/1961 was paid.")
    reader.expects(422)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("This looks like a date")
    expect(page.get_by_label("It is out of date")).to_be_checked()
    expect(page.get_by_label("Say in your own words")).to_have_value("The claim of 04/05/1961 was paid.")
    page.get_by_label("Say in your own words").fill("The year of the booklet is 2025.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("h1")).to_have_text("Thank you")
    page.get_by_role("link", name="Back to Modifier 59").click()
    expect(page).to_have_url(re.compile(f"{MODEL}$"))
    assert page.context.cookies() == []
