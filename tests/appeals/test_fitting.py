"""Which published statements may stand in a letter."""

from __future__ import annotations

import pytest

from modifiers.appeals.fitting import is_about, speaks_of_us


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The plan pays half.", True),
        ("It goes on 97530.", True),
        ("It goes on 97140 and G0105.", False),
        ("Visits 97500–97600 carry it.", True),
        ("Visits 99202 to 99215 carry it.", False),
        ("Since January 1, 2024 it pays $12345.", True),
    ],
)
def test_is_about_the_procedures_of_the_line(text, expected):
    assert is_about(text, ["97530"]) is expected


@pytest.mark.parametrize(("text", "expected"), [("We have not seen it.", True), ("The plan owes it.", False)])
def test_speaks_of_us(text, expected):
    assert speaks_of_us(text) is expected
