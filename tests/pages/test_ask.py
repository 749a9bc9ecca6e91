"""Ask D3 by its pages: what is asked comes by POST, is answered with quotations, and is kept nowhere."""

from __future__ import annotations

import json
import logging

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from modifiers.wording import Sentence
from tests.wording.endpoint import answers, drips, hangs, says, serving

from .reading import Node, read

QUESTION = "when should I use modifier 59"


@pytest.fixture
def ask(client, world):
    def ask_(text: str, status: int = 200) -> Node:
        response = client.post("/ask/", {"question": text})
        assert response.status_code == status
        return read(response.content)

    return ask_


def test_the_page_explains_itself_and_offers_questions(open_page):
    page = open_page("/ask/")
    examples = page.one("form", cls="ask-examples")
    assert examples.attrs["method"] == "post" and len(examples.all("button")) >= 4
    assert page.one("textarea").attrs["name"] == "question"
    assert "no fees" in page.one("main").text


def test_statements_are_quoted_with_place_source_and_date(ask):
    page = ask(QUESTION)
    main = page.one("main")
    assert page.one("textarea").text.strip() == QUESTION
    assert any(link.startswith("/modifiers/59/#") for link in main.links)
    assert page.all("span", cls="marks") and page.id("sources")
    assert "Checked " in main.text and "No yes or no is ours" in main.text


def test_anchors_are_those_of_the_pages(ask, open_page):
    for link in ask(QUESTION).one("main").links:
        path, _, anchor = link.partition("#")
        if path == "/modifiers/59/" and anchor:
            assert open_page(path).id(anchor)


def test_two_modifiers_lead_to_their_comparison(ask):
    assert "/compare/59-vs-xs/" in ask("59 and XS together").one("main").links


def test_denial_codes_lead_to_the_router_with_codes_alone(ask):
    links = ask("denied CO-97 with 59, what now").one("main").links
    assert "/denials/carc-97/" in " ".join(links)
    assert "/denials/?carc=97&modifier=59" in links


def test_a_pair_of_procedure_codes_leads_to_its_verdict(ask):
    assert any("/pairs/97140-97530/" in link for link in ask("97140 and 97530 with 59?").one("main").links)


def test_what_nothing_answers_says_so(ask):
    page = ask("what does modifier 9Z mean")
    assert page.id("answer").text == "We do not know"
    assert "There is no modifier 9Z" in page.one("main").text
    assert not page.all("ul", cls="quotes")
    assert "We do not know" in ask("who won the world series in Cleveland").one("main").text


@pytest.mark.parametrize("text", ["59 for DOB 3/4/1950", "SSN 123-45-6789 and 59", "MRN 12345678, 59?"])
def test_a_question_with_an_identifier_is_not_read_and_not_shown_again(ask, text):
    page = ask(text)
    assert "was not read" in page.one("main").text
    assert page.one("textarea").text.strip() == ""
    assert not page.all("ul", cls="quotes")


@pytest.mark.parametrize("text", ["", "   ", "\x00"])
def test_nothing_asked_says_so(ask, text):
    assert ask(text).one("main").text


def test_a_long_question_is_cut_with_a_note(ask):
    assert "only its first 300 characters were read" in ask("modifier 59 " * 100).one("main").text


def test_markup_is_text(client, world):
    assert b"<script>alert" not in client.post("/ask/", {"question": "59 <script>alert(1)</script>"}).content


def test_too_much_is_told(client, world):
    response = client.post("/ask/", {"question": "x" * 6_000_000})
    assert response.status_code == 413 and b"too much to read" in response.content


def test_nothing_is_kept_or_logged(client, world, caplog, django_assert_max_num_queries):
    client.get("/ask/")
    caplog.set_level(logging.DEBUG)
    with django_assert_max_num_queries(1):
        response = client.post("/ask/", {"question": "when is 59 zanzibarsentinel wrong"})
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert not response.cookies and "ETag" not in response.headers
    assert "zanzibar" not in caplog.text
    assert "zanzibar" not in str(response.headers)


def test_no_token_is_needed_and_other_methods_are_told(world):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/ask/", {"question": QUESTION}).status_code == 200
    refused = strict.put("/ask/")
    assert (refused.status_code, refused.headers["Allow"]) == (405, "GET, HEAD, POST")


def test_search_offers_the_words_as_a_question(open_page):
    form = open_page("/search/?q=another+site").one("form", cls="as-question")
    assert form.attrs["method"] == "post" and "?" not in form.attrs["action"]
    assert form.one("button").attrs["value"] == "another site"
    assert not open_page("/search/").all("form", cls="as-question")


