"""axe on every public template and state, in both themes, on a phone and on a desk.

All four ways of every page take five minutes. A run of the tests looks at each page in one way, taking turns;
``D3_THOROUGH=1`` looks at all of them: to be run when a template or the style sheet has changed much.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, expect

from tests.served import Site

from .reader import RULES
from .test_tour import NOT_PAGES, STOPS

WAYS = ((360, "light"), (1280, "dark"), (360, "dark"), (1280, "light"))
IS_WHOLE = bool(os.environ.get("D3_THOROUGH"))
FIELD = "input[name=q]"


def suggestions(page: Page) -> None:
    field = page.locator(FIELD).locator("visible=true").first
    field.press_sequentially("mod 5")
    expect(page.locator("[role=option]").first).to_be_visible()
    field.press("ArrowDown")


def term(page: Page) -> None:
    page.locator("main a.term").first.click()
    expect(page.locator("#pop")).to_be_visible()


def statement(page: Page) -> None:
    page.locator("#use-when ~ ul a.anchor").first.click()
    expect(page.locator("#pop")).to_be_visible()


def keys(page: Page) -> None:
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.locator("dialog.keys")).to_be_visible()


def ticked(page: Page) -> None:
    page.locator("#checklist ~ ul input[type=checkbox], .checklist input[type=checkbox]").first.check()


def unfolded(page: Page) -> None:
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")


def refused(page: Page) -> None:
    page.locator("main input[name=choice]").first.check()
    page.locator("textarea[name=text]").fill("The patient John Smith, born 01/02/1950, MRN 1234567")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_be_visible()


STATES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "suggestions open": ("/payers/", suggestions),
    "suggestions open on the first page": ("/", suggestions),
    "term open": ("/modifiers/59/", term),
    "statement open": ("/modifiers/59/", statement),
    "list of keys": ("/modifiers/59/", keys),
    "checklist ticked": ("/modifiers/59/", ticked),
    "everything unfolded": ("/modifiers/59/", unfolded),
    "answer unfolded": ("/denials/?group=co&carc=97&rarc=n519&modifier=59&procedure=97530&payer=medicare", unfolded),
    "feedback refused": ("/feedback/?kind=modifier&key=59", refused),
}
"""What a reader can bring about, beside the addresses of the tour, which hold empty results and errors of forms."""


class Looker:
    """One window in which page after page is looked at."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.turn = 0
        self.wrong: list[str] = []

    def look(self, name: str, path: str, bring_about: Callable[[Page], None] | None = None) -> None:
        """Bring a state about and let axe read it, in the way whose turn it is, or in all."""
        self.turn += 1
        for width, theme in WAYS if IS_WHOLE else [WAYS[self.turn % len(WAYS)]]:
            self.page.set_viewport_size({"width": width, "height": 800})
            self.page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
            self.page.goto(path, wait_until="load")
            if bring_about:
                bring_about(self.page)
            wider = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            self.wrong += [f"{name}, {width} {theme}: {wider} pixels too wide"] if wider > 0 else []
            self.wrong += [f"{name}, {width} {theme}: {each}" for each in self._axe(name)]

    def _axe(self, name: str) -> Iterator[str]:
        # The gallery shows the same landmark in several states, side by side.
        left_out = {"landmark-unique": {"enabled": False}} if name == "/gallery/" else {}
        options = {**RULES, "rules": {**RULES["rules"], **left_out}}
        self.page.evaluate(AXE_SCRIPT)
        found: dict[str, Any] = self.page.evaluate(f"axe.run({json.dumps(options)})")
        assert found["passes"], name
        for rule in found["violations"]:
            for node in rule["nodes"]:
                yield f"{rule['id']}: {node['html'][:160]} – {node['failureSummary'][:200]}"


@pytest.fixture(scope="module")
def looker(browser: Browser, site: Site) -> Iterator[Looker]:
    context = browser.new_context(base_url=site.origin)
    yield Looker(context.new_page())
    context.close()


@pytest.mark.parametrize("name", STOPS)
def test_every_page(looker, name):
    looker.wrong.clear()
    for path in STOPS[name]:
        looker.look(path, path)
    assert not looker.wrong, "\n".join(looker.wrong)
    assert name not in NOT_PAGES


@pytest.mark.parametrize("name", STATES)
def test_every_state(looker, name):
    looker.wrong.clear()
    looker.look(name, *STATES[name])
    assert not looker.wrong, "\n".join(looker.wrong)
