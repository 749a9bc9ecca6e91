"""The drawing of a pair's history: nothing outside its box, nothing that the lines do not tell."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from modifiers.ncci.records import Edit
from modifiers.pages.timeline import WIDTH, timeline

ON = date(2026, 11, 23)
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1))
EDITS = st.builds(
    Edit, st.just("G0001"), st.just("G0002"), st.none() | DAYS, st.none() | DAYS, st.sampled_from(["0", "1", "9"])
)


def edit(effective_on=None, deleted_on=None, indicator="1"):
    return Edit("G0001", "G0002", effective_on, deleted_on, indicator)


def test_nothing_is_drawn_where_no_line_has_a_date():
    assert timeline([], ON) is None
    assert timeline([edit(), edit(indicator="0")], ON) is None


def test_bars_lie_in_time():
    drawn = timeline([edit(date(2010, 1, 1), date(2019, 12, 31)), edit(date(2020, 1, 1))], ON)
    first, second = drawn.bars
    assert first.x == 0
    assert first.x + first.width <= second.x <= drawn.on_x
    assert second.x + second.width == WIDTH, "what has no end goes on"
    assert second.y > first.y


def test_what_the_file_does_not_tell_is_told_by_the_legend():
    drawn = timeline([edit(deleted_on=date(2019, 12, 31)), edit(date(2020, 1, 1), indicator="0")], ON)
    assert [bar.has_start for bar in drawn.bars] == [False, True]
    assert [key for key, _ in drawn.legend] == ["opens-1", "opens-0", "no-start", "on"]
    assert drawn.legend[-1] == ("on", "23 Nov 2026")


def test_a_withdrawn_line_is_seen_though_it_never_held():
    drawn = timeline([edit(date(2020, 10, 1), date(2020, 10, 1), "9")], ON)
    assert drawn.bars[0].kind == "withdrawn"
    assert drawn.bars[0].width > 5
    assert [key for key, _ in drawn.legend] == ["withdrawn", "on"]


@given(st.lists(EDITS, max_size=8), DAYS)
def test_any_history_stays_in_its_box(history, on):
    drawn = timeline(history, on)
    if drawn is None:
        assert not any(each.effective_on or each.deleted_on for each in history)
        return
    assert len(drawn.bars) == len(history)
    assert all(bar.x >= 0 and bar.width > 0 and bar.x + bar.width <= WIDTH + 0.1 for bar in drawn.bars)
    assert all(bar.y + bar.height <= drawn.height for bar in drawn.bars)
    assert 0 <= drawn.on_x <= WIDTH
    years = [tick.year for tick in drawn.ticks]
    assert 1 <= len(years) <= 7
    assert years == sorted(set(years))
