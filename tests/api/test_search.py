from __future__ import annotations

import pytest

from tests.factories import denial_code_document, modifier_document, publish_document


@pytest.mark.parametrize(
    ("typed", "interpreted_as"),
    [
        ("59", "code"),
        ("mod xs", "code"),
        ("CO-97", "denial"),
        ("97140 97530", "pair"),
        ("distinct service", "text"),
        ("", "text"),
        ("   ", "text"),
    ],
)
def test_it_says_how_it_was_read(ask, typed, interpreted_as):
    answer = ask(f"/search?q={typed}")
    assert answer["interpreted_as"] == interpreted_as
    assert answer["query"] == typed.strip()


def test_a_code_is_the_first_result(ask):
    first = ask("/search?q=modifier xs")["results"][0]
    assert (first["kind"], first["code"]) == ("modifier", "XS")
    assert first["url"].startswith("http://127.0.0.1:8000/modifiers/xs/")
    assert ask(first["api_url"].removeprefix("http://127.0.0.1:8000"))["key"] == "XS"


def test_a_denial_is_the_first_result_under_its_slug(ask):
    publish_document(denial_code_document("carc-4"))
    first = ask("/search?q=CO-4")["results"][0]
    assert (first["kind"], first["code"]) == ("denial_code", "carc-4")
    assert ask(first["api_url"].removeprefix("http://127.0.0.1:8000"))["key"] == "carc-4"


def test_words_find_the_statement_and_every_result_answers(ask, client):
    publish_document(
        modifier_document("76", name="Repeat procedure", summary="The same procedure again by one doctor.")
    )
    answer = ask("/search?q=same procedure again")
    assert answer["results"][0]["code"] == "76"
    for result in answer["results"]:
        page, _, anchor = result["url"].removeprefix("http://127.0.0.1:8000").partition("#")
        content = client.get(page).content.decode()
        assert f'id="{anchor}"' in content if anchor else result["title"] in content
        assert "[[" not in result["snippet"]


def test_the_reading_can_be_overruled(ask):
    publish_document(denial_code_document("carc-59"))
    assert ask("/search?q=59&read_as=denial")["results"][0]["code"] == "carc-59"
    assert ask("/search?q=59&read_as=text")["interpreted_as"] == "text"
    ask("/search?q=59&read_as=guess", 422)


def test_the_limit_holds(ask):
    assert len(ask("/search?q=modifier services&limit=2")["results"]) == 2
    ask("/search?q=59&limit=0", 422)


def test_without_a_question_there_is_no_answer(ask):
    (wrong,) = ask("/search", 422)["errors"]
    assert wrong["parameter"] == "q" and wrong["allowed"]


def test_a_long_text_is_cut_and_told(ask):
    answer = ask(f"/search?q={'distinct ' * 400}")
    assert answer["was_cut"] and len(answer["query"]) <= 200


def test_results_stand_in_the_same_order_each_time(ask):
    assert ask("/search?q=two services") == ask("/search?q=two services")
