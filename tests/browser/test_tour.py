"""A tour of every page in Chromium: each public address once, in the states that look different, on a phone.

Whoever adds a public address adds it to :data:`STOPS`, or to :data:`NOT_PAGES` if what it answers is no page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, Request, Response

from d3site import urls as root
from modifiers.api import urls as api
from modifiers.pages import urls as pages
from tests.served import Site, start

TODAY = datetime.now(ZoneInfo("America/New_York")).date()
CLAIM = "11042-97597-11720-11721-99213-20610-20611-45385-45378"
LETTER = (
    "modifier=25&procedure=99213&denial=group-co&denial=carc-97&payer=medicare-part-b&use=minor-procedure&not=57&not=24"
    "&shown=reason-for-visit&shown=visit-work-stands-apart&shown=beyond-the-decision&shown=both-documented"
    "&shown=level-supported&shown=global-days-checked&with=remittance&with=record"
)
REVISED = "1p"
"""The modifier of which the tour publishes a second edition, so that there is something to compare."""

# The page whose weight is limited comes first, while the browser has nothing in its cache.
STOPS: dict[str, tuple[str, ...]] = {
    "modifier": ("/modifiers/59/", "/modifiers/f1/", "/modifiers/95/", f"/modifiers/{REVISED}/", "/modifiers/zz/"),
    "home": ("/",),
    "modifier_list": ("/modifiers/", "/modifiers/?topic=global-period&sort=code"),
    "modifier_history": ("/modifiers/59/history/", f"/modifiers/{REVISED}/history/"),
    "modifier_edition": ("/modifiers/59/editions/1/",),
    "modifier_as_of": (f"/modifiers/59/as-of/{TODAY}/", "/modifiers/59/as-of/1970-01-01/"),
    "modifier_as_of_form": ("/modifiers/59/as-of/?on=yesterday",),
    "modifier_desk_card": ("/modifiers/59/desk-card/",),
    "modifier_changes": (f"/modifiers/{REVISED}/changes/1..2/",),
    "family": ("/families/distinct-service/",),
    "family_list": ("/families/",),
    "topic": ("/topics/global-period/",),
    "topic_list": ("/topics/",),
    "payer": ("/payers/medicare-part-b/",),
    "payer_list": ("/payers/",),
    "question": ("/questions/59-or-x/",),
    "question_list": ("/questions/",),
    "setting": ("/settings/dermatology/",),
    "setting_list": ("/settings/",),
    "source": ("/sources/cms-59/",),
    "source_list": ("/sources/",),
    "comparison": ("/compare/59-vs-xe-vs-xp-vs-xs-vs-xu/", "/compare/59-vs-kx/"),
    "comparison_desk_card": ("/compare/59-vs-xe-vs-xp-vs-xs-vs-xu/desk-card/",),
    "comparison_list": ("/compare/", "/compare/?codes=59+z9"),
    "denial_list": (
        "/denials/",
        "/denials/?group=co&carc=97&rarc=n519&modifier=59&procedure=97530&payer=medicare",
        "/denials/?group=co&carc=50&modifier=gz&payer=medicare",
        "/denials/?modifier=59",
        "/denials/?carc=zzzz",
    ),
    "denial_code": ("/denials/carc-97/", "/denials/rarc-n519/"),
    "pair_list": ("/pairs/", "/pairs/?codes=abc"),
    "pair": ("/pairs/11042-97597/", "/pairs/97140-97530/", "/pairs/36415-99213/", f"/pairs/{CLAIM}/", "/pairs/20610/"),
    "procedure": ("/codes/20610/", "/codes/99999/"),
    "ask": ("/ask/",),
    "appeal": ("/appeal/", f"/appeal/?{LETTER}", "/appeal/?modifier=zz"),
    "appeal_sheet": (f"/appeal/sheet/?{LETTER}",),
    "search": ("/search/", "/search/?q=left+ring+finger", "/search/?q=xqzv"),
    "updates": ("/updates/",),
    "feedback": ("/feedback/", "/feedback/?kind=modifier&key=59"),
    "feedback_sent": ("/feedback/sent/",),
    "corrections": ("/corrections/",),
    "page": ("/about/", "/glossary/", "/help/", "/accessibility/", "/nothing-of-that-name/"),
    "downloads": ("/downloads/",),
    "gallery": ("/gallery/",),
    "api_docs": ("/api/v1/docs",),
    "shared_preview": ("/preview/nothing/",),
}
NOT_FOUND = {
    *("/modifiers/zz/", "/modifiers/59/as-of/1970-01-01/", "/modifiers/59/as-of/?on=yesterday"),
    *("/nothing-of-that-name/", "/preview/nothing/"),
}
NOT_PAGES = {
    *("livez", "readyz", "metrics", "robots", "sitemap", "opensearch", "updates_feed", "suggest", "security_txt"),
    *("appeal_text", "appeal_document", "download", "twin", "llms", "picture", "index_now_key"),
    # These lead on to a page (tests/architecture/test_addresses.py).
    *("modifier_variant", "modifier_list_variant", "comparison_variant", "pair_variant", "page_variant"),
    *("ask_summary", "appeal_argument"),
}
"""Names of addresses that answer a file, a fragment or another address. All of the API's but its page are such."""

