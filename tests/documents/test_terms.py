"""Prose and the terms that it names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from modifiers.documents.parts import Term
from modifiers.documents.terms import Spellings

TERMS = [
    Term(key="edit", name="NCCI edit", also=("PTP edit", "edit pair"), text="One."),
    Term(key="column", name="column 1", also=("column 1 code",), text="Two."),
    Term(key="mue", name="MUE", text="Three."),
]


def named(text: str, told: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(piece, key) for piece, key in Spellings(TERMS).first_mentions(text, told) if key]


def test_the_longest_spelling_is_found_and_only_the_first_mention():
    assert named("A column 1 code and a column 1, NCCI edits and an NCCI edit.") == [
        ("column 1 code", "column"),
        ("NCCI edits", "edit"),
    ]


def test_capitals_count_except_the_first_of_a_sentence():
    assert named("Column 1 is paid. An edit pair denies.") == [("Column 1", "column"), ("edit pair", "edit")]
    assert named("mue ncci edit PTP edit") == [("PTP edit", "edit")]


def test_a_part_of_a_word_is_no_term():
    assert named("column 12, sub-column 1, MUEs-like, MUEX") == []


def test_what_is_told_already_is_left_alone():
    assert named("MUE and NCCI edit", told=("mue",)) == [("NCCI edit", "edit")]
    assert list(Spellings(()).first_mentions("MUE")) == [("MUE", "")]


@given(st.text(st.sampled_from("MUE column1NCIedit PTPs,. -")))
def test_the_pieces_are_the_text(text):
    assert "".join(piece for piece, _ in Spellings(TERMS).first_mentions(text)) == text
