"""What must hold of a finished store."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modifiers.ncci import checks
from modifiers.ncci.datasets import MUE, PTP, as_day, as_number
from modifiers.ncci.records import Edit
from modifiers.ncci.stores import store_of

pytestmark = pytest.mark.django_db

JULY = date(2026, 7, 1)
TWICE, BOTH = "in force on more than one line", "in force in both directions"


def line(one="A", two="B", start=20200101, end=0, indicator="1"):
    return one, two, start, end, indicator, 0, 0


def holding(rows, dataset=PTP, name="ncci-rows-checked"):
    store = store_of(name, dataset)
    store.create()
    store.insert(list(rows))
    store.finish()
    return store


def told(rows, before=None):
    store = holding(rows)
    return " ".join(checks.problems(store, checks.count(store, JULY), JULY, before))


def test_counts():
    store = holding(
        [line(), line(end=20191231, start=19960101), line("B", "C", 20260701, 20260701), line("C", "D", 20260702)]
        + [line("D", "E", 20200101, 20260630), line("E", "F", 20250101, 20250101, "9"), line("F", "G", 0)]
    )
    assert checks.count(store, JULY) == checks.Counts(rows=7, pairs=6, live=3)


def test_counts_of_what_are_no_pairs():
    store = holding([("A4216", 1, "1", ""), ("A4217", 0, "2", "")], MUE)
    assert checks.count(store, JULY) == checks.Counts(2, 2, 2)
    assert checks.problems(store, checks.count(store, JULY), JULY, None) == []


@pytest.mark.parametrize(
    "rows",
    [
        [line(), line(start=20100101, end=20191231)],
        [line(), line(indicator="9", end=20200101)],
        [line(end=20260930), line(start=20261001)],
        [line(end=20260930), line(start=20261001, end=20271231)],
        [line(), line("B", "A", 20100101, 20191231)],
        [line(), line("B", "A", 20200101, 20200101, "9")],
        [line(end=20260630), line("B", "A", 20260701)],
        [line(), line(start=0)],
        [line("A", "B"), line("B", "C"), line("A", "C")],
    ],
)
def test_what_may_be(rows):
    assert told(rows) == ""


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "hold no row"),
        ([line(), line(start=20210101)], TWICE),
        ([line(), line(start=20210101, end=20261231)], TWICE),
        ([line(), line(start=20270101)], TWICE),
        ([line(start=0), line(start=0, end=20261231)], TWICE),
        ([line("X", "A"), line("X", "B"), line("X", "B", 20200102), line("X", "C")], "X / B is " + TWICE),
        ([line(), line("B", "A")], BOTH),
        ([line("B", "A", 0), line("A", "B", 20260701, 20260701)], BOTH),
        ([line("Y", "X"), line("A", "B"), line("X", "Y")], "X and Y is " + BOTH),
    ],
)
def test_what_must_not_be(rows, sentence):
    assert sentence in told(rows)


@pytest.mark.parametrize(("before", "is_told"), [(None, False), (5, False), (6, True), (4, False)])
def test_a_set_that_has_shrunken(before, is_told):
    rows = [line("A", code) for code in "BCDE"]
    assert ("--allow-smaller" in told(rows, before)) == is_told


DAYS = (20200101, 20260630, 20260701, 20260702, 20300101)
LINES = st.builds(
    line,
    one=st.sampled_from("AB"),
    two=st.sampled_from("AB"),
    start=st.sampled_from((0, *DAYS)),
    end=st.sampled_from((0, *DAYS)),
    indicator=st.sampled_from("019"),
).filter(lambda row: row[0] != row[1] and (not row[3] or row[2] <= row[3]))


@settings(max_examples=60)
@given(st.lists(LINES, min_size=1, max_size=5, unique_by=lambda row: row[:4]))
def test_the_queries_say_what_the_rules_say(rows):
    """The same in Python, line against line."""
    edits = [Edit(one, two, as_day(start), as_day(end), kind) for one, two, start, end, kind, *_ in rows]
    live = [edit for edit in edits if edit.holds_on(JULY)]
    open_ended = [edit for edit in edits if not edit.is_withdrawn and edit.deleted_on is None]

    def is_twice(found):
        keys = [(edit.column_one, edit.column_two, edit.effective_on is None) for edit in found]
        return len(set(keys)) < len(keys)

    directions = {(edit.column_one, edit.column_two) for edit in live}
    found = told(rows)
    assert (TWICE in found) == (is_twice(live) or is_twice(open_ended))
    assert (BOTH in found) == any((two, one) in directions for one, two in directions)
    assert checks.count(store_of("ncci-rows-checked", PTP), JULY).live == len(live)


def test_days_are_numbers():
    assert [as_number(None), as_number(JULY), as_day(0), as_day(20260701)] == [0, 20260701, None, JULY]
