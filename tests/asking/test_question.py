"""What is asked: codes and kinds, out of plain words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.asking.question import LONGEST, read

KNOWN = ("25", "50", "59", "76", "AS", "CO", "CT", "GA", "GZ", "LT", "RT", "XE", "XP", "XS", "XU", "80")
DENIALS = ("carc-97", "carc-50", "group-co", "rarc-n519", "rarc-ma130")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("can I bill 59 and XS on one line?", ("59", "XS")),
        ("who pays when I append gz", ("GZ",)),
        ("is a PA assisting AS or 80?", ("AS", "80")),
        ("is it the same as before", ()),
        ("modifier as on a claim", ("AS",)),
        ("within 50 days of 25 percent", ()),
        ("does UnitedHealthcare accept the X modifiers?", ("XE", "XP", "XS", "XU")),
        ("X{EPSU} or 59", ("XE", "XP", "XS", "XU", "59")),
        ("97530-59", ("59",)),
        ("indicator 50?", ()),
        ("what does CO-97 mean", ()),
        ("modifier CO for therapy assistants", ("CO",)),
    ],
)
def test_modifiers_are_told_from_words_and_numbers(text, codes):
    assert read(text, KNOWN, DENIALS).codes == codes


@pytest.mark.parametrize(
    ("text", "denials"),
    [
        ("what does CO-97 mean with 59 on 97140-97530", ("carc-97", "group-co")),
        ("MA130 can I appeal it?", ("rarc-ma130",)),
        ("denied n519", ("rarc-n519",)),
        ("CO-50 or CARC 97", ("carc-50", "carc-97", "group-co")),
    ],
)
def test_denial_codes(text, denials):
    assert set(read(text, KNOWN, DENIALS).denials) == set(denials)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("who pays when I append GZ?", "liability"),
        ("when should I use 57 instead of 25?", "when"),
        ("what is the difference between 76 and 77", "difference"),
        ("which line does 59 go on", "on_the_claim"),
        ("what must the note show", "record"),
        ("can 59 open an edit", "edit"),
        ("what does 25 mean", "meaning"),
        ("59 and XS together", "together"),
    ],
)
def test_kinds_come_in_the_order_of_the_question(text, first):
    assert read(text, KNOWN).wants[0] == first


def test_a_modifier_that_does_not_exist_is_named():
    assert read("what does modifier 9Z mean", KNOWN).unknown == ("9Z",)
    assert read("modifier for a fracture", KNOWN).unknown == ()


@pytest.mark.parametrize("text", ["how much does 99213 pay", "should my patient stop metformin", "the dose of insulin"])
def test_fees_and_care_are_not_ours(text):
    assert not read(text, KNOWN).is_ours


def test_a_long_question_is_cut_and_says_so():
    found = read("59 " * 400, KNOWN)
    assert found.was_cut and len(found.text) <= LONGEST
    assert not read("59", KNOWN).was_cut


@given(st.text(max_size=500))
def test_anything_can_be_read(text):
    found = read(text, KNOWN, DENIALS)
    assert all(0 <= weight <= 1 for weight in found.parts.values())
