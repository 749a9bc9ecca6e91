"""Calendar days, counted as the rules count them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.denials import wording
from modifiers.denials.deadlines import last_day
from modifiers.documents.parts import TimeLimit


def limit(**length):
    return TimeLimit(key="x", text="X.", name="X", road="appeal", counted_from="notice", **length)


@pytest.mark.parametrize(
    ("start", "length", "last"),
    [
        (date(2026, 6, 20), {"days": 120, "presumed_days": 5}, date(2026, 10, 23)),
        (date(2026, 1, 1), {"days": 1}, date(2026, 1, 2)),
        (date(2025, 6, 1), {"years": 1}, date(2026, 6, 1)),
        (date(2024, 2, 29), {"years": 1}, date(2025, 2, 28)),
        (date(2024, 2, 29), {"years": 4}, date(2028, 2, 29)),
        (date(2026, 8, 31), {"months": 6}, date(2027, 2, 28)),
        (date(2026, 12, 15), {"months": 12}, date(2027, 12, 15)),
        (date(9999, 12, 31), {"days": 1}, None),
        (date(9999, 12, 1), {"years": 1}, None),
        (date(2026, 1, 1), {}, None),
    ],
)
def test_last_day(start, length, last):
    assert last_day(limit(**length), start) == last


@given(st.dates(), st.integers(1, 3660), st.integers(0, 30))
def test_days_are_calendar_days_and_never_an_error(start, days, presumed):
    last = last_day(limit(days=days, presumed_days=presumed), start)
    assert last is None or (last - start).days == days + presumed


def test_medicares_five_levels_with_days_and_amounts(ask):
    found = ask("CO-50 97110-GP", notice_on=date(2026, 10, 1)).deadlines
    assert [each.limit.key for each in found] == [
        *("redetermination", "reconsideration", "hearing", "council", "federal-court")
    ]
    assert [(each.limit.days, each.limit.amount) for each in found] == [
        *((120, None), (180, None), (60, 200), (60, None), (60, 1960))
    ]
    assert {each.limit.amount_year for each in found if each.limit.amount} == {2026}
    assert found[0].last_on == date(2027, 2, 3)
    assert all(each.last_on is None for each in found[1:]), "later levels begin with decisions that are not made"
    assert wording.counted(found[1]) == "180 days from receiving the decision before it."


def test_a_reopening_tells_its_year_and_the_appeal_beside_it(ask):
    found = ask("CO-97 99213", notice_on=date(2026, 6, 20)).deadlines
    assert [each.limit.key for each in found] == ["clerical-reopening", "good-cause-reopening", "redetermination"]
    assert found[0].last_on == date(2027, 6, 20)
    assert wording.counted(found[0]) == "Until 20 Jun 2027, a Sunday: send it before."
    assert wording.counted(found[2]) == "Passed on 23 Oct 2026."


def test_a_new_claim_is_counted_from_the_service(ask):
    (found,) = ask("CO-16 MA130 99213", service_on=date(2026, 6, 1), notice_on=date(2026, 6, 20)).deadlines
    assert found.last_on == date(2027, 6, 1)


def test_without_a_date_nothing_is_counted(ask):
    (found,) = ask("CO-16 MA130 99213").deadlines
    assert found.last_on is None
    assert wording.counted(found) == "1 year. Give the date of the service to have it counted."


def test_commercial_limits_are_those_with_a_source_and_otherwise_the_payer_is_asked(ask):
    found = ask("CO-50 99213", "commercial", notice_on=date(2026, 10, 1)).deadlines
    assert {each.payer for each in found} == {"aetna", "anthem", "cigna", "unitedhealthcare"}
    corrected = ask("CO-97 99213", "commercial").deadlines
    assert wording.counted(corrected[0]) == "Ask the payer how long it is open."
    assert ask("CO-50 97110-GZ").deadlines == ()
