"""The counts of this process, and how they come into the table: once a minute at most, and when the process ends.

No request waits for it. Where the database is away, the counts are dropped and the log says how many.
"""

from __future__ import annotations

import atexit
import logging
import threading
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone

from modifiers.models.search_gap import SearchGap

from .tally import Counts, Taken, Tally

logger = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=180)
"""Words that nobody has looked for since then go away, whatever editors made of them."""

MOST_ROWS = 5000
"""New words find no room beyond this; those that are known are counted on."""

tally = Tally()
_lock = threading.Lock()
_waiting: list[threading.Timer] = []


def count(words: str, counts: Counts) -> None:
    """Count words that may be counted, for today. The first of a minute sets the clock to write them all."""
    tally.add(words, timezone.localdate(), counts)
    every = settings.SEARCH_GAPS_WRITTEN_EVERY
    if every is None or _waiting:
        return
    with _lock:
        if not _waiting:
            timer = threading.Timer(every, _write_and_close)
            timer.daemon = True
            _waiting.append(timer)
            timer.start()


def write() -> int:
    """Bring the counts of this process into the table.

    Returns:
        How many rows were touched; none if there was nothing, or no database.
    """
    taken = tally.take()
    if not taken.counts and not taken.lost:
        return 0
    rows = _by_words(taken.counts)
    try:
        with transaction.atomic():
            lost = taken.lost + _store(rows)
    except DatabaseError as error:
        logger.warning("search gaps: %d counts dropped (%s)", _size(taken), type(error).__name__)
        return 0
    if lost:
        logger.warning("search gaps: %d counts found no room", lost)
    return len(rows)


def _by_words(counts: Mapping[tuple[str, date], Counts]) -> dict[str, tuple[Counts, date, date]]:
    days: dict[str, list[date]] = defaultdict(list)
    sums: dict[str, Counts] = defaultdict(Counts)
    for (words, day), found in counts.items():
        days[words].append(day)
        sums[words] += found
    # In one order in every process, so that two that write at once wait and do not lock each other out.
    return {words: (sums[words], min(days[words]), max(days[words])) for words in sorted(sums)}


def _store(rows: Mapping[str, tuple[Counts, date, date]]) -> int:
    """Write; return how many counts found no room in the table."""
    SearchGap.objects.filter(last_on__lt=timezone.localdate() - KEPT_FOR).delete()
    known = set(SearchGap.objects.filter(words__in=rows).values_list("words", flat=True))
    room = max(0, MOST_ROWS - SearchGap.objects.count())
    new = [words for words in rows if words not in known][:room]
    SearchGap.objects.bulk_create(
        (SearchGap(words=words, first_on=rows[words][1], last_on=rows[words][2]) for words in new),
        ignore_conflicts=True,
    )
    kept = known.union(new)
    for words, (counts, _, last) in rows.items():
        if words in kept:
            SearchGap.objects.filter(words=words).update(
                without_result=F("without_result") + counts.without_result,
                shown=F("shown") + counts.shown,
                followed=F("followed") + counts.followed,
                last_on=last,
            )
    return sum(
        counts.without_result + counts.shown + counts.followed
        for words, (counts, _, _) in rows.items()
        if words not in kept
    )


def _size(taken: Taken) -> int:
    return taken.lost + sum(found.without_result + found.shown + found.followed for found in taken.counts.values())


def _write_and_close() -> None:
    """What the timer does, in a thread of its own with a connection of its own."""
    _waiting.clear()
    try:
        write()
    finally:
        connection.close()


@atexit.register
def _at_the_end() -> None:
    if _waiting:
        _waiting[0].cancel()
        _write_and_close()
