"""What engines read beside the pages: sitemap, robots, and the head of every page, which must agree with both."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

from modifiers.catalogue import catalogue
from modifiers.pictures.keeping import wanted
from tests.factories import modifier_document, publish_document, withdraw_document

from .reading import Node, read

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
KINDS = ("modifier", "family", "denial_code", "payer", "topic", "setting", "question", "comparison", "page")

UNINDEXED = (
    "/search/?q=side",
    "/search/suggest/?q=side",
    "/compare/25-vs-59/",
    "/compare/?codes=59+ZZ",
    "/modifiers/?q=side",
    "/modifiers/59/history/",
    "/modifiers/59/editions/1/",
    "/modifiers/59/as-of/",
    "/modifiers/59/index.md",
    "/codes/20610/",
    "/pairs/20610-99213/",
    "/denials/?carc=97",
    "/appeal/?modifier=59",
    "/llms.txt",
    "/nothing/",
    "/api/v1/modifiers/59",
    "/api/v1/docs",
    "/api/v1/nothing",
    "/admin/login/",
    "/admin/",
    "/admin/bulk/",
    "/preview/nothing/",
)


def addresses(client) -> dict[str, str]:
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    assert all({child.tag for child in url} <= {f"{SITEMAP}loc", f"{SITEMAP}lastmod"} for url in root)
    return {str(url.findtext(f"{SITEMAP}loc")): url.findtext(f"{SITEMAP}lastmod", "") for url in root}


def meta(head: Node) -> dict[str, str]:
    """Property or name → content."""
    found = [node.attrs for node in head.all("meta") if "content" in node.attrs]
    return {attrs.get("property") or attrs["name"]: attrs["content"] for attrs in found}


def test_every_page_of_the_sitemap_has_one_address_and_a_head_of_its_own(client, world):
    found = addresses(client)
    live = sum(len(catalogue().all(kind)) for kind in KINDS)
    assert len(found) == 16 + live + len(catalogue().sources)
    pictures = {words.file_name for words in wanted(catalogue())}
    titles: dict[str, str] = {}
    descriptions: dict[str, str] = {}
    for address in found:
        path = urlsplit(address).path
        response = client.get(path)
        assert response.status_code == 200 and "X-Robots-Tag" not in response.headers, path
        html = read(response.content).one("html")
        head, told = html.one("head"), meta(html.one("head"))
        assert html.attrs["lang"] == "en" and not head.all("link", rel="alternate", hreflang="en"), path
        assert next(child for child in head.children if isinstance(child, Node)).attrs == {"charset": "utf-8"}
        assert head.one("link", rel="canonical").attrs["href"] == told["og:url"] == address
        assert "robots" not in told and len(html.all("h1")) == 1, path
        titles[head.one("title").text] = descriptions[told["description"]] = path
        assert told["og:title"] == head.one("title").text and told["og:description"] == told["description"]
        assert told["twitter:card"] == "summary_large_image"
        assert told["og:image"].removeprefix("http://127.0.0.1:8000/pictures/") in pictures, path
        assert told["og:image:alt"] and told["og:image:type"] == "image/png"
        assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
    assert len(titles) == len(descriptions) == len(found)
    assert max(map(len, titles)) <= 70 and max(map(len, descriptions)) <= 160


def test_lastmod_moves_with_major_editions_only(client, world):
    publish_document(modifier_document("76"), live_from=datetime(2025, 6, 1, 12, tzinfo=UTC))
    address = "http://127.0.0.1:8000/modifiers/76/"
    assert addresses(client)[address] == "2025-06-01"
    before = client.get("/sitemap.xml").content
    publish_document(modifier_document("76", summary="Typo."), is_major=False, change_note="")
    assert client.get("/sitemap.xml").content == before
    publish_document(modifier_document("76", summary="Another rule."))
    assert addresses(client)[address] == catalogue().updated_at("modifier", "76").date().isoformat() != "2025-06-01"


def test_what_is_gone_is_in_the_sitemap_no_more(client, world):
    withdraw_document(modifier_document("25"))
    withdraw_document(modifier_document("XS"), merged_into="59")
    paths = {urlsplit(address).path for address in addresses(client)}
    assert "/modifiers/59/" in paths and not {"/modifiers/25/", "/modifiers/xs/"} & paths


def test_what_is_not_for_an_index_says_so_itself(client, world):
    told = {path: client.get(path).headers.get("X-Robots-Tag") for path in UNINDEXED}
    assert told == dict.fromkeys(UNINDEXED, "noindex")


def test_robots_blocks_nothing_names_the_sitemap_and_says_what_models_may_do(client, db):
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    lines = response.content.decode().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules == ["User-agent: *", "Allow: /", "Sitemap: http://127.0.0.1:8000/sitemap.xml"]
    assert "language models" in response.content.decode()
