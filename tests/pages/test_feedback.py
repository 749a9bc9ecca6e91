"""“Was this right?”: counted, then a form; nothing of a person is kept, logged or put into an address."""

from __future__ import annotations

import logging
from unittest.mock import patch

import pytest
from django.db import OperationalError

from modifiers.feedback import keeping
from modifiers.models import FeedbackCount, FeedbackReport
from tests.factories import modifier_document, publish_document

from .reading import read

ABOUT = {"kind": "modifier", "key": "59", "edition": "1"}
WORDS = {"choice": "wrong", "text": "The period is 90 days, says the MLN booklet of 2025."}


@pytest.fixture
def send(client, world):
    """Post the form as a browser does; the answer."""

    def post(headers=None, **given):
        return client.post("/feedback/", given, headers={"Sec-Fetch-Site": "same-origin", **(headers or {})})

    return post


def shown(response, status: int):
    assert response.status_code == status, response.status_code
    assert response["Cache-Control"] == "no-store" and response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    return read(response.content)


def test_the_page_asks_without_scripts(open_page):
    form = open_page("/modifiers/59/").one("form", cls="was-right")
    assert (form.attrs["action"], form.attrs["method"]) == ("/feedback/", "post")
    assert {node.attrs["name"]: node.attrs["value"] for node in form.all("input", type="hidden")} == ABOUT
    assert [button.attrs["value"] for button in form.all("button", name="answer")] == ["yes", "no"]
    assert not open_page("/modifiers/59/editions/1/").all("form", cls="was-right")


def test_yes_is_counted_for_the_edition_and_leads_to_thanks(send, client):
    publish_document(modifier_document(summary="A second edition."))
    for _ in range(2):
        answer = send(**ABOUT, answer="yes")
    assert (answer.status_code, answer.url) == (303, "/feedback/sent/?kind=modifier&key=59&edition=1")
    assert FeedbackCount.objects.values_list("kind", "key", "edition", "right", "wrong").get() == (
        "modifier",
        "59",
        1,
        2,
        0,
    )
    assert "/modifiers/59/" in read(client.get(answer.url).content).one("main").links


def test_no_is_counted_and_asks_what_is_wrong(send, client):
    answer = send(**ABOUT, answer="no", statement="meaning-what")
    assert answer.status_code == 303
    assert FeedbackCount.objects.get().wrong == 1
    page = read(client.get(answer.url).content)
    form = page.one("form", cls="feedback-form")
    assert {node.attrs["name"]: node.attrs["value"] for node in form.all("input", type="hidden")} == {
        **ABOUT,
        "statement": "meaning-what",
    }
    assert "Nothing about a patient" in form.text


def test_what_is_written_reaches_the_table_with_nothing_of_the_reader(send):
    answer = send(**ABOUT, statement="meaning-what", **WORDS)
    assert (answer.status_code, answer.url.split("?")[0]) == (303, "/feedback/sent/")
    report = FeedbackReport.objects.get()
    assert (report.kind, report.key, report.edition, report.statement) == ("modifier", "59", 1, "meaning-what")
    assert (report.choice, report.text, report.state) == ("wrong", WORDS["text"], "new")
    names = {field.name for field in FeedbackReport._meta.fields} - {"id", "at", *WORDS, *ABOUT, "statement"}
    assert names == {"state", "taken_by", "answered_by", "answered_at", "done"}
    send(**ABOUT, **WORDS)
    assert FeedbackReport.objects.count() == 1, "the same words are kept once"


@pytest.mark.parametrize(
    "identifier", ["SSN 123-45-6789", "born 04/05/1961", "MRN 00412345", "555-867-5309", "z.quill@example.org"]
)
def test_what_looks_like_a_person_is_refused_given_back_and_kept_nowhere(send, caplog, identifier):
    caplog.set_level(logging.DEBUG)
    page = shown(send(**ABOUT, choice="outdated", text=f"It denied for {identifier}."), 422)
    assert page.id("feedback-text").text == f"It denied for {identifier}."
    assert page.id("choice-outdated").attrs.get("checked") is not None
    assert "This looks like" in page.id("feedback-problems").text
    assert not FeedbackReport.objects.exists() and not FeedbackCount.objects.exists()
    assert identifier not in caplog.text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": "Words."}, "Choose what is wrong."),
        ({"choice": "no-such", "text": "Words."}, "Choose what is wrong."),
        ({"choice": "wrong", "text": "  "}, "Say in a sentence"),
        ({"choice": "wrong", "text": "word " * 300}, "At most 1,000 can be sent"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_still_there(send, given, said):
    page = shown(send(**ABOUT, **given), 422)
    assert said in page.id("feedback-problems").text
    assert page.id("feedback-text").text == given["text"].strip()
    assert not FeedbackReport.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://elsewhere.example"}],
)
def test_a_page_of_another_site_cannot_send_it(client, world, headers):
    for more in (WORDS, {"answer": "no"}):
        page = shown(client.post("/feedback/", {**ABOUT, **more}, headers=headers), 403)
        assert "came from another site" in page.id("feedback-problems").text
    assert not FeedbackReport.objects.exists() and not FeedbackCount.objects.exists()
    own = {"Origin": "http://testserver"}
    assert client.post("/feedback/", {**ABOUT, **WORDS}, headers=own).status_code == 303


def test_a_program_that_fills_in_everything_is_thanked_and_nothing_is_kept(send):
    assert send(**ABOUT, **WORDS, website="https://spam.example").status_code == 303
    assert not FeedbackReport.objects.exists()


@pytest.mark.parametrize("about", [{}, {"kind": "modifier", "key": "QQ"}, {"kind": "\0", "key": "x" * 300}])
def test_what_names_no_live_page_is_about_the_site(send, about):
    assert send(**about, answer="no").status_code == 303
    assert not FeedbackCount.objects.exists(), "only editions that exist are counted"
    assert send(**about, **WORDS).status_code == 303
    report = FeedbackReport.objects.get()
    assert (report.kind, report.key, report.edition) == ("", "", None)


def test_an_edition_that_never_was_is_the_live_one(send):
    send(**{**ABOUT, "edition": "99"}, answer="yes", statement="<script>")
    assert FeedbackCount.objects.get().edition == 1


def test_while_the_database_is_away_the_words_stay_in_the_form(send):
    with patch.object(keeping.FeedbackReport.objects, "create", side_effect=OperationalError):
        response = send(**ABOUT, **WORDS)
    page = shown(response, 503)
    assert response["Retry-After"] == "600"
    assert page.id("feedback-text").text == WORDS["text"]
    with patch.object(keeping.FeedbackCount.objects, "bulk_create", side_effect=OperationalError):
        assert send(**ABOUT, answer="no").status_code == 303


def test_a_full_table_takes_no_more(send, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_OPEN", 1)
    send(**ABOUT, **WORDS)
    page = shown(send(**ABOUT, choice="wrong", text="Something else."), 503)
    assert page.id("feedback-text").text == "Something else."
    assert FeedbackReport.objects.count() == 1


def test_too_much_and_files_are_refused_calmly(send, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2000
    shown(send(**ABOUT, choice="wrong", text="x" * 3000), 413)


def test_the_form_has_an_address_of_its_own_for_contact(open_page):
    page = open_page("/feedback/")
    assert "About the site" in page.one("main").text
    assert page.one("meta", name="robots").attrs["content"] == "noindex"
