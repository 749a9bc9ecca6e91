"""Checks beside the fields: the rules of publishing, asked while somebody writes; nothing is written."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from modifiers import publishing
from modifiers.models import SUBJECTS, Exclusion, Modifier, UseCase

from .conftest import address
from .posting import row_names, untouched


@pytest.fixture
def opened(editor_client, m59):
    return untouched(editor_client.get(address(m59)))


def asked(client, subject, data):
    response = client.post(address(subject, "check"), data)
    assert response.status_code == 200
    return {(one["id"], one["blocks"], one["message"]) for one in response.json()["problems"]}


def test_each_problem_has_the_id_of_its_input(editor_client, m59, opened):
    assert not [one for one in asked(editor_client, m59, opened) if one[1]], "what was published blocks nothing"
    row = row_names(opened, "do_not_use")
    key, place = next(iter(row.items()))
    opened.update(
        {
            "summary": "s" * 160,
            f"{place}-text": "Use it with [[ZQ]] whenever 20% is paid.",
            f"{place}-sources": [],
            f"{place}-checked_on": "",
            "scenarios-0-lines": "97140-Q9 x1",
            "related-0-other": "",
            "when_to_use-2-text": "A new row " + "word " * 40,
        }
    )
    before = publishing.compose(m59)
    with CaptureQueriesContext(connection) as asked_for:
        told = asked(editor_client, m59, opened)
    assert not [query["sql"] for query in asked_for if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert publishing.compose(m59) == before
    assert any(id_ == "id_related-0-other" and message == "This field is empty." for id_, _, message in told)

    opened["related-0-other"] = str(Modifier.objects.get(code="XS").pk)
    opened["related-0-DELETE"] = "on"
    told = asked(editor_client, m59, opened)
    ids = {id_ for id_, *_ in told}
    assert ("id_summary", True) in {(id_, blocks) for id_, blocks, _ in told}
    assert {f"id_{place}-text", f"id_{place}-sources", f"id_{place}-checked_on"} <= ids
    assert (f"id_{place}-text", True, "Begin with “Do not”.") in told
    assert any(id_ == f"id_{place}-text" and "leads nowhere" in message for id_, _, message in told)
    assert any(id_ == "id_scenarios-0-lines" and "Q9" in message for id_, _, message in told)
    assert any(id_ == "id_when_to_use-2-text" and "sentence has" in message for id_, _, message in told)
    assert key


@pytest.mark.parametrize("kind", list(SUBJECTS))
def test_the_form_as_drawn_says_what_publishing_says(editor_client, live, kind):
    """Reading the form leads to the same problems as reading the rows."""
    subject = next(found for (of, _), found in live.items() if of == kind)
    stored = publishing.check(publishing.compose(subject), known=publishing.known())
    told = asked(editor_client, subject, untouched(editor_client.get(address(subject))))
    assert sorted(message for _, _, message in told) == sorted({problem.message for problem in stored})


def test_problems_are_drawn_beside_their_fields_without_any_script(editor_client, m59, opened):
    Exclusion.objects.filter(modifier=m59).update(text="Use it always.")
    page = editor_client.get(address(m59)).content.decode()
    field = re.search(r'id="id_do_not_use-0-text".*?</p>', page, re.DOTALL)
    assert field and "Begin with “Do not”." in field.group()
    summary = re.search(r"<details class=\"told-all\".*?</details>", page, re.DOTALL)
    assert summary and 'href="#id_do_not_use-0-text"' in summary.group()


@pytest.mark.parametrize(
    "nonsense",
    [
        {
            "effective_on": "the day before",
            "family": "999999",
            "identity_sources": ["nobody", "-1", "9" * 30],
            "when_to_use-0-key": "Not A Key!",
            "when_to_use-0-id": "999999",
            "payer_notes-0-payer": "x",
            "payer_notes-0-effective_on": "2026-99-99",
            "scenarios-0-lines": "::::\x00",
        },
        {
            "family": "x",
            "when_to_use-0-key": "",
            "when_to_use-0-id": "x",
            "when_to_use-0-position": "x" * 500,
            "when_to_use-1-position": "9" * 500,
            "when_to_use-TOTAL_FORMS": "x",
            "checklist-INITIAL_FORMS": "-1",
            "system": "nobody",
            "opened": "rubbish",
        },
    ],
)
def test_nothing_that_is_sent_breaks_the_check_or_the_form(editor_client, m59, opened, nonsense):
    asked(editor_client, m59, {**opened, **nonsense})
    assert editor_client.post(address(m59), {**opened, **nonsense, "_continue": "x"}).status_code == 200
    stale = {**opened, **nonsense, "name": "Mine", "opened": "x"}
    assert editor_client.post(address(m59), {**stale, "_continue": "x"}).status_code == 200
    assert editor_client.post(address(m59), {**stale, "_merge": "x"}).status_code == 200


def test_a_check_needs_the_right_to_change(editor_client, client_with, m59, opened):
    assert client_with("view_modifier").post(address(m59, "check"), opened).status_code == 403
    assert editor_client.get(address(m59, "check")).status_code == 405


def test_form_check_and_refused_save_ask_the_same_number_of_questions_whatever_the_rows(editor_client, m59):
    def count(method, *arguments):
        with CaptureQueriesContext(connection) as asked_for:
            response = method(*arguments)
        assert response.status_code == 200
        return len(asked_for)

    def all_three():
        data = untouched(editor_client.get(address(m59)))
        return (
            count(editor_client.get, address(m59)),
            count(editor_client.post, address(m59, "check"), data),
        )

    few = all_three()
    for number in range(3, 20):
        row = UseCase.objects.create(modifier=m59, key=f"case-{number}", position=number, text=f"Case {number}.")
        row.sources.set(m59.identity_sources.all())
    assert all_three() == few
