"""Two editors, a crash, a session that ends, and rows moved by hand: nothing that was typed or saved is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.served import start
from tests.served.site import PASSWORD

ANA = """
from django.contrib.auth import get_user_model
for name in ("ana", "ben"):
    get_user_model().objects.create_superuser(name, name + "@example.org", {password!r})
"""


@pytest.fixture(scope="module")
def accounts(site) -> None:
    process = start(site.data_dir, ANA.format(password=PASSWORD))
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said


def sign_in(page: Page, name: str) -> None:
    page.goto("/admin/login/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("[type=submit]")


def editor(reader, name: str, **how) -> Page:
    """A page of an editor's own browser, who agrees to leave a form when asked."""
    page: Page = reader.page(**how)
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, name)
    return page


def opened(page: Page, code: str) -> str:
    """Open the form of a modifier; its address."""
    page.goto(f"/admin/modifiers/modifier/?q={code}")
    page.locator("#result_list th a", has_text=code).first.click()
    page.wait_for_url("**/change/**")
    return page.url.split("?")[0]


def heard(page: Page) -> None:
    """Come back to the page, which then asks the site how things stand."""
    with page.expect_response(lambda response: response.url.endswith("/presence/")):
        page.evaluate("window.dispatchEvent(new Event('focus'))")


def until_kept(page: Page, words: str) -> None:
    """Wait until the browser has kept these words."""
    for _ in range(100):
        if page.evaluate("words => Object.values(localStorage).some((kept) => kept.includes(words))", words):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"not kept: {words}")


def field(name: str) -> str:
    return f"[name={name}]"


def test_two_editors_a_crash_and_a_lapsed_session(accounts, reader):
    ana, ben = editor(reader, "ana", width=1280, dark=True), editor(reader, "ben", width=360)
    url = opened(ana, "AE")  # an entry: all kinds of inputs, and few of them for axe to measure
    opened(ben, "AE")
    heard(ana)
    expect(ana.locator("[data-others]")).to_contain_text("ben has this open")

    # Both write; Ben saves first.
    ben.fill(field("when_to_use-0-text"), "Ben wrote this sentence of the first row.")
    ben.fill(field("meaning-0-text"), "Ben wrote this item.")
    ben.locator(".submit-subject").get_by_role("button", name="Save", exact=True).click()
    expect(ben.locator(".messagelist")).to_contain_text("changed successfully")
    ana.fill(field("when_to_use-0-text"), "Ana wrote that sentence of the first row.")
    ana.fill(field("where_used-0-text"), "Ana wrote this note.")
    heard(ana)
    expect(ana.locator("[data-others]")).to_contain_text("ben saved this on")

    # Checks come while she writes, and take no focus.
    ana.fill(field("do_not_use-0-text"), "Use it whenever a payer asks for it.")
    told = ana.locator("#do_not_use-0 .field-text .told")
    expect(told).to_contain_text("Begin with “Do not”.")
    assert ana.evaluate("document.activeElement.name") == "do_not_use-0-text"
    ana.fill(field("do_not_use-0-text"), "Do not use it whenever a payer asks for it.")
    expect(told).to_have_count(0)

    # Her save is refused, both versions are shown, and merging brings them together.
    ana.locator(".submit-subject").get_by_role("button", name="Save", exact=True).click()
    held = ana.locator(".held")
    expect(held).to_contain_text("Ben wrote this item.")
    ana.set_viewport_size({"width": 1280, "height": 30_000})  # or the bar at the bottom covers half a link
    assert reader.axe(ana) == []
    ana.set_viewport_size({"width": 1280, "height": 800})
    expect(ana.locator(field("when_to_use-0-text"))).to_have_value("Ana wrote that sentence of the first row.")
    held.get_by_role("button", name="Merge").click()
    expect(ana.locator(field("meaning-0-text"))).to_have_value("Ben wrote this item.")
    expect(ana.locator(field("where_used-0-text"))).to_have_value("Ana wrote this note.")
    ana.locator("#when_to_use-0").get_by_label("Save theirs instead").check()

    # Her browser crashes before she saves, and offers what she had.
    ana.fill(field("name"), "A name before the crash")
    until_kept(ana, "A name before the crash")
    context = ana.context
    ana.close(run_before_unload=False)
    ana = context.new_page()
    ana.on("dialog", lambda dialog: dialog.accept())
    ana.goto(url)
    expect(ana.locator(".kept")).to_contain_text("You had unsaved changes from")
    ana.get_by_role("button", name="Restore").click()
    expect(ana.locator(field("name"))).to_have_value("A name before the crash")
    expect(ana.locator(field("where_used-0-text"))).to_have_value("Ana wrote this note.")

    # Her session ends; she signs in in another tab and saves here.
    context.clear_cookies()
    heard(ana)
    expect(ana.locator("[data-signed]")).to_contain_text("You are signed out")
    other = context.new_page()
    sign_in(other, "ana")
    heard(ana)
    expect(ana.locator("[data-signed]")).to_contain_text("signed in again")
    ana.fill(field("name"), "Registered dietician")
    ana.locator(".submit-subject").get_by_role("button", name="Save this").click()
    expect(ana.locator(".messagelist")).to_contain_text("changed successfully")
    expect(ana.locator(field("meaning-0-text"))).to_have_value("Ben wrote this item.")
    expect(ana.locator(field("where_used-0-text"))).to_have_value("Ana wrote this note.")
    assert ana.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('d3-kept:')).length") == 0
    assert ana.evaluate("document.documentElement.scrollWidth") <= 1280
    ben.goto(url)
    ben.set_viewport_size({"width": 360, "height": 40_000})
    assert reader.axe(ben) == []
    assert ben.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_scripts_a_lapsed_session_leads_through_the_sign_in(accounts, reader):
    page = editor(reader, "ben", scripts=False)
    opened(page, "25")
    page.fill(field("name"), "Typed before the session ended")
    page.context.clear_cookies(name="sessionid")
    page.locator(".submit-subject").get_by_role("button", name="Save and close").click()
    expect(page.locator(".carried")).to_contain_text("What you typed goes along")
    page.fill("[name=username]", "ben")
    page.fill("[name=password]", PASSWORD)
    page.click("#login-form [type=submit]")
    page.get_by_role("button", name="Continue: save what you typed").click()
    expect(page.locator(".messagelist")).to_contain_text("Typed before the session ended")