# Compressed, as sent.
BUDGETS = {"document": 60 * 1024, "script": 30 * 1024, "stylesheet": 20 * 1024}
MOST_SHIFT = 0.02

WATCH = """
window.tour = {shift: 0, refused: [], leaving: []};
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) tour.shift += entry.value;
}).observe({type: "layout-shift", buffered: true});
document.addEventListener("securitypolicyviolation", (event) => {
  tour.refused.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile ?? ""}:${event.lineNumber}`);
});
const listen = EventTarget.prototype.addEventListener;
EventTarget.prototype.addEventListener = function (type, ...more) {
  if (type === "unload" || type === "beforeunload") tour.leaving.push(type);
  return listen.call(this, type, ...more);
};
"""
"""Runs before the page's own scripts: layout shifts, what the policy refused, and what would keep the page out of the
back/forward cache."""

# The words of a page in their order. Buttons and counters are tools that only a script can work.
WORDS = """() => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const words = walker.currentNode.textContent.trim();
    if (words && !walker.currentNode.parentElement.closest("button, output, script, [data-tools], [hidden]")) {
      found.push(words);
    }
  }
  return found;
}"""

# What is squeezed: words that stand one letter to a line, because the columns beside them took all the room.
SQUEEZED = """() => [...document.querySelectorAll("main *")].filter((each) => {
  const own = [...each.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
  const text = own.map((node) => node.data).join("");
  const box = each.getBoundingClientRect();
  return text.trim().length > 12 && box.height > 0 && box.width < 40 && each.checkVisibility() && !each.closest(".vh");
}).map((each) => each.outerHTML.slice(0, 120))"""

LOOK = """async () => {
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
  const root = document.documentElement;
  const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter((each) => each.checkVisibility());
  return {
    shift: tour.shift,
    refused: tour.refused,
    leaving: [...tour.leaving, ...["onunload", "onbeforeunload"].filter((name) => window[name])],
    overflow: root.scrollWidth - root.clientWidth,
    ranks: headings.map((each) => Number(each.tagName[1])),
    lost: [...document.querySelectorAll("a[href^='#']")].map((a) => decodeURIComponent(a.hash.slice(1)))
      .filter((id) => id && !document.getElementById(id)),
  };
}"""


@dataclass
class Seen:
    """What was seen and heard at one stop."""

    path: str
    status: int = 0
    said: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list, repr=False)
    weights: dict[str, int] = field(default_factory=dict)
    found: dict[str, Any] = field(default_factory=dict)
    words: list[str] = field(default_factory=list, repr=False)


