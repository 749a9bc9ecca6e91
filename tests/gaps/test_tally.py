"""Counts in memory: right under threads, bounded, taken away once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

from modifiers.gaps.tally import FOLLOWED, FOUND_NOTHING, SHOWN, Counts, Tally

DAY = date(2026, 11, 23)


def test_counts_add_up_under_threads_while_somebody_takes_them_away():
    tally, taken = Tally(), []

    def work(number: int) -> None:
        for _ in range(200):
            tally.add(f"knee {'abc'[number % 3]}", DAY, SHOWN)
        taken.append(tally.take())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(24)))
    taken.append(tally.take())
    assert sum(found.shown for each in taken for found in each.counts.values()) == 24 * 200
    assert not tally and not any(each.lost for each in taken)


def test_kinds_are_kept_apart_by_words_and_day():
    tally = Tally()
    for counts in (FOUND_NOTHING, SHOWN, SHOWN, FOLLOWED):
        tally.add("knee", DAY, counts)
    tally.add("knee", date(2026, 11, 24), SHOWN)
    counts = tally.take().counts
    assert counts == {("knee", DAY): Counts(1, 2, 1), ("knee", date(2026, 11, 24)): Counts(shown=1)}


def test_memory_is_bounded_and_what_is_lost_is_told():
    tally = Tally(most=2)
    for words in ("one", "two", "three", "four", "one"):
        tally.add(words, DAY, SHOWN)
    taken = tally.take()
    assert {words for words, _ in taken.counts} == {"one", "two"}
    assert taken.lost == 2
