"""The letter in Chromium: what is typed on the sheet reaches nobody; keyboard, paper, and no scripts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request

ASKED = (
    "modifier=25&procedure=99213&denial=group-co&denial=carc-97&payer=medicare-part-b&use=minor-procedure&not=57&not=24"
    "&shown=reason-for-visit&shown=visit-work-stands-apart&shown=beyond-the-decision&shown=both-documented"
    "&shown=level-supported&shown=global-days-checked&with=remittance&with=record"
)
SHEET = f"/appeal/sheet/?{ASKED}"
QUESTIONS = f"/appeal/?{ASKED.replace('&shown=level-supported', '')}"
SENTINEL = "Zz9Sentinel"


def type_everywhere(page: Page) -> int:
    fields = page.locator("[data-fill]")
    for number in range(fields.count()):
        fields.nth(number).fill(f"{SENTINEL} {number}")
    return fields.count()


def test_nothing_typed_on_the_sheet_gets_out(reader, site):
    page = reader.page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sent: list[str] = []

    def notice(request: Request) -> None:
        sent.append(f"{request.method} {request.url} {request.headers} {request.post_data or ''}")

    page.context.on("request", notice)
    page.goto(SHEET, wait_until="networkidle")  # the icon of the page may come after all the rest
    page.evaluate("window.print = () => { window.printed = true; }")
    loaded = len(sent)
    typed = type_everywhere(page)
    assert typed >= 20
    page.get_by_role("button", name="Copy").click()
    page.get_by_role("status").filter(has_text="Copied").wait_for()
    assert SENTINEL in page.evaluate("navigator.clipboard.readText()")
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed")
    page.get_by_role("button", name="Edit the words").click()
    page.locator("[data-sheet] h3").first.click()
    page.keyboard.type(f"{SENTINEL} edited")
    assert f"{SENTINEL} edited" in page.locator("[data-sheet]").inner_text()
    assert len(sent) == loaded, sent[loaded:]

    with page.expect_download() as download:
        page.get_by_role("link", name="Word file").click()
    assert SENTINEL.encode() not in Path(download.value.path()).read_bytes()
    assert SENTINEL not in page.url
    page.get_by_role("link", name="Change the answers").click()
    page.wait_for_url("**/appeal/?**")
    assert not [each for each in sent if SENTINEL in each]
    assert page.context.cookies() == []
    assert page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, history.state])").find(SENTINEL) == -1
    assert SENTINEL not in site.log()
    for path in site.data_dir.rglob("*"):
        if path.is_file() and "static" not in path.parts:
            assert SENTINEL.encode() not in path.read_bytes(), path


def test_the_policy_would_stop_what_a_script_or_a_form_tried(reader):
    page = reader.open(SHEET)
    refused = page.evaluate(
        """async () => {
            const seen = [];
            document.addEventListener("securitypolicyviolation", (event) => seen.push(event.effectiveDirective));
            const fetched = await fetch("/livez").then(() => "sent", () => "refused");
            const beacon = navigator.sendBeacon("/livez", "x");
            const form = Object.assign(document.createElement("form"), {action: "/appeal/", method: "get"});
            document.body.append(form);
            form.submit();
            await new Promise((done) => setTimeout(done, 300));
            return [fetched, [...new Set(seen)].sort()];
        }"""
    )
    assert refused == ["refused", ["connect-src", "form-action"]]
    assert page.url.endswith(SHEET)
    reader.complaints.clear()  # the browser says aloud what it refused


def test_what_was_typed_is_gone_on_leaving_and_on_demand(reader):
    page = reader.open(SHEET)
    before = page.locator("[data-sheet]").inner_text()
    type_everywhere(page)
    assert SENTINEL in page.locator("[data-sheet]").inner_text()
    page.get_by_role("button", name="Clear").click()
    assert page.locator("[data-sheet]").inner_text() == before
    assert not any(page.locator("[data-fill]").evaluate_all("fields => fields.map((field) => field.value)"))
    type_everywhere(page)
    page.get_by_role("link", name="Change the answers").click()
    page.wait_for_url("**/appeal/?**")
    page.go_back()
    page.wait_for_url("**/appeal/sheet/**")
    assert not any(page.locator("[data-fill]").evaluate_all("fields => fields.map((field) => field.value)"))
    assert SENTINEL not in page.locator("[data-sheet]").inner_text()


def test_typing_fills_every_blank_of_that_name_as_text(reader):
    page = reader.open(SHEET)
    page.get_by_label("Date of the remittance").fill("<b>October 4</b>")
    blanks = page.locator('[data-blank="notice"]')
    assert blanks.count() == 2
    assert blanks.all_inner_texts() == ["<b>October 4</b>"] * 2
    page.get_by_label("Date of the remittance").fill("")
    assert blanks.all_inner_texts() == ["Date of the remittance"] * 2


def test_by_keyboard_from_the_questions_to_the_letter(reader):
    page = reader.open(QUESTIONS)
    box = page.get_by_label("The separate work alone supports the level of the visit code.")
    assert not box.is_checked()
    box.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Go on").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**level-supported**")
    page.get_by_role("link", name="Write the letter").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/appeal/sheet/**")
    page.get_by_label("Patient’s name").focus()
    page.keyboard.type("A")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.fill") == "member"


def test_without_scripts_there_are_blanks_and_no_form(reader):
    page = reader.open(SHEET, scripts=False)
    assert page.locator("form").count() == 0
    assert not page.locator("[data-fill]").first.is_visible()
    assert page.get_by_text("fill in its blanks by hand").is_visible()
    assert page.locator('[data-blank="patient"]').is_visible()
    assert page.get_by_role("link", name="Word file").is_visible()
    page = reader.open(QUESTIONS, scripts=False)
    page.get_by_label("The separate work alone supports the level of the visit code.").check()
    page.get_by_role("button", name="Go on").click()
    assert page.get_by_role("link", name="Write the letter").is_visible()


@pytest.mark.parametrize("path", ["/appeal/", QUESTIONS, SHEET])
@pytest.mark.parametrize(("width", "dark"), [(360, False), (1280, True)], ids=["narrow-light", "wide-dark"])
def test_fits_and_is_accessible(reader, path, width, dark):
    page = reader.open(path, width=width, dark=dark)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert reader.axe(page) == []


def test_the_letter_prints_as_a_letter_and_nothing_else(reader):
    page = reader.open(SHEET, printed=True)
    for hidden in ("header nav", ".letter-side", ".letter-head", ".margin", ".site-foot"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator("[data-sheet]").is_visible()
    visible = page.locator("main").inner_text().strip()
    assert visible == page.locator("[data-sheet]").inner_text().strip()
    pages = len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))
    assert 2 <= pages <= 4
