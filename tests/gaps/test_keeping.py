"""From memory into the table: in batches, at the end, and not at all while the database is away."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
import time_machine
from django.db import OperationalError
from django.utils import timezone

from modifiers.gaps import keeping
from modifiers.gaps.tally import FOLLOWED, FOUND_NOTHING, SHOWN
from modifiers.models import SearchGap


@pytest.fixture(autouse=True)
def _nothing_counted():
    keeping.tally.take()
    yield
    keeping.tally.take()


def stored() -> dict[str, tuple[int, int, int]]:
    return {gap.words: (gap.without_result, gap.shown, gap.followed) for gap in SearchGap.objects.all()}


@pytest.mark.django_db
def test_counts_are_added_to_those_that_are_there():
    for counts in (SHOWN, SHOWN, FOLLOWED):
        keeping.count("knee", counts)
    keeping.count("brace", FOUND_NOTHING)
    assert keeping.write() == 2
    keeping.count("knee", SHOWN)
    assert keeping.write() == 1
    assert stored() == {"knee": (0, 3, 1), "brace": (1, 0, 0)}
    assert keeping.write() == 0


@pytest.mark.django_db
def test_days_are_the_first_and_the_last():
    with time_machine.travel("2026-11-20 15:00Z", tick=False):
        keeping.count("knee", SHOWN)
    with time_machine.travel("2026-11-22 15:00Z", tick=False):
        keeping.count("knee", SHOWN)
        keeping.write()
    gap = SearchGap.objects.get()
    assert (gap.first_on, gap.last_on, gap.shown) == (date(2026, 11, 20), date(2026, 11, 22), 2)


@pytest.mark.django_db
def test_what_nobody_looked_for_since_long_goes_away():
    today = timezone.localdate()
    for words, age in (("old", keeping.KEPT_FOR + timedelta(days=1)), ("young", keeping.KEPT_FOR)):
        SearchGap.objects.create(words=words, first_on=today - age, last_on=today - age, settled="ignored")
    keeping.count("new", SHOWN)
    keeping.write()
    assert set(stored()) == {"young", "new"}


@pytest.mark.django_db
def test_a_full_table_takes_no_new_words(monkeypatch, caplog):
    monkeypatch.setattr(keeping, "MOST_ROWS", 1)
    keeping.count("knee", SHOWN)
    keeping.write()
    keeping.count("knee", SHOWN)
    keeping.count("brace", SHOWN)
    with caplog.at_level(logging.WARNING):
        keeping.write()
    assert stored() == {"knee": (0, 2, 0)}
    assert "1 counts found no room" in caplog.text


@pytest.mark.django_db
def test_without_a_database_counts_are_dropped_and_told_without_words(monkeypatch, caplog):
    def away(*_: object) -> int:
        raise OperationalError("no such file: knee")

    monkeypatch.setattr(keeping, "_store", away)
    keeping.count("knee", SHOWN)
    keeping.count("brace", FOUND_NOTHING)
    with caplog.at_level(logging.WARNING):
        assert keeping.write() == 0
    assert "2 counts dropped (OperationalError)" in caplog.text
    assert "knee" not in caplog.text and "brace" not in caplog.text
    assert not keeping.tally


def test_the_first_count_sets_one_clock_and_the_end_writes(settings, monkeypatch):
    started: list[threading.Timer] = []
    written: list[int] = []
    settings.SEARCH_GAPS_WRITTEN_EVERY = 3600
    monkeypatch.setattr(threading.Timer, "start", lambda self: started.append(self))
    monkeypatch.setattr(keeping, "_write_and_close", lambda: (keeping._waiting.clear(), written.append(1)))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: keeping.count("knee", SHOWN), range(40)))
    assert len(started) == 1 and started[0].interval == 3600 and started[0].daemon
    keeping._at_the_end()
    keeping._at_the_end()
    assert written == [1]
