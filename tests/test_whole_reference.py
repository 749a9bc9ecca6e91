"""The whole reference as it ships: the files of ``fixtures/`` published, every page read, every link followed."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from modifiers import publishing
from modifiers.catalogue import catalogue, store
from modifiers.content.load import load
from modifiers.models import SUBJECTS, Modifier, Source
from tests.pages import schema_org
from tests.pages.markup import faults

pytestmark = pytest.mark.xdist_group("whole_reference")

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
TWENTY = [
    *("59", "XE", "XS", "XP", "XU", "25", "57", "24", "58", "78"),
    *("79", "76", "77", "91", "LT", "RT", "50", "51", "GP", "KX"),
]


class Page(HTMLParser):
    """What a test asks of a page: links, ids, headings, what engines are told, and what the policy forbids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.resources: list[str] = []
        self.ids: list[str] = []
        self.shapes: set[str] = set()
        self.h1 = 0
        self.title = ""
        self.canonical = ""
        self.description = ""
        self.is_indexed = bool(html)
        self.data = ""
        self.words: list[str] = []
        self.forbidden: list[str] = []
        self._in = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in = tag
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))
        if tag in ("script", "img", "link") and given.get("rel") not in ("canonical", "alternate"):
            self.resources += [str(given[name]) for name in ("src", "href") if given.get(name)]
        if tag == "meta" and given.get("name") == "description":
            self.description = str(given["content"])
        self.is_indexed &= not (tag == "meta" and given.get("name") == "robots")
        if given.get("rel") == "canonical":
            self.canonical = str(given["href"])
        if given.get("id"):
            self.ids.append(str(given["id"]))
        self.shapes.add(f"{tag}.{given.get('class') or ''}")
        self.h1 += tag == "h1"
        is_data = tag == "script" and given.get("type") in ("application/ld+json", "application/json")
        if tag == "style" or (tag == "script" and not given.get("src") and not is_data):
            self.forbidden.append(tag)
        self.forbidden += [name for name in given if name == "style" or name.startswith("on")]

    def handle_data(self, data: str) -> None:
        if self._in == "title":
            self.title += data
        if self._in == "script":
            self.data += data
        else:
            self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._in = ""


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The content files, loaded and published as `make serve` does it, in one transaction around the module's tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(FIXTURES, publish=True, note="First edition.")
        # A page that takes a quarter of a second looks twice; how long it takes is not these tests' business.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("modifiers.catalogue.keeping.CHECK_EVERY", 3600)
            yield
        transaction.set_rollback(True)


@pytest.fixture
def reference(loaded: None, db: None) -> Iterator[Client]:
    """The loaded reference; what a test changes is undone after it."""
    store.invalidate()
    yield Client()
    store.invalidate()


def addresses(client: Client) -> list[str]:
    """Every address of the sitemap, as a path."""
    sitemap = client.get("/sitemap.xml").content.decode()
    return [urlsplit(address).path for address in re.findall(r"<loc>([^<]+)</loc>", sitemap)]


@dataclass(frozen=True)
class Read:
    """A page as it was read: its parts, the hash of its bytes, how often it asked the database, and what is wrong with
    its markup if it has a shape of element that no page before it had."""

    page: Page
    sha256: str
    queries: int
    faults: list[str] | None


ALIKE = re.compile(r"/modifiers/\w\w/(history|desk-card|editions/1)/$|/compare/[\w-]+/desk-card/$|/feedback/\?")
"""Pages that are made of another page of the same subject. Every seventh is read: all two thousand take longer than the
rest, and a link to one is made by the name of its address."""


def digest(client: Client, path: str) -> str:
    return hashlib.sha256(client.get(path).content).hexdigest()


@pytest.fixture(scope="module")
def crawled(loaded: None, django_db_blocker: Any) -> dict[str, Read]:
    """Every page that can be reached from the first, read once for all tests."""
    client, waiting, seen, asked, shapes = Client(), ["/"], dict[str, Read](), set[str](), set[str]()
    skipped = Counter[str]()
    store.invalidate()
    with django_db_blocker.unblock():
        client.get("/")
        while waiting:
            path = waiting.pop()
            if path in seen or path in asked:
                continue
            if alike := ALIKE.search(path):
                kind = alike[1] or path.split("/")[1]
                skipped[kind] += 1
                if skipped[kind] % 7 != 1:
                    asked.add(path)
                    continue
            # Each page looks at the catalogue's version once, however long it takes.
            store._checked_at = float("-inf")
            with CaptureQueriesContext(connection) as queries:
                response = client.get(path)
            assert response.status_code == 200, path
            assert not response.cookies, path
            page = Page(response.content.decode() if response["Content-Type"].startswith("text/html") else "")
            found = None if page.shapes <= shapes else faults(response.content.decode())
            shapes |= page.shapes
            seen[path] = Read(page, hashlib.sha256(response.content).hexdigest(), len(queries), found)
            for link in page.links:
                target = urldefrag(link)[0]
                if "?q=" in target or target.startswith("/denials/?"):
                    # An example query, which may go straight to the page of a code, or the router with its codes filled
                    # in: read, but not walked on.
                    assert target in asked or client.get(target, follow=True).status_code == 200, (path, target)
                    asked.add(target)
                elif target.startswith("/") and not target.startswith(("/static/", "/admin/")):
                    waiting.append(target)
    return seen


