"""Cards say what the page says, of which edition, and where the page is."""

from __future__ import annotations

import pytest

from tests.factories import comparison_document, modifier_document, publish_document, withdraw_document
from tests.factories.documents import statement


def test_a_card_has_what_a_coder_needs_at_the_screen(open_page):
    card = open_page("/modifiers/59/desk-card/")
    assert [heading.text for heading in card.all("h2")] == [
        "Use when", "Do NOT use when", "The record must show", "If it is denied",
    ]  # fmt: skip
    page = open_page("/modifiers/59/").one("main").text
    for line in card.one("div", cls="card-body").all("li"):
        for words in line.text.replace("Use instead", "|").split("|")[0].split("("):
            assert words.split(") ")[-1].strip(" .") in page
    foot = card.one("footer", cls="card-foot").text
    assert "59 edition 1, published" in foot and "http://127.0.0.1:8000/modifiers/59/" in foot
    assert card.one("link", rel="canonical").attrs["href"] == "http://127.0.0.1:8000/modifiers/59/"
    assert card.one("meta", name="robots").attrs["content"] == "noindex"
    assert "/modifiers/59/desk-card/" in open_page("/modifiers/59/").links


def test_what_the_family_says_for_all_is_on_it_too(open_page):
    assert "Do not use it for one service told twice." in open_page("/modifiers/59/desk-card/").one("main").text


def test_what_does_not_fit_is_counted(open_page):
    told = [statement(f"case-{n}", f"Case {n}: " + "the record tells of it at length " * 8) for n in range(60)]
    publish_document(modifier_document("59", when_to_use=told))
    card = open_page("/modifiers/59/desk-card/")
    (more,) = card.all("p", cls="card-more")
    shown = sum("Case" in line.text for line in card.all("li"))
    assert 5 < shown < 60 and more.text == f"{60 - shown} more on the page"
    assert more.links == ["/modifiers/59/#use-when"]
    assert "type-small" in card.one("article").attrs["class"]


def test_a_comparison_of_a_set_has_its_questions_and_each_code(open_page):
    card = open_page("/compare/59-vs-xs/desk-card/")
    assert [heading.attrs["id"] for heading in card.all("h2")] == ["which", "in-one-line", "of-59", "of-xs"]
    assert "Were there two services" in card.one("main").text and "Nothing narrower fits" in card.one("main").text
    assert "the questions edition 1" in card.one("footer", cls="card-foot").text
    assert card.one("link", rel="canonical").attrs["href"] == "http://127.0.0.1:8000/compare/59-vs-xs/"
    assert "/compare/59-vs-xs/desk-card/" in open_page("/compare/59-vs-xs/").links


def test_codes_that_no_editor_has_put_together_have_a_card_as_well(open_page):
    card = open_page("/compare/25-vs-59/desk-card/")
    assert [heading.attrs["id"] for heading in card.all("h2")] == ["of-25", "of-59"]
    assert "/compare/25-vs-59/desk-card/" in open_page("/compare/25-vs-59/").links


def test_questions_that_do_not_fit_whole_are_left_to_the_page(open_page):
    no = [{"text": f"No, for reason {n}", "reason": "It is told at length here. " * 10} for n in range(5)]
    questions = [
        statement(f"q{n}", "Is it so?", answers=[{"text": "Yes", "question": f"q{n + 1}"}, *no]) for n in range(8)
    ]
    last = [{"text": code, "codes": [code], "reason": "So it is."} for code in ("25", "59")]
    publish_document(comparison_document("25", "59", questions=[*questions, statement("q8", "Which?", answers=last)]))
    card = open_page("/compare/25-vs-59/desk-card/")
    assert "The 9 questions are on the page" in card.one("main").text
    assert card.id("of-25")


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/modifiers/XS/desk-card/", "/modifiers/xs/desk-card/"),
        ("/compare/XS-vs-59/desk-card/", "/compare/59-vs-xs/desk-card/"),
        ("/compare/xs-59/desk-card/", "/compare/59-vs-xs/desk-card/"),
    ],
)
def test_another_spelling_is_one_redirect_away(client, world, path, target):
    response = client.get(path)
    assert (response.status_code, response.headers["Location"]) == (301, target)


def test_what_has_no_page_has_no_card(client, world):
    withdraw_document(modifier_document("25"))
    assert client.get("/modifiers/25/desk-card/").status_code == 410
    assert client.get("/modifiers/zz/desk-card/").status_code == 404
    assert client.get("/compare/59-vs-zz/desk-card/").status_code == 404
    assert b"desk-card" not in client.get("/modifiers/25/editions/1/").content
