"""The data block of every kind of page: of schema.org's vocabulary, of our shapes, and nothing that is not shown."""

from __future__ import annotations

import json
from datetime import date
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from modifiers.catalogue import catalogue
from modifiers.documents import ModifierDocument
from modifiers.pages import structured_data
from modifiers.pages.modifier import modifier_page
from tests.factories import modifier_document, publish_document

from . import schema_org
from .reading import Node, read
from .test_machines import addresses

KINDS = {
    "/": ("WebSite", None),
    "/modifiers/": ("CollectionPage", "DefinedTermSet"),
    "/modifiers/59/": ("WebPage", "MedicalCode"),
    "/denials/": ("CollectionPage", "DefinedTermSet"),
    "/denials/carc-97/": ("WebPage", "DefinedTerm"),
    "/families/": ("CollectionPage", None),
    "/families/distinct-service/": ("CollectionPage", "ItemList"),
    "/topics/which-side/": ("CollectionPage", "ItemList"),
    "/settings/dermatology/": ("WebPage", None),
    "/payers/": ("CollectionPage", "ItemList"),
    "/payers/example-payer/": ("WebPage", None),
    "/questions/": ("CollectionPage", "ItemList"),
    "/questions/which-side/": ("WebPage", None),
    "/compare/": ("CollectionPage", None),
    "/compare/59-vs-xs/": ("WebPage", "ItemList"),
    "/sources/": ("CollectionPage", None),
    "/sources/cms-one/": ("WebPage", "CreativeWork"),
    "/updates/": ("CollectionPage", None),
    "/about/": ("AboutPage", None),
    "/editorial-policy/": ("WebPage", None),
    "/pairs/": ("WebPage", None),
    "/ask/": ("WebPage", None),
    "/appeal/": ("WebPage", None),
}


def block(page: Node) -> dict[str, Any]:
    return json.loads(page.one("script", type="application/ld+json").text)


def told(page: Node) -> list[str]:
    canonical = page.one("link", rel="canonical").attrs["href"]
    links = {urljoin(canonical, link) for link in page.links} | {canonical}
    text = f"{page.one('title').text}\n{page.one('body').text}"
    return schema_org.problems(block(page), text=text, links=links, canonical=canonical)


@pytest.fixture
def pages(client, world) -> dict[str, Node]:
    found = (urlsplit(address).path for address in addresses(client))
    return {path: read(client.get(path).content) for path in found}


def test_every_page_says_what_it_is_and_nothing_that_it_does_not_show(pages):
    assert {path: found for path, page in pages.items() if (found := told(page))} == {}
    for path, (kind, subject) in KINDS.items():
        data = block(pages[path])
        assert (data["@type"], data.get("mainEntity", {}).get("@type")) == (kind, subject), path


def test_crumbs_are_those_that_are_shown(pages):
    shown = 0
    for path, page in pages.items():
        crumbs = [item.text for nav in page.all("nav", cls="crumbs") for item in nav.all("li")]
        listed = block(page).get("breadcrumb", {}).get("itemListElement", [])
        assert [item["name"] for item in listed] == crumbs, path
        assert [item["position"] for item in listed] == list(range(1, len(crumbs) + 1))
        if crumbs:
            shown += 1
            assert listed[-1]["item"] == block(page)["url"]
    assert shown > 10


def test_a_modifier_is_a_medical_code_with_its_review_and_its_sources(pages):
    data = block(pages["/modifiers/59/"])
    code = data["mainEntity"]
    assert (code["codeValue"], code["codingSystem"], code["name"]) == ("59", "CPT", "Name of 59")
    assert code["inDefinedTermSet"]["@id"] == block(pages["/modifiers/"])["mainEntity"]["@id"]
    assert data["reviewedBy"] == {"@type": "Organization", "name": "D3rx editors"}
    assert data["lastReviewed"] == "2026-11-01"
    assert data["dateModified"] == catalogue().updated_at("modifier", "59").date().isoformat()
    cited = [item.all("cite")[0].text for item in pages["/modifiers/59/"].one("section", cls="sources").all("li")]
    assert [source["name"] for source in data["citation"]] == cited
    assert data["publisher"]["publishingPrinciples"] == "http://127.0.0.1:8000/editorial-policy/"