class Tour:
    """Goes from page to page in one window and writes down what each one does."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page, self.origin = page, origin
        self.seen: dict[str, Seen] = {}
        self._at = Seen("")
        page.add_init_script(WATCH)
        page.on("console", lambda message: self._hear(message.type, message.text, message.location.get("url", "")))
        page.on("pageerror", lambda error: self._at.said.append(str(error)))
        page.on("requestfailed", self._notice_failure)
        page.on("request", self._notice)
        page.on("response", self._notice_answer)

    def visit(self, path: str, *, weigh: bool = False) -> None:
        """Open a page and look at it once it stands still."""
        self._at = self.seen[path] = Seen(path)
        response = self.page.goto(path, wait_until="load")
        assert response is not None
        self._at.status = response.status
        self._at.found = self.page.evaluate(LOOK)
        self._at.words = self.page.evaluate(WORDS)
        if weigh:
            for request in self._at.requests:
                kind = request.resource_type
                self._at.weights[kind] = self._at.weights.get(kind, 0) + request.sizes()["responseBodySize"]

    def _hear(self, kind: str, text: str, url: str) -> None:
        # The browser itself remarks on a page that is not found; the page is looked at like any other.
        if kind in ("error", "warning") and not (url == self.origin + self._at.path and "404" in text):
            self._at.said.append(f"{kind}: {text}")

    def _notice(self, request: Request) -> None:
        self._at.requests.append(request)
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and f"{parts.scheme}://{parts.netloc}" != self.origin:
            self._at.strangers.append(request.url)

    def _notice_failure(self, request: Request) -> None:
        # Going on to the next page ends the request for the icon.
        if request.resource_type != "other":
            self._at.failed.append(f"{request.url}: {request.failure}")

    def _notice_answer(self, response: Response) -> None:
        if response.status >= 400 and response.url != self.origin + self._at.path:
            self._at.failed.append(f"{response.url}: {response.status}")


SECOND_EDITION = f"""
from modifiers import publishing
from modifiers.models import Modifier
Modifier.objects.filter(code="{REVISED.upper()}").update(summary="Said again, for the tour.")
subject = Modifier.objects.get(code="{REVISED.upper()}")
publishing.refresh_hash(subject)
publishing.publish(subject, actor=None, is_major=True, change_note="Said again.")
"""


@pytest.fixture(scope="module")
def tour(browser: Browser, site: Site) -> Iterator[Tour]:
    """Every stop, visited once in one window of 360 pixels."""
    process = start(site.data_dir, SECOND_EDITION)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said
    context = browser.new_context(base_url=site.origin, viewport={"width": 360, "height": 740})
    going = Tour(context.new_page(), site.origin)
    for paths in STOPS.values():
        for path in paths:
            going.visit(path, weigh=not going.seen)
    yield going
    context.close()


def test_every_named_address_is_a_stop_or_no_page(site):
    named = {p.name for p in (*pages.urlpatterns, *api.urlpatterns, *root.urlpatterns) if getattr(p, "name", None)}
    not_pages = NOT_PAGES | {name for name in named if name.startswith("api_") and name not in STOPS}
    assert named == STOPS.keys() | not_pages
    assert not STOPS.keys() & not_pages


def test_nothing_is_said_refused_or_missing(tour):
    wrong = {
        path: heard
        for path, seen in tour.seen.items()
        if (heard := [*seen.said, *seen.failed, *seen.strangers, *seen.found["refused"]])
    }
    assert wrong == {}
    unusual = {path: seen.status for path, seen in tour.seen.items() if seen.status != 200}
    assert unusual == dict.fromkeys(NOT_FOUND, 404)
    assert tour.page.context.cookies() == []


def test_headings_are_in_order_below_one(tour):
    for path, seen in tour.seen.items():
        ranks = seen.found["ranks"]
        assert ranks[0] == 1 and ranks.count(1) == 1, (path, ranks)
        assert all(after <= before + 1 for before, after in pairwise(ranks)), (path, ranks)


def test_every_kind_of_page_says_the_same_without_scripts(tour, browser, site):
    with browser.new_context(base_url=site.origin, java_script_enabled=False) as context:
        page = context.new_page()
        # The sheet of a letter has fields with scripts and blanks for a pen without (tests/browser/test_appeal.py).
        for path in (paths[0] for name, paths in STOPS.items() if name != "appeal_sheet"):
            page.goto(path, wait_until="load")
            without = page.evaluate(WORDS)
            assert len(without) > 10, path
            assert without == tour.seen[path].words, path


@pytest.mark.parametrize("width", [768, 1024])
def test_no_column_is_squeezed_on_a_tablet(tour, browser, site, width):
    with browser.new_context(base_url=site.origin, viewport={"width": width, "height": 1024}) as context:
        page = context.new_page()
        squeezed = {}
        for path in (paths[0] for paths in STOPS.values()):
            page.goto(path, wait_until="load")
            if found := page.evaluate(SQUEEZED):
                squeezed[path] = found[:3]
        assert squeezed == {}


def test_nothing_moves_while_a_page_loads(tour):
    assert {path: seen.found["shift"] for path, seen in tour.seen.items() if seen.found["shift"] > MOST_SHIFT} == {}


def test_every_page_fits_a_phone_and_its_fragments_exist(tour):
    assert {path: seen.found["overflow"] for path, seen in tour.seen.items() if seen.found["overflow"] > 0} == {}
    lost = {path: seen.found["lost"] for path, seen in tour.seen.items() if seen.found["lost"]}
    assert not {path: ids for path, ids in lost.items() if path != "/gallery/"}, "the gallery's marks are invented"


def test_no_page_keeps_the_browser_from_going_back_to_it_at_once(tour):
    assert {path: seen.found["leaving"] for path, seen in tour.seen.items() if seen.found["leaving"]} == {}


def test_page_of_59_is_light(tour):
    weights = next(iter(tour.seen.values())).weights
    assert weights.keys() >= BUDGETS.keys()
    assert {kind: size for kind, size in weights.items() if size > BUDGETS.get(kind, size)} == {}
