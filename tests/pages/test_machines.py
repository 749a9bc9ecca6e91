from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

from modifiers.catalogue import catalogue
from tests.factories import modifier_document, publish_document

from .reading import read

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(client) -> dict[str, str]:
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    return {str(url.findtext(f"{SITEMAP}loc")): url.findtext(f"{SITEMAP}lastmod", "") for url in root}


def test_the_sitemap_holds_all_and_only_pages_that_may_be_indexed(client, world):
    found = addresses(client)
    paths = {urlsplit(address).path for address in found}
    live = sum(
        len(catalogue().all(kind))
        for kind in ("modifier", "family", "denial_code", "payer", "topic", "setting", "question", "comparison", "page")
    )
    assert len(paths) == len(found) == 11 + live + len(catalogue().sources)
    for address, path in ((address, urlsplit(address).path) for address in found):
        response = client.get(path)
        assert response.status_code == 200 and "X-Robots-Tag" not in response.headers
        assert read(response.content).one("link", rel="canonical").attrs["href"] == address


def test_titles_and_descriptions_are_unique(client, world):
    heads = [read(client.get(urlsplit(address).path).content).one("head") for address in addresses(client)]
    titles = [head.one("title").text for head in heads]
    assert len(titles) == len(set(titles))
    descriptions = [head.one("meta", name="description").attrs["content"] for head in heads]
    assert len(descriptions) == len(set(descriptions))
    assert max(map(len, titles)) <= 70


def test_lastmod_moves_with_major_editions_only(client, world):
    publish_document(modifier_document("76"), live_from=datetime(2025, 6, 1, 12, tzinfo=UTC))
    address = "http://127.0.0.1:8000/modifiers/76/"
    assert addresses(client)[address] == "2025-06-01"
    publish_document(modifier_document("76", summary="Typo."), is_major=False, change_note="")
    assert addresses(client)[address] == "2025-06-01"
    assert client.get("/sitemap.xml").content == client.get("/sitemap.xml").content


def test_robots_names_the_sitemap(client, db):
    response = client.get("/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    assert b"Sitemap: http://127.0.0.1:8000/sitemap.xml" in response.content
