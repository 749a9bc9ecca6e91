"""Corrections: from marked editions, with the day since when the words had stood so."""

from __future__ import annotations

from datetime import UTC, datetime

from modifiers.catalogue import catalogue
from modifiers.pages.corrections import corrections_of
from tests.factories import modifier_document, publish_document
from tests.factories.documents import statement

DAYS = [datetime(2026, month, 2, 15, tzinfo=UTC) for month in (1, 2, 3, 4)]


def published(*texts: str, note: str = "It is 90 days and not 60.") -> None:
    """Editions of modifier 59 with these words, a month apart; the last corrects the one before."""
    for text, at in zip(texts, DAYS, strict=False):
        is_last = text == texts[-1]
        document = modifier_document(meaning=[statement("days", text), statement("other", f"At {at:%B} this is so.")])
        publish_document(document, live_from=at, is_correction=is_last, change_note=note if is_last else "News.")


def test_nothing_to_correct(open_page):
    assert "No edition has had to correct another so far." in open_page("/corrections/").one("main").text


def test_a_correction_says_what_was_wrong_since_when_and_where_it_was_put_right(db, client):
    published("Forty days.", "Sixty days.", "Sixty days.", "Ninety days.")
    (one,) = corrections_of(catalogue())
    # The other row changes with every edition, so that its words of March are what was reworded last.
    assert (one.note, one.number, one.day) == ("It is 90 days and not 60.", 4, "2 Apr 2026")
    assert one.since == "2 Feb 2026"
    page = client.get("/corrections/").content.decode()
    for part in ("/modifiers/59/editions/4/", "/modifiers/59/changes/3..4/", one.note, "since 2 Feb 2026"):
        assert part in page


def test_what_was_only_added_had_been_missing_from_the_beginning(db):
    first = modifier_document(meaning=[statement("days", "Ninety days.")])
    more = modifier_document(meaning=[statement("days", "Ninety days."), statement("more", "And one before.")])
    publish_document(first, live_from=DAYS[0])
    publish_document(first, live_from=DAYS[1])
    publish_document(more, live_from=DAYS[2], is_correction=True)
    assert corrections_of(catalogue())[0].since == "2 Jan 2026"


def test_checking_again_is_no_mistake(db):
    for at, text in zip(DAYS, ("Sixty.", "Sixty.", "Ninety."), strict=False):
        rows = [statement("days", text, checked_on=at.date()), statement("other", "So it is.", checked_on=at.date())]
        document = modifier_document(meaning=rows, reviewed_on=at.date())
        publish_document(document, live_from=at, is_correction=text == "Ninety.")
    assert corrections_of(catalogue())[0].since == "2 Jan 2026"


def test_every_page_of_a_subject_leads_to_corrections_policy_and_contact(open_page):
    for path in ("/modifiers/59/", "/families/distinct-service/", "/denials/carc-97/", "/compare/59-vs-xs/", "/about/"):
        links = open_page(path).one("footer", cls="page-foot").links
        assert "/corrections/" in links and "/editorial-policy/" in links, path
        assert any(link.startswith("/feedback/?kind=") for link in links), path
