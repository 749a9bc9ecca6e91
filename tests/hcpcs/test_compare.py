"""What the file says against what we hold, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from modifiers.hcpcs import Change, Held, compare

from .files import A1, JG, official

TODAY = date(2026, 11, 23)
PAST, LATER, FUTURE = date(2024, 12, 31), date(2025, 3, 31), date(2027, 3, 31)


def held(row=A1, **changes):
    """What we hold after the row was imported."""
    values = {"name": "Our name", "effective_on": row.added_on, "ended_on": row.ended_on, "official": row}
    return Held(row.code, **{**values, **changes})


def differences(rows, ours, **more):
    found = compare(rows, ours, today=TODAY, **more)
    return [(difference.change, difference.code) for difference in found.differences], found


def test_the_same_is_unchanged():
    told, found = differences([A1, JG], [held(A1), held(JG)])
    assert told == []
    assert found.unchanged == ("A1", "JG")
    assert not found.writes
    assert (found.dates, found.to_record) == ((), ())


def test_a_new_code():
    told, found = differences([A1, JG], [])
    assert told == [(Change.NEW, "A1"), (Change.NEW, "JG")]
    assert found.differences[1].told == "From 2018-01-01; ended on 2024-12-31."
    assert found.to_record == ("A1", "JG")


def test_upper_case_is_no_new_wording():
    shouted = replace(A1, short_descriptor="DRESSING FOR  ONE WOUND", long_descriptor="DRESSING FOR ONE WOUND")
    told, found = differences([shouted], [held(A1)])
    assert told == []
    assert not found.writes


@pytest.mark.parametrize("field", ["short_descriptor", "long_descriptor"])
def test_changed_wording(field):
    told, found = differences([replace(A1, **{field: "Two wounds"})], [held(A1)])
    assert told == [(Change.REWORDED, "A1")]
    assert "“Dressing for one wound” → “Two wounds”" in found.differences[0].told
    assert found.to_record == ("A1",)
    assert found.dates == ()


def test_wording_that_was_never_imported_is_recorded_and_no_difference():
    told, found = differences([A1], [held(A1, official=None)])
    assert told == []
    assert found.to_record == ("A1",)
    assert found.writes


@pytest.mark.parametrize("end", [PAST, FUTURE])
def test_an_ending(end):
    told, found = differences([replace(A1, ended_on=end)], [held(A1)])
    assert told == [(Change.ENDED, "A1")]
    assert found.dates == (("A1", (A1.added_on, end)),)
    assert found.differences[0].told == (
        "Ended on 2024-12-31." if end == PAST else "Will end on 2027-03-31, a date still to come."
    )


def test_what_we_know_as_ended_is_not_ended_again():
    told, found = differences([JG], [held(JG, official=None)])
    assert told == []
    assert found.unchanged == ("JG",)


def test_an_ending_that_our_copy_has_lost_is_told_again():
    """Restoring an old edition brings back a copy without it."""
    told, _ = differences([JG], [held(JG, ended_on=None)])
    assert told == [(Change.ENDED, "JG")]


def test_dates_that_moved():
    row = replace(JG, added_on=date(2017, 1, 1), ended_on=LATER)
    told, found = differences([row], [held(JG)])
    assert told == [(Change.REDATED, "JG"), (Change.REDATED, "JG")]
    assert found.dates == (("JG", (date(2017, 1, 1), LATER)),)
    assert "2024-12-31 → ended on 2025-03-31" in found.differences[0].told


def test_a_first_date_that_we_did_not_know():
    told, found = differences([A1], [held(A1, effective_on=None)])
    assert told == [(Change.REDATED, "A1")]
    assert "not known → 2002-07-01" in found.differences[0].told


def test_an_end_that_the_file_takes_back():
    told, found = differences([replace(JG, ended_on=None)], [held(JG)])
    assert told == [(Change.REDATED, "JG")]
    assert "in use again" in found.differences[0].told
    assert found.dates == (("JG", (JG.added_on, None)),)


def test_an_end_that_we_have_from_elsewhere_stays():
    told, found = differences([A1], [held(A1, ended_on=FUTURE)])
    assert told == [(Change.DISPUTED, "A1")]
    assert "Ours stays" in found.differences[0].told
    assert not found.writes


def test_a_date_that_the_file_does_not_give_takes_none_away():
    row = replace(A1, added_on=None)
    told, found = differences([row], [held(A1)])
    assert told == []
    assert (found.dates, found.to_record) == ((), ("A1",))


def test_dates_that_would_run_backwards_are_not_taken():
    row = replace(A1, added_on=None, ended_on=date(1999, 1, 1))
    told, found = differences([row], [held(A1, ended_on=PAST, official=row)])
    assert told == [(Change.DISPUTED, "A1")]
    assert found.dates == ()


def test_absence_is_reported_and_nothing_more():
    told, found = differences([A1], [held(A1), held(JG), held(official("ZZ"), official=None)])
    assert told == [(Change.VANISHED, "JG"), (Change.VANISHED, "ZZ")]
    assert "ended on 2024-12-31 with us" in found.differences[0].told
    assert "absence is no ending" in found.differences[1].told
    assert not found.writes


def test_a_code_whose_line_was_refused_has_not_vanished():
    told, _ = differences([A1], [held(A1), held(JG)], unread=["JG"])
    assert told == []


def test_cpt_modifiers_are_not_looked_for():
    told, _ = differences([A1], [held(A1), held(official("59"), is_hcpcs=False)])
    assert told == []


def test_a_code_that_is_cpt_with_us_is_left_alone():
    told, found = differences([official("AA", ended_on=PAST)], [held(official("AA"), is_hcpcs=False)])
    assert told == [(Change.DISPUTED, "AA")]
    assert not found.writes


def test_a_copy_that_was_deleted_is_new_again():
    told, found = differences([A1], [Held("A1", official=A1, has_copy=False)])
    assert told == [(Change.NEW, "A1")]
    assert found.to_record == ()


def test_one_code_may_differ_in_several_ways():
    row = replace(A1, long_descriptor="Other", ended_on=PAST)
    told, found = differences([row, official("B1")], [held(A1)])
    assert told == [(Change.NEW, "B1"), (Change.ENDED, "A1"), (Change.REWORDED, "A1")]
    assert found.counts == {Change.NEW: 1, Change.ENDED: 1, Change.REWORDED: 1}
    assert found.unchanged == ()
