"""All pairs of one claim: the same verdicts as pair by pair, worst first."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.ncci.claim import judge_claim, urgency
from modifiers.ncci.records import FeeIndicators
from modifiers.ncci.verdict import judge

from .pairs import ON, line, release, sample, withdrawn
from .test_verdict import DAYS, LINES, RELEASES

LIVE = (
    line("45385", "45378", "0"),
    line("45385", "45380", "1"),
    line("45380", "45378", "0"),
    line("45385", "99213", "1"),
)
CODES = ("99213", "45378", "45380", "45385")


def claim(codes=CODES, lines=LIVE, loaded=None):
    return judge_claim(codes, ON, loaded or release(), lines)


def test_worst_pairs_and_worst_lines_first():
    found = claim()
    assert [urgency(verdict) for verdict in found.verdicts] == [
        "never",
        "never",
        "modifier",
        "modifier",
        "none",
        "none",
    ]
    assert [each.code for each in found.lines] == ["45378", "99213", "45380", "45385"]
    assert [each.urgency for each in found.lines] == ["never", "modifier", "modifier", "none"]
    assert {verdict.column_one for verdict in found.lines[0].denied_by} == {"45385", "45380"}
    assert found.lines[-1].denied_by == ()


def test_what_cannot_be_told_stands_between():
    found = claim(("99213", "45385", "36415"), loaded=sample())
    assert [urgency(verdict) for verdict in found.verdicts] == ["modifier", "unknown", "unknown"]


def test_ended_and_withdrawn_edits_ask_nothing():
    lines = (
        line("45385", "45380", "0", None, ON.replace(year=2019)),
        withdrawn("45380", "45378", ON.replace(year=2020)),
    )
    assert {urgency(verdict) for verdict in claim(lines=lines).verdicts} == {"none"}


def test_a_pair_is_found_in_either_order():
    found = claim()
    assert found.between("45378", "45385") is found.between("45385", "45378")
    with pytest.raises(KeyError):
        found.between("45378", "99999")


def test_nothing_loaded():
    assert {urgency(verdict) for verdict in judge_claim(CODES, ON, None, ()).verdicts} == {"unknown"}


@given(
    codes=st.lists(st.sampled_from(["99213", "20610", "97140", "A4216"]), min_size=1, max_size=4, unique=True),
    lines=st.lists(LINES, max_size=10),
    on=DAYS,
    loaded=RELEASES,
)
def test_the_verdicts_are_those_of_the_pairs(codes, lines, on, loaded):
    fees = {"20610": FeeIndicators("20610", global_days="090", bilateral="1")}
    found = judge_claim(codes, on, loaded, lines, fees=fees)
    assert len(found.verdicts) == len(codes) * (len(codes) - 1) // 2
    for one, two in combinations(codes, 2):
        assert found.between(one, two) == judge(one, two, on, loaded, lines, fees=fees)
    assert sorted(each.code for each in found.lines) == sorted(codes)
    denied = [(verdict.column_one, each.code) for each in found.lines for verdict in each.denied_by]
    assert sorted(denied) == sorted((v.column_one, v.column_two) for v in found.verdicts if v.status == "live")