def test_a_person_who_reviewed_is_a_person(client, world):
    publish_document(modifier_document("25", reviewed_by="Somebody Else, CPC"))
    page = read(client.get("/modifiers/25/").content)
    assert block(page)["reviewedBy"] == {"@type": "Person", "name": "Somebody Else, CPC"}
    assert told(page) == []


def test_pages_that_are_not_indexed_tell_nothing(open_page):
    for path in ("/search/?q=side", "/compare/25-vs-59/", "/modifiers/59/editions/1/", "/modifiers/?q=side"):
        page = open_page(path)
        assert not page.all("script", type="application/ld+json"), path
        assert not page.all("link", type="text/markdown"), path


class Reader(HTMLParser):
    """Finds the data block as a browser would, and every other element that is opened after it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.data, self.opened, self._inside = "", [], False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.opened.append(tag)
        self._inside = tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.data += data


@given(st.text(min_size=1, max_size=150).filter(lambda text: text.split() and text.isprintable()))
@example("</script><script>x</script>")
@example("<!--<script>")
@example("]]>'\"&amp;\u2028\u2029</ScRiPt >")
def test_no_text_of_a_document_breaks_out(text):
    document = modifier_document(name=text, summary=text, reviewed_by=text)
    about = structured_data.about_subject(document, _Empty(), name=text, description=text)  # type: ignore[arg-type]
    data = structured_data.page_data(about, url="https://example.org/", crumbs=[(text, "/x/"), (text, None)])
    html = f'<script type="application/ld+json">{structured_data.as_block(data)}</script><p>after'
    reader = Reader(html)
    assert reader.opened == ["script", "p"]
    assert json.loads(reader.data.removesuffix("after")) == data


class _Empty:
    """A catalogue that knows of no edition."""

    def updated_at(self, kind: str, key: str) -> None:
        return None


def test_a_data_set_has_its_version_licence_and_files():
    data = structured_data.dataset_data(
        url="https://example.org/downloads/",
        name="All modifiers",
        description="Every modifier.",
        version="2026-11-24",
        modified=date(2026, 11, 24),
        licence="https://example.org/terms/",
        distributions=[{"url": "https://example.org/m.csv", "format": "text/csv", "name": "CSV"}],
    )
    about = structured_data.About("Downloads", subject=data)
    whole = structured_data.page_data(about, url="https://example.org/downloads/")
    text = "Downloads All modifiers Every modifier. 2026-11-24, 24 Nov 2026 CSV D3rx Modifiers"
    links = {
        *("https://example.org/downloads/", "https://example.org/terms/", "https://example.org/m.csv"),
        "http://127.0.0.1:8000/",
    }
    assert schema_org.problems(whole, text=text, links=links, canonical="https://example.org/downloads/") == []
    assert schema_org.problems(whole, text="Downloads", links=links, canonical="https://example.org/downloads/")


def test_the_checks_notice_what_is_wrong():
    data = {"@context": "https://schema.org", "@type": "WebPage", "url": "x", "name": "Shown", "invented": "y"}
    data |= {"mainEntity": {"@type": "MedicalModifier"}, "isPartOf": 1, "publisher": 1, "inLanguage": "de"}
    found = schema_org.problems(data, text="Shown", links=set(), canonical="z")
    for wrong in ("is not z", "invented is not in", "MedicalModifier is no type", "“de” is unexpected", "no link"):
        assert any(wrong in sentence for sentence in found), wrong


def test_the_heading_of_a_long_name_is_whole_where_the_title_is_cut(world):
    document = modifier_document(name="A name that is much longer than any result list of an engine would ever show it")
    context = modifier_page(document, catalogue=catalogue())
    assert isinstance(document, ModifierDocument)
    assert context["title"].endswith("…") and context["about"].name == f"Modifier 59: {document.name}"