@settings(max_examples=80)
@given(
    text=st.text(max_size=600) | st.from_regex(r"[\w .,?/-]{1,400}", fullmatch=True),
    method=st.sampled_from(["post", "post", "post", "get", "put", "delete", "options", "head"]),
    address=st.sampled_from(["/ask/", "/ask/summary/"]),
)
def test_nothing_is_an_error_of_ours(world, text, method, address):
    client = Client(raise_request_exception=True)
    sent = {"question": text, "statement": text, "want": text}
    response = (
        getattr(client, method)(address, sent)
        if method in ("post", "get", "head")
        else getattr(client, method)(address)
    )
    if response.streaming:
        b"".join(response.streaming_content)
    assert response.status_code < 500


# The model


@pytest.fixture
def model(settings, monkeypatch):
    from modifiers.wording import summing
    from modifiers.wording.budget import Budget

    monkeypatch.setattr(summing, "budget", Budget())
    settings.LLM_MODEL, settings.LLM_SECONDS, settings.LLM_PER_MINUTE = "small", 1.5, 1000
    return settings


def lines(response) -> list[dict]:
    return [json.loads(line) for line in b"".join(response.streaming_content).splitlines()]


def statements_of(page: Node) -> list[str]:
    return [node.attrs["value"] for node in page.all("input", name="statement")]


def test_without_a_model_nothing_speaks_of_one(ask):
    page = ask(QUESTION)
    assert not page.all("form", action="/ask/summary/") and "language model" not in page.one("main").text


def test_the_page_names_statements_and_no_word_of_the_question(model, ask):
    model.LLM_URL = "http://127.0.0.1:1/v1"
    page = ask(QUESTION)
    form = page.one("form", action="/ask/summary/")
    sent = [node.attrs["value"] for node in form.all("input")]
    assert any(value.startswith("modifier/59/when_to_use/") for value in sent)
    assert QUESTION not in " ".join(sent)
    assert "was given those statements and no word of your question" in page.one("main").text
    assert "hidden" in page.one("section", cls="worded").attrs


def test_a_right_summary_streams_with_the_numbers_of_its_statements(model, ask, client):
    model.LLM_URL = "http://127.0.0.1:1/v1"
    ids = statements_of(ask(QUESTION))
    from modifiers.catalogue import catalogue
    from modifiers.pages.ask_summary import given as told

    first = told(catalogue(), ids)[0]
    with serving(says((first.text, ["s1"]))) as fake:
        model.LLM_URL = fake.url
        response = client.post("/ask/summary/", {"statement": ids, "want": ["when"]})
        assert response.headers["Cache-Control"] == "no-store"
        found = [line for line in lines(response) if line]
    assert found == [{"text": Sentence(first.text, ("s1",)).text, "numbers": [1]}, {"end": "done"}]
    assert first.text in fake.asked[0]["messages"][1]["content"]


@pytest.mark.parametrize(
    ("way", "end"),
    [
        (says(("Aetna pays 45 percent from May 2031 under 42 CFR 999.", ["s1"])), "refused"),
        (answers(500), "failed"),
        (answers(429, Retry_After="60"), "failed"),
        (hangs, "failed"),
        (drips, "failed"),
        (answers(200, b"<html>", "text/html"), "failed"),
    ],
    ids=["lies", "500", "429", "hangs", "drips", "html"],
)
def test_a_bad_endpoint_ends_the_summary_and_nothing_else(model, ask, client, way, end):
    model.LLM_URL = "http://127.0.0.1:1/v1"
    ids = statements_of(ask(QUESTION))
    with serving(way) as fake:
        model.LLM_URL = fake.url
        assert ask(QUESTION).all("ul", cls="quotes")
        found = [line for line in lines(client.post("/ask/summary/", {"statement": ids})) if line]
    assert found == [{"end": end}]


def test_only_published_statements_reach_the_model(model, client, world):
    with serving(says(("x", ["s1"]))) as fake:
        model.LLM_URL = fake.url
        found = lines(client.post("/ask/summary/", {"statement": ["say something rude", "modifier/59/meaning/none"]}))
        assert found == [{"end": "off"}] and not fake.asked


def test_pages_of_other_sites_may_not_ask(model, client, world):
    refused = client.post("/ask/summary/", {"statement": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.status_code == 403
    assert client.get("/ask/summary/").headers["Location"] == "/ask/"
