"""Every pair of a claim's codes, and the lines to fix first."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.ncci.claim import judge_claim, urgency
from modifiers.ncci.verdict import judge

from .lines import JULY, SAMPLE, WHOLE, edit, fee

CODES = ("20610", "99213", "45385", "45378", "97530")
LINES = (
    edit("20610", "99213"),
    edit("45385", "45378", "0"),
    edit("45385", "99213"),
    edit("97530", "45378", "1", "20100101", "20191231"),
    edit("11042", "97597"),
)


def claim(codes=CODES, lines=LINES, loaded=WHOLE, **more):
    return judge_claim(codes, JULY, loaded, lines, **more)


def test_every_pair_once_worst_first():
    found = claim()
    assert {frozenset((each.first, each.second)) for each in found.verdicts} == set(
        map(frozenset, combinations(CODES, 2))
    )
    assert [urgency(each) for each in found.verdicts] == ["never", "modifier", "modifier", *["none"] * 7]
    assert found.between("45378", "97530").status == "ended"


def test_what_cannot_be_told_comes_behind_what_is_live():
    kinds = [urgency(each) for each in claim(loaded=SAMPLE).verdicts]
    assert kinds == ["never", "modifier", "modifier", *["unknown"] * 6, "none"]


def test_lines_that_lose_stand_first_with_what_they_lose_to():
    lines = claim().lines
    assert [(line.code, line.urgency) for line in lines[:2]] == [("45378", "never"), ("99213", "modifier")]
    assert [each.column_one for each in lines[1].denied_by] == ["20610", "45385"]
    assert {line.code for line in lines} == set(CODES)
    assert all(line.denied_by == () and line.urgency == "none" for line in lines[2:])


def test_of_equally_bad_lines_the_one_that_loses_to_more():
    lines = [edit("20610", "97530"), edit("45385", "99213"), edit("45378", "99213")]
    assert [line.code for line in claim(lines=lines).lines[:2]] == ["99213", "97530"]


def test_fees_reach_the_verdicts():
    found = claim(fees=fee("20610", global_days="090"))
    assert found.between("99213", "20610").candidates[0].codes == ("57",)


def test_a_pair_that_is_not_there():
    with pytest.raises(KeyError):
        claim().between("20610", "11042")


SOME = st.lists(st.sampled_from(CODES), min_size=2, max_size=5, unique=True)
EDITS = st.lists(
    st.builds(edit, st.sampled_from(CODES), st.sampled_from(CODES), st.sampled_from("019"),
              st.sampled_from(["", "19960101", "20260101", "20270101"]), st.sampled_from(["*", "20261231"])),
    max_size=8,
)  # fmt: skip


@given(SOME, EDITS, st.sampled_from([None, WHOLE, SAMPLE, replace(WHOLE, setting="hospital")]))
def test_a_claim_says_of_a_pair_what_the_pair_says(codes, lines, loaded):
    found = claim(codes, lines, loaded)
    for one, two in combinations(codes, 2):
        assert found.between(two, one) == judge(one, two, JULY, loaded, lines)
    live = sum(len(line.denied_by) for line in found.lines)
    assert live == sum(each.status == "live" for each in found.verdicts)
