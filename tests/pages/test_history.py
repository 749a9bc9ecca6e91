from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tests.factories import modifier_document, publish_document, withdraw_document

from .reading import read

OLD = datetime(2025, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def two_editions(world):
    """Modifier 76 with one edition of June 2025 and one of today."""
    publish_document(modifier_document("76", summary="As it was."), live_from=OLD, change_note="First edition.")
    publish_document(modifier_document("76", summary="As it is."), change_note="Reworded.")


def get(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status
    return response, read(response.content)


def test_history_lists_editions_newest_first(client, two_editions):
    response, page = get(client, "/modifiers/76/history/")
    assert [link for link in page.one("main").links if "/editions/" in link] == [
        "/modifiers/76/editions/2/",
        "/modifiers/76/editions/1/",
    ]
    assert "/modifiers/76/changes/1..2/" in page.links
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_an_edition_keeps_its_words_and_says_that_it_is_past(client, two_editions):
    response, page = get(client, "/modifiers/76/editions/1/")
    assert "As it was." in page.one("p", cls="summary").text
    assert "replaced by edition 2" in page.one("aside", cls="banner").text
    assert page.one("link", rel="canonical").attrs["href"].endswith("/modifiers/76/")
    assert response.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(
    ("on", "summary"), [("2025-06-01", "As it was."), ("2026-01-31", "As it was."), ("today", "As it is.")]
)
def test_as_of_shows_the_edition_of_that_day(client, two_editions, on, summary):
    on = timezone.localdate().isoformat() if on == "today" else on
    response, page = get(client, f"/modifiers/76/as-of/{on}/")
    assert summary in page.one("p", cls="summary").text
    assert "As the page stood on" in page.one("aside", cls="banner").text
    assert page.one("link", rel="canonical").attrs["href"].endswith("/modifiers/76/")
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_a_day_before_the_first_edition_is_explained(client, two_editions):
    _, page = get(client, "/modifiers/76/as-of/2024-02-29/", status=404)
    assert "Our first edition on modifier 76 dates from 1 Jun 2025" in page.one("main").text
    assert {"/modifiers/76/editions/1/", "/modifiers/76/"} <= set(page.links)


@pytest.mark.parametrize("on", ["2025-13-01", "yesterday", "2025-6-1", "0000-00-00"])
def test_what_is_no_day_is_told(client, two_editions, on):
    _, page = get(client, f"/modifiers/76/as-of/{on}/", status=404)
    assert "Write the date of service as year-month-day" in page.one("main").text


def test_a_day_to_come_is_refused_even_when_an_edition_is_scheduled(client, two_editions):
    publish_document(modifier_document("76", summary="Secret."), live_from=timezone.now() + timedelta(days=2))
    ahead = (timezone.localdate() + timedelta(days=5)).isoformat()
    response, page = get(client, f"/modifiers/76/as-of/{ahead}/", status=404)
    assert "has not come" in page.text and b"Secret." not in response.content
    assert client.get("/modifiers/76/editions/3/").status_code == 404


def test_the_form_leads_to_the_day(client, two_editions):
    assert client.get("/modifiers/76/as-of/?on=2025-07-01").headers["Location"] == "/modifiers/76/as-of/2025-07-01/"


def test_changes_are_shown_word_by_word(client, two_editions):
    _, page = get(client, "/modifiers/76/changes/1..2/")
    assert [node.text for node in page.all("del")] == ["was"]
    assert [node.text for node in page.all("ins")] == ["is"]


def test_changes_of_every_kind_of_row_are_shown(client, world):
    new = modifier_document(
        checklist=[{"key": "new-item", "text": "Something new.", "sources": ["cms-two"]}],
        scenarios=[],
        is_ncci_associated=False,
        effective_on=None,
        topics=["which-side", "other"],
    )
    publish_document(new)
    _, page = get(client, "/modifiers/59/changes/1..2/")
    assert "Something new." in [node.text for node in page.all("ins")]
    assert "1 Jan 2015" in [node.text for node in page.all("del")]
    _, back = get(client, "/modifiers/59/changes/2..1/")
    assert "Something new." in [node.text for node in back.all("del")]
    _, same = get(client, "/modifiers/59/changes/1..1/")
    assert "The two editions say the same." in same.text


@pytest.mark.parametrize("path", ["editions/99/", "changes/1..99/", "editions/0/"])
def test_an_edition_that_does_not_exist_is_told(client, world, path):
    _, page = get(client, f"/modifiers/59/{path}", status=404)
    assert "Modifier 59 has no edition" in page.text


@pytest.mark.parametrize("path", ["history/", "editions/1/", "as-of/2025-01-01/", "changes/1..1/"])
def test_upper_case_is_one_redirect_and_unknown_codes_are_not_found(client, world, path):
    assert client.get(f"/modifiers/XS/{path}").headers["Location"] == f"/modifiers/xs/{path}"
    assert client.get(f"/modifiers/zz/{path}").status_code == 404


def test_a_page_in_error_has_no_past_either(client, two_editions):
    withdraw_document(modifier_document("76"))
    assert client.get("/modifiers/76/history/").status_code == 410
    assert client.get("/modifiers/76/editions/1/").status_code == 410
