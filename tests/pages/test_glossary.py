"""Terms: the glossary's page, the links that lead to it, and what a box would tell."""

from __future__ import annotations

from datetime import date

import pytest

from modifiers.documents import parse
from tests.factories import modifier_document, publish_document
from tests.factories.documents import SOURCES, statement

GLOSSARY = parse(
    {
        "kind": "page",
        "slug": "glossary",
        "name": "Glossary",
        "summary": "Words of the field.",
        "review_due_on": date(2027, 11, 1),
        "terms": [
            {**statement("distinct", "Apart from one another, as in [[XS]]."), "name": "distinct"},
            {**statement("unit", "One service."), "name": "unit", "also": ["service unit"]},
        ],
    }
).with_sources(SOURCES)


@pytest.fixture
def with_glossary(world):
    publish_document(GLOSSARY)
    words = [statement("first", "Two distinct units."), statement("second", "Still distinct, one Service unit.")]
    publish_document(modifier_document(meaning=words, when_to_use=[statement("first", "They are distinct.")]))


def test_the_first_mention_in_each_section_leads_to_the_glossary(with_glossary, open_page):
    page = open_page("/modifiers/59/")
    found = [(link.attrs["href"], link.text) for link in page.all("a", cls="term")]
    assert found[:3] == [
        ("/glossary/#distinct", "distinct"),
        ("/glossary/#distinct", "distinct"),
        ("/glossary/#unit", "units"),
    ]
    anchors = {node.attrs["id"] for node in open_page("/glossary/").walk() if "id" in node.attrs}
    assert {href.split("#")[1] for href, _ in found} <= anchors


def test_the_page_brings_the_meaning_of_the_terms_it_names_and_no_other(with_glossary, open_page):
    told = {node.attrs["data-meaning"]: node.text for node in open_page("/modifiers/59/").all("template")}
    assert told.keys() == {"distinct", "unit"}
    assert "Apart from one another, as in XS." in told["distinct"]
    assert [node.attrs["data-meaning"] for node in open_page("/modifiers/25/").all("template")] == ["distinct"]


def test_a_past_edition_reads_as_it_was_published(with_glossary, open_page):
    past = open_page("/modifiers/59/editions/2/")
    assert not past.all("a", cls="term") and not past.all("template")
    assert "Two distinct units." in past.id("meaning-first").text


def test_a_term_has_its_sources(with_glossary, open_page):
    page = open_page("/glossary/")
    assert page.id("unit").all("a", href="#source-cms-one")
    assert page.id("source-cms-one")


def test_without_a_glossary_every_word_stays_a_word(world, open_page):
    page = open_page("/modifiers/59/")
    assert not page.all("a", cls="term") and not page.all("template")
