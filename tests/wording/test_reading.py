"""Sentences out of an answer that is still arriving."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.wording.reading import Arriving, NotAnAnswer

ROWS = st.lists(
    st.fixed_dictionaries({"text": st.text(max_size=60), "keys": st.lists(st.text(max_size=4), max_size=3)}),
    min_size=1,
    max_size=5,
)


@given(ROWS, st.integers(1, 30), st.booleans())
def test_sentences_come_whole_however_they_are_cut(rows, size, is_indented):
    text = json.dumps({"sentences": rows}, indent=2 if is_indented else None)
    arriving = Arriving()
    found = [each for at in range(0, len(text), size) for each in arriving.add(text[at : at + size])]
    arriving.close()
    assert found == [(row["text"], tuple(row["keys"])) for row in rows]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "GZ means the provider pays.",
        "```json\n{}",
        '{"sentences": []}',
        '{"sentences": [{"text": "a", "keys": ["s1"]}',
        '{"sentences": [{"text": "a", "keys": ["s1"]}]} and more',
        '{"sentences": [{"text": "a"}]}',
        '{"sentences": [{"text": "a", "keys": "s1"}]}',
        '{"sentences": [{"text": 1, "keys": []}]}',
        '{"sentences": [{"text": "a", "keys": [], "html": "b"}]}',
        '{"sentences": ["a"]}',
        '{"answer": "a"}',
        '{"sentences": [{"text": "' + "a" * 9_000,
        '{"sentences": [{"text": ' + "[" * 5_000,
    ],
)
def test_what_is_no_answer_is_none(text):
    arriving = Arriving()
    with pytest.raises(NotAnAnswer):
        list(arriving.add(text))
        arriving.close()


@given(st.lists(st.text(max_size=20), max_size=10))
def test_anything_can_arrive(pieces):
    arriving = Arriving()
    try:
        for piece in pieces:
            list(arriving.add(piece))
        arriving.close()
    except NotAnAnswer:
        return
    raise AssertionError("no text of chance is an answer")
