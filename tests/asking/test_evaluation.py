"""The questions of ``questions.tsv`` are answered as well as they have been: a floor that a change may not go below."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from modifiers.asking.evaluation import UNKNOWN, Case, Judged, judge, read_cases
from modifiers.search.evaluation import EvaluationError

QUESTIONS = Path(__file__).with_name("questions.tsv")
FLOORS = {"open": 0.95, "blind": 0.92, "later": 0.85}


@pytest.fixture(scope="module")
def judged(shipped, index):
    return [judge(case, shipped, index) for case in read_cases(QUESTIONS)]


def test_there_are_questions_of_both_kinds():
    cases = read_cases(QUESTIONS)
    assert len(cases) >= 80 and sum(UNKNOWN in case.expected for case in cases) >= 15


def test_each_half_is_answered(judged):
    halves = defaultdict(list)
    for one in judged:
        if UNKNOWN not in one.case.expected:
            halves[one.case.half].append(one)
    for half, found in halves.items():
        missed = [one.case.question for one in found if not one.is_hit]
        assert 1 - len(missed) / len(found) >= FLOORS[half], (half, missed)


def test_what_is_not_ours_is_not_answered(judged):
    assert [one.case.question for one in judged if UNKNOWN in one.case.expected and not one.is_hit] == []


@pytest.mark.parametrize(
    ("expected", "found", "is_hit"),
    [
        (("GZ#payment",), ("GZ", "GZ#payment-auto-denial"), True),
        (("GZ#payment",), ("GZ", "GZ#denials-automatic"), False),
        (("GZ",), ("GZ",), True),
        (("59-vs-xs",), ("59-vs-xe-vs-xs",), True),
        (("59-vs-xs",), ("59-vs-xe",), False),
        ((UNKNOWN,), ("GZ",), False),
    ],
)
def test_a_hit_is_what_it_says(expected, found, is_hit):
    assert Judged(Case("?", expected, "all"), found).is_hit is is_hit


def test_a_file_that_cannot_be_read_says_where(tmp_path):
    path = tmp_path / "questions.tsv"
    path.write_text("question\texpected\nwhat\n")
    with pytest.raises(EvaluationError, match=":2:"):
        read_cases(path)
