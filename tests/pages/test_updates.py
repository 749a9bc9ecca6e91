from __future__ import annotations

from xml.etree import ElementTree

from tests.factories import modifier_document, publish_document, withdraw_document

from .reading import read

ATOM = "{http://www.w3.org/2005/Atom}"


def test_page_and_feed_hold_the_same_major_editions(client, world):
    publish_document(modifier_document(summary="Typo mended."), is_major=False, change_note="")
    publish_document(modifier_document(summary="New rule."), change_note="A new rule for 59.", is_correction=True)
    page = read(client.get("/updates/").content)
    feed = ElementTree.fromstring(client.get("/updates/feed.atom").content)
    entries = feed.findall(f"{ATOM}entry")
    assert len(page.one("main").all("li")) == len(entries) == 15
    assert entries[0].findtext(f"{ATOM}summary") == "A new rule for 59."
    assert "Correction." in page.one("main").text
    assert "Typo mended." not in page.text


def test_feed_is_atom_with_absolute_addresses_and_unique_ids(client, world):
    response = client.get("/updates/feed.atom")
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    assert all(str(id_).startswith("http://127.0.0.1:8000/") for id_ in ids)


def test_the_same_catalogue_is_the_same_feed(client, world):
    assert client.get("/updates/feed.atom").content == client.get("/updates/feed.atom").content


def test_a_withdrawal_is_told_without_a_link(client, world):
    withdraw_document(modifier_document("XS"), change_note="It was wrong.")
    main = read(client.get("/updates/").content).one("main")
    assert "Withdrawn. It was wrong." in main.text
    assert "/modifiers/xs/" not in main.links


def test_nothing_published_is_no_error(client, db):
    assert "Nothing has been published yet." in read(client.get("/updates/").content).text
    assert client.get("/updates/feed.atom").status_code == 200
