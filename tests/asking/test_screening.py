"""What may name a person is noticed; what a coder asks with is not taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.asking import identifiers
from modifiers.asking.evaluation import read_cases

from .test_evaluation import QUESTIONS


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("does 25 apply, SSN 123-45-6789", "a Social Security number"),
        ("social security number is 123456789, what now", "a Social Security number"),
        ("patient DOB 3/4/1950 had a visit, 25?", "a date of birth"),
        ("born on March 4, 1950: which modifier", "a date of birth"),
        ("seen 3/4/2026, is 25 right", "a date"),
        ("seen on 2026-03-04, is 25 right", "a date"),
        ("call me at 555-123-4567 about GZ", "a telephone number"),
        ("mail jane.doe@example.org about GZ", "an e-mail address"),
        ("member id W123456789 was denied CO-97", "a member number"),
        ("1EG4-TE5-MK73 got GZ", "a member number"),
        ("MRN 00123456 needs 25?", "a claim, account or record number"),
        ("claim number 2026123456789 denied", "a claim, account or record number"),
        ("denied 202612345678 with CO-97", "a claim, account or record number"),
        ("patient name: Jane Doe, 59?", "a name"),
        ("can I bill Mrs. Smith for GZ", "a name"),
    ],
)
def test_noticed(text, kind):
    assert kind in identifiers(text)


@pytest.mark.parametrize(
    "text",
    [
        "can I bill 97140-97530 with 59?",
        "97140, 97530 and 97110 on one claim",
        "claim 99213 with 25",
        "is GZ denied for dates of service after 7/1/2011?",
        "effective 2026-01-01, does JZ apply",
        "who pays when the patient signed an ABN?",
        "the patient came back within 90 days",
        "CO-97 N519 MA130 on G0105-PT",
        "how is 62.5% each paid for 62",
        "42 CFR 411.15 and GY",
    ],
)
def test_left_alone(text):
    assert identifiers(text) == ()


def test_no_question_of_the_evaluation_is_refused():
    assert [case.question for case in read_cases(QUESTIONS) if identifiers(case.question)] == []


@given(st.text(max_size=400) | st.from_regex(r"[0-9A-Z/. -]{1,200}", fullmatch=True))
def test_anything_can_be_screened(text):
    assert isinstance(identifiers(text), tuple)