def keys(page: Page) -> list[str]:
    """The keys of the payer's notes that have one, from top to bottom."""
    found = page.eval_on_selector_all("#notes-group [data-row] input[name$=-key]", "all => all.map((one) => one.value)")
    return [key for key in found if key]


def to_the_top(page: Page, way: str) -> None:
    """Move the last saved note to the top."""
    group, count = page.locator("#notes-group"), len(keys(page))
    last = group.locator("[data-row]").nth(count - 1)
    if way == "buttons":
        last.get_by_role("button", name="Move up").focus()
        for _ in range(count - 1):
            page.keyboard.press("Enter")
    elif way == "number":
        last.locator("input.row-number").fill("1")
        page.keyboard.press("Tab")
    else:
        page.set_viewport_size({"width": 1280, "height": 1800})  # all rows at once
        group.evaluate("group => group.scrollIntoView()")
        last.locator(".row-handle").hover()
        page.mouse.down()
        top = group.locator("[data-row]").first.bounding_box()
        assert top is not None
        page.mouse.move(top["x"] + 20, top["y"] + 2, steps=8)
        page.mouse.up()


def test_rows_are_moved_alike_by_keyboard_by_number_and_by_hand(accounts, reader):
    """The last row to the top in three ways; a mistake on the way keeps the order, and a new row goes last."""
    page = editor(reader, "ana")
    for name, way in (("HMSA", "buttons"), ("Moda Health", "number"), ("Novitas Solutions", "mouse")):
        page.goto(f"/admin/modifiers/payer/?q={name}")
        page.locator("#result_list th a", has_text=name).first.click()
        page.wait_for_url("**/change/**")
        before = keys(page)
        moved = [before[-1], *before[:-1]]
        to_the_top(page, way)
        assert keys(page) == moved, way
        summary = page.input_value(field("summary"))
        page.fill(field("summary"), "")
        page.locator(".submit-subject").get_by_role("button", name="Save", exact=True).click()
        expect(page.locator(".errornote")).to_be_visible()
        assert keys(page) == moved, f"{way}: after a mistake"
        page.fill(field("summary"), summary)
        page.locator("#notes-group").get_by_role("button", name="Add another row").click()
        page.keyboard.type("The record proves that the two services were apart.")
        page.locator(".submit-subject").get_by_role("button", name="Save", exact=True).click()
        expect(page.locator(".messagelist")).to_contain_text("changed successfully")
        assert keys(page) == [*moved, "the-record-proves-that-the-two"], way
