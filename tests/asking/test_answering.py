"""Answers from the shipped content: what comes first, what is quoted, and when we do not know."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modifiers.asking import answer, statement


@pytest.fixture(scope="module")
def ask(shipped, index):
    return lambda text: answer(text, shipped, index)


def test_two_modifiers_are_answered_by_what_is_said_of_both_first(ask):
    found = ask("can I bill 59 and XS on one line?")
    first = found.groups[0]
    assert (first.kind, first.key) == ("pair", "59-vs-xs")
    assert first.statements[0].quotable.relation
    assert all({"59", "XS"} <= {*one.quotable.names, one.quotable.key} for one in first.statements)


def test_two_that_exclude_each_other_say_so_first(ask, shipped):
    pairs = [
        (code, pair.code)
        for code, found in shipped.related.items()
        for pair in found
        if pair.is_first and pair.relation.kind == "mutually_exclusive" and pair.entry
    ]
    assert pairs
    for first, second in pairs[:20]:
        found = ask(f"can modifier {first} and modifier {second} go on the same line")
        assert found.groups[0].statements[0].quotable.relation == "mutually_exclusive", (first, second)


def test_no_statement_is_quoted_twice(ask):
    for text in ("59 and XS together", "GA or GZ", "does UHC pay 25 with XU"):
        ids = [one.quotable.id for one in ask(text).statements]
        assert len(ids) == len(set(ids))


def test_every_quotation_is_published_word_for_word(ask, shipped):
    for text in ("who pays when I append GZ?", "what does CO-97 mean", "does Aetna pay for modifier 25"):
        for one in ask(text).statements:
            document = shipped.get(one.quotable.kind, one.quotable.key).document
            assert one.quotable.sources or one.quotable.part == "summary"
            said = document.canonical_json() + (
                shipped.get("family", document.family).document.canonical_json()
                if getattr(document, "family", None)
                else ""
            )
            statement_text = one.quotable.text
            assert statement_text[:40].replace('"', '\\"') in said


def test_every_statement_shown_can_be_asked_for_by_its_id(ask, shipped):
    for one in ask("does modifier 59 pay more").statements:
        found = statement(shipped, one.quotable.id)
        assert found is not None and found[0] == one.quotable


@pytest.mark.parametrize(
    "id_", ["", "modifier", "modifier/ZZ/meaning/x", "page/about/x/y", "modifier/59/nothing/here", "a/b/c"]
)
def test_an_id_of_nothing_is_nothing(shipped, id_):
    assert statement(shipped, id_) is None


def test_what_does_not_exist_is_not_answered_and_the_nearest_is_offered(ask):
    found = ask("what does modifier 9Z mean?")
    assert not found.is_known and found.question.unknown == ("9Z",)
    assert found.near


def test_a_pair_of_procedure_codes_is_handed_on(ask):
    assert ask("can 97140 and 97530 be billed together with 59").procedures == ("97140", "97530")


WORDS = ["59", "XS", "GZ", "CO-97", "pay", "line", "who", "when", "not", "97140", "modifier", "the", "of"]


@settings(max_examples=60)
@given(st.text(max_size=400) | st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
def test_anything_is_answered(shipped, index, text):
    found = answer(text, shipped, index)
    assert len(found.groups) <= 5 and len(found.statements) <= 20
    assert found.is_known or not found.subjects


def test_a_payer_of_whom_nothing_is_published_is_named(ask, shipped):
    assert not any(note.payer == "aetna" for note in shipped.modifiers["25"].document.payer_notes)
    found = ask("does Aetna pay for modifier 25")
    assert found.silent == ("aetna",)
    assert not [one for one in found.statements if one.quotable.payer]
    assert ask("does Cigna want records with modifier 25").silent == ()
