"""The drawing of a pair's history stays inside its box, whatever the lines and the day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from modifiers.pages.timeline import WIDTH, timeline
from tests.ncci.pairs import line, withdrawn
from tests.ncci.test_verdict import LINES

ON = date(2026, 8, 1)


def test_a_bar_begins_and_ends_where_its_days_lie():
    drawn = timeline([line("A4216", "A4217", "0", date(2020, 1, 1), date(2021, 12, 31))], date(2029, 1, 1))
    assert drawn.bars[0].x == 0
    assert drawn.bars[0].width == pytest.approx(WIDTH * 2 / 10, abs=0.5)
    assert drawn.on_x == WIDTH * 9 / 10
    assert drawn.summary == "1 line from 2020 to 2029"


def test_what_has_no_end_reaches_the_edge_and_what_has_no_start_begins_there():
    first, second = timeline(
        [line("A4216", "A4217", "1", None, date(2019, 12, 31)), line("A4216", "A4217", "0", date(2020, 1, 1))], ON
    ).bars
    assert (first.x, first.kind) == (0, "opens-1 no-start")
    assert round(second.x + second.width, 1) == WIDTH
    assert second.height > first.height


def test_a_line_of_one_day_can_still_be_seen():
    assert timeline([withdrawn("A4216", "A4217", date(2020, 10, 1))], ON).bars[0].width >= 4


@given(history=st.lists(LINES, max_size=8), on=st.dates())
@example(history=[line("A4216", "A4217", "1", date.min, date.max)], on=date.max)
@example(history=[line("A4216", "A4217", "1", date.max, None)], on=date.min)
def test_nothing_lies_outside(history, on):
    drawn = timeline(history, on)
    if drawn is None:
        assert not any(edit.effective_on or edit.deleted_on for edit in history)
        return
    assert len(drawn.bars) == len(history)
    for bar in drawn.bars:
        assert bar.x >= 0 and bar.width > 0 and round(bar.x + bar.width, 1) <= WIDTH
        assert bar.y + bar.height <= drawn.baseline
    assert 0 <= drawn.on_x <= WIDTH
    assert 1 <= len(drawn.ticks) <= 7
    assert all(0 <= tick.x < WIDTH for tick in drawn.ticks)
    assert {kind for kind, _ in drawn.legend} == {kind for bar in drawn.bars for kind in bar.kind.split()}
