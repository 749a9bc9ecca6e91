from __future__ import annotations

from tests.factories import modifier_document, withdraw_document


def test_not_found_offers_the_nearest_codes_and_the_way_home(open_page):
    page = open_page("/modifiers/58/", 404)
    assert "/modifiers/59/" in page.one("ul", cls="most-used").links
    assert {"/modifiers/", "/denials/", "/"} <= set(page.one("main").links)
    assert page.one("meta", name="robots").attrs["content"] == "noindex"


def test_not_found_gives_the_reason_where_there_is_one(open_page):
    assert "is a procedure code" in open_page("/modifiers/97140/", 404).one("p", cls="summary").text


def test_not_found_offers_what_is_looked_up_when_nothing_is_near(open_page):
    assert open_page("/modifiers/qq/", 404).id("nearest").text == "Often looked up"


def test_a_word_that_is_no_code_is_near_none(open_page):
    assert open_page("/nothing-of-that-name/", 404).id("nearest").text == "Often looked up"
    assert open_page("/modifiers/599/", 404).id("nearest").text == "The nearest modifiers"


def test_not_found_without_a_catalogue(client, db, monkeypatch):
    from modifiers.catalogue import CatalogueUnavailable
    from modifiers.pages import answering, errors

    def away():
        raise CatalogueUnavailable

    monkeypatch.setattr(errors, "current", away)
    monkeypatch.setattr(answering, "current", away)
    assert client.get("/no/such/place/at/all").status_code == 404


def test_gone_says_since_when_and_why(client, world):
    withdraw_document(modifier_document("XS"), change_note="The dates were wrong.")
    response = client.get("/modifiers/xs/")
    assert response.status_code == 410
    assert b"The dates were wrong." in response.content and response.headers["X-Robots-Tag"] == "noindex"
