"""The argument in sentences: before the statements, labelled, each sentence with the statements on which it rests."""

from __future__ import annotations

import io
from datetime import date

import pytest
from docx import Document

from modifiers.appeals.argument import CAUTION, LABEL, Worded, argued, with_argument
from modifiers.appeals.blocks import Argument, Heading
from modifiers.appeals.text import as_text
from modifiers.appeals.word import as_word

from .test_letter import letter_of

SENTENCE = "Modifier 24 says that the surgeon sees the patient for something other than the surgery."


@pytest.fixture
def plain():
    return letter_of("24")


@pytest.fixture
def told(plain):
    rules = argued(plain)
    return with_argument(plain, [Worded(SENTENCE, (rules[0].name, rules[1].name))])


def test_what_argues_is_given_and_nothing_else(plain):
    parts = [rule.name.split("/")[2] for rule in argued(plain)]
    assert parts == ["meaning"] * 2 + ["when_to_use"] + ["payer_notes"] + ["checklist"] * 5
    everything = {rule.name.split("/")[2] for rule in plain.rules}
    assert everything - set(parts) == {"related", "appeal_levels"}


def test_it_stands_before_the_statements_and_takes_none_away(plain, told):
    first = next(place for place, block in enumerate(told.blocks) if isinstance(block, Heading))
    assert told.blocks[first] == Heading("The argument")
    argument = told.blocks[first + 1]
    assert isinstance(argument, Argument) and argument.label == LABEL
    assert (*told.blocks[:first], *told.blocks[first + 2 :]) == plain.blocks
    (only,) = argument.sentences
    assert only.text == SENTENCE
    assert only.numbers == tuple(sorted({*plain.rules[0].numbers, *plain.rules[1].numbers}))
    assert only.rests_on == {
        rule.name: rule.name.removeprefix("modifier/").replace("/", " ", 1) for rule in plain.rules[:2]
    }


def test_both_files_hold_it_with_its_label_and_the_sender_is_warned(told):
    text = " ".join(as_text(told).split())
    paragraphs = [each.text for each in Document(io.BytesIO(as_word(told, date(2026, 11, 25)))).paragraphs]
    (name, other) = (
        told.blocks[[isinstance(b, Argument) for b in told.blocks].index(True)].sentences[0].rests_on.values()
    )
    for words in (LABEL, f"{SENTENCE} [1, 2, 3, 4] ({name}, {other})", CAUTION):
        assert words in text
        assert words in paragraphs


def test_a_sentence_cannot_rest_on_what_is_not_in_the_letter(plain):
    with pytest.raises(KeyError):
        with_argument(plain, [Worded(SENTENCE, ("modifier/59/meaning/elsewhere",))])
    assert with_argument(plain, []) is plain
