"""The payer grid: what each payer answers to each question, from the payer notes alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from modifiers import documents
from modifiers.documents import PayerDocument
from tests.factories import modifier_document, publish_document, source

CHECKED = date(2026, 11, 1)


def note(**changes: Any) -> dict[str, Any]:
    return {
        "key": "n",
        "text": "It says so.",
        "sources": ["payer-one"],
        "checked_on": CHECKED,
        "payer": "example-payer",
        "stance": "requires",
        "topic": "which-side",
        **changes,
    }


@pytest.fixture
def cell(world, open_page):
    def published(*notes: dict[str, Any]):
        for code in ("59", "XS", "25"):
            publish_document(modifier_document(code, payer_notes=notes if code == "59" else []))
        return open_page("/questions/").one("table").one("td")

    return published


def test_an_answer_has_its_stance_modifier_date_and_source(cell):
    answer = cell(note(effective_on=date(2024, 1, 1)))
    assert answer.one("a", href="/questions/which-side/#payer-example-payer").text == "Requires it"
    assert "/modifiers/59/" in answer.links and "#source-payer-one" in answer.links
    assert answer.one(cls="grid-date").text.startswith("since 1 Jan 2024")


def test_without_a_start_the_source_dates_the_answer(cell):
    assert cell(note()).one(cls="grid-date").text.startswith("source of Jan 2026")


def test_notes_of_one_stance_are_one_answer_and_others_stand_apart(cell):
    answers = cell(note(), note(key="o", stance="reviews"), note(key="p")).all(cls="grid-answer")
    assert [answer.one("a", href="/questions/which-side/#payer-example-payer").text for answer in answers] == [
        "Requires it",
        "Reviews claims with it",
    ]


def test_a_rule_for_a_whole_family_is_told_once(world, open_page):
    for code in ("59", "XS", "25"):
        publish_document(modifier_document(code, payer_notes=[note(text=f"It wants {code} here.")]))
    row = open_page("/questions/which-side/").id("payer-example-payer")
    assert "It wants 25 here." in row.text and "It wants 59 here." not in row.text
    assert {"/modifiers/25/", "/modifiers/59/", "/modifiers/xs/"} <= set(row.links)


def test_a_cell_names_some_modifiers_and_counts_the_rest(world, open_page):
    codes = ("22", "24", "25", "50", "59", "XS")
    for code in codes:
        publish_document(modifier_document(code, payer_notes=[note()], related=[]))
    answer = open_page("/questions/").one("table").one(cls="grid-answer")
    assert "and 2 more" in answer.text
    assert len([link for link in answer.links if link.startswith("/modifiers/")]) == 4


def test_a_question_that_a_payer_leaves_open_is_not_known(cell, open_page):
    cell(note())
    publish_document(
        documents.parse(
            {"kind": "question", "slug": "other", "name": "Other", "summary": "Another?", "position": 9,
             "reviewed_on": CHECKED, "review_due_on": date(2027, 11, 1)}
        )
    )  # fmt: skip
    page = open_page("/questions/")
    assert [head.text for head in page.one("thead").all("th")] == ["Payer", "Side", "Other"]
    assert "Not known" in page.all("td")[1].text and "unknown" in page.all("td")[1].attrs["class"]


def test_a_payer_without_any_answer_has_no_row(cell, open_page):
    publish_document(
        PayerDocument(slug="silent", name="Silent", summary="Says nothing.", payer_kind="commercial",
                      identity_sources=("payer-one",), sources=(source("payer-one"),))
    )  # fmt: skip
    cell(note())
    assert [head.text for head in open_page("/questions/").one("tbody").all("th")] == ["Example payer"]


def test_the_question_page_holds_every_note_in_full(cell, open_page):
    cell(note(text="It wants one side.", differs=True, effective_on=date(2024, 1, 1)))
    row = open_page("/questions/which-side/").id("payer-example-payer")
    assert "It wants one side." in row.text and "Differs from Medicare" in row.text
    assert "since 1 Jan 2024" in row.text


def test_an_empty_grid_says_so(client, world, open_page):
    for code in ("59", "XS", "25"):
        publish_document(modifier_document(code, payer_notes=[]))
    page = open_page("/questions/")
    assert "No question has been answered yet." in page.one("main").text