def test_every_link_of_every_page_answers_and_every_fragment_exists(
    reference: Client, crawled: dict[str, Read]
) -> None:
    assert set(addresses(reference)) <= set(crawled), "in the sitemap, but nothing links there"
    for path, read in crawled.items():
        page = read.page
        assert len(page.ids) == len(set(page.ids)), (path, [i for i in page.ids if page.ids.count(i) > 1])
        assert not page.forbidden, (path, page.forbidden)
        assert all(resource.startswith("/") for resource in page.resources), (path, page.resources)
        for link in page.links:
            target, fragment = urldefrag(link)
            if fragment and not urlsplit(link).scheme and not ALIKE.search(target):
                assert fragment in crawled[target or path].page.ids, (path, link)


def test_every_page_unlike_those_before_it_is_valid(reference: Client, crawled: dict[str, Read]) -> None:
    looked_at = {path: read.faults for path, read in crawled.items() if read.faults is not None}
    assert len(looked_at) > 20
    assert {path: found for path, found in looked_at.items() if found} == {}


def test_titles_are_unique_and_each_page_has_one_main_heading(reference: Client, crawled: dict[str, Read]) -> None:
    titles: dict[str, str] = {}
    for path in addresses(reference):
        page = crawled[path].page
        assert page.h1 == 1, path
        assert page.title not in titles, (path, titles.get(page.title))
        titles[page.title] = path
    for code in TWENTY:
        title = next(title for title, path in titles.items() if path == f"/modifiers/{code.lower()}/")
        assert title.startswith(f"Modifier {code}")
        assert len(title) <= 60, title


def test_engines_are_told_of_every_page_that_may_be_indexed_and_of_nothing_else(
    reference: Client, crawled: dict[str, Read]
) -> None:
    told = addresses(reference)
    assert sorted(path for path, read in crawled.items() if read.page.is_indexed) == sorted(told)
    descriptions = [crawled[path].page.description for path in told]
    assert len(descriptions) == len(set(descriptions))
    assert all(25 <= len(description) <= 160 for description in descriptions)
    # The kinds of pages are held to it one by one in tests/pages; here the documents as they are, every ninth.
    sample = {*told[::9], *(f"/modifiers/{code.lower()}/" for code in TWENTY)}
    for path in sorted(sample):
        page = crawled[path].page
        assert page.canonical == f"{settings.SITE_ORIGIN}{path}"
        wrong = schema_org.problems(
            json.loads(page.data),
            text=" ".join("".join(page.words).split()),
            links={urljoin(page.canonical, link) for link in page.links} | {page.canonical},
            canonical=page.canonical,
        )
        assert wrong == [], path


def test_every_modifier_is_three_clicks_from_home_and_three_pages_lead_to_it(crawled: dict[str, Read]) -> None:
    links = {path: {urldefrag(link)[0] for link in read.page.links} - {path, ""} for path, read in crawled.items()}
    clicks, found = {"/": 0}, ["/"]
    for path in found:
        new = (links[path] & crawled.keys()) - clicks.keys()
        clicks |= dict.fromkeys(new, clicks[path] + 1)
        found += sorted(new)
    inbound = Counter(target for path, targets in links.items() if crawled[path].page.is_indexed for target in targets)
    for code in catalogue().modifiers:
        path = f"/modifiers/{code.lower()}/"
        assert clicks[path] <= 3 and inbound[path] >= 3, (path, clicks[path], inbound[path])


def test_the_twenty_modifiers_are_full_and_sourced(reference: Client) -> None:
    for code in TWENTY:
        entry = catalogue().get("modifier", code)
        assert entry is not None, code
        assert entry.document.to_data().get("depth", "full") == "full"
        statements = [statement for _, found in entry.document.lists() for statement in found]
        assert len(statements) >= 30, code
        assert all(statement.sources and statement.checked_on for statement in statements), code


def test_page_of_59_links_to_every_related_code(reference: Client) -> None:
    links = Page(reference.get("/modifiers/59/").content.decode()).links
    for code in sorted(set(TWENTY) - {"59", "24", "50", "GP", "KX"}):
        assert any(link.startswith(f"/modifiers/{code.lower()}/") for link in links), code


def test_no_page_asks_the_database_for_more_than_the_version(crawled: dict[str, Read]) -> None:
    assert {path: read.queries for path, read in crawled.items() if read.queries > 1} == {}


def test_working_rows_change_no_public_byte(reference: Client, crawled: dict[str, Read]) -> None:
    # All pages but the sources', of which each is like the others, would take minutes; every seventh tells as much.
    sample = [*sorted(crawled)[::7], "/modifiers/59/", "/modifiers/kx/", "/sitemap.xml", "/updates/feed.atom"]
    before = {path: digest(reference, path) for path in sample}
    modifier = Modifier.objects.get(code="59")
    modifier.checklist_items.update(text="Something else.")
    modifier.exclusions.all().delete()
    Modifier.objects.filter(code="KX").update(name="Changed", summary="Changed.")
    Source.objects.update(title="Changed")
    for subject_class in SUBJECTS.values():
        for rows in subject_class.row_models():
            rows.objects.filter(pk__in=rows.objects.values_list("pk", flat=True)[:3]).delete()
    publishing.compose(modifier)
    store.invalidate()
    assert {path: digest(reference, path) for path in sample} == before


def test_loading_the_same_files_again_changes_nothing(reference: Client) -> None:
    loaded = load(FIXTURES, publish=True, note="Second run.")
    assert (loaded.added, loaded.changed, loaded.editions) == ([], [], [])


def test_every_modifier_that_opens_edits_says_when(loaded: None) -> None:
    snapshot = catalogue()
    for code, entry in snapshot.modifiers.items():
        document: Any = entry.document
        family = snapshot.get("family", document.family) if document.family else None
        tests = document.edit_tests(family.document if family else None)
        assert bool(tests) == document.is_ncci_associated, code
        assert all(len(test.text.split()) <= 25 for test in tests), code
