"""How long a road is open, counted in calendar days from the dates that are known."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from modifiers.documents import PayerDocument
from modifiers.documents.parts import TimeLimit

from .facts import Facts

_WEEKEND = {5: "Saturday", 6: "Sunday"}
_CLOCKS = {
    "appeal": ("appeal",),
    "reopening": ("reopening", "appeal"),  # a reopening that is refused leaves the appeal
    "corrected_claim": ("corrected_claim", "new_claim"),
    "new_claim": ("new_claim",),
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time limit with its day.

    Attributes:
        payer: the slug of the payer whose limit it is.
        part: the list of the payer's page that holds it.
        limit: the statement itself.
        counted_from: the day from which it was counted; None when that day is not known.
        last_on: the last day; None when it cannot be counted.
        is_past: whether the last day lies before the day on which was asked.
        weekend: the name of the day, if the last day is a Saturday or Sunday.
    """

    payer: str
    part: str
    limit: TimeLimit
    counted_from: date | None = None
    last_on: date | None = None
    is_past: bool = False
    weekend: str = ""


def last_day(limit: TimeLimit, start: date) -> date | None:
    """The last day of a limit that begins on a day; None if it has no length or lies beyond the calendar.

    Days are calendar days, counted from the day after ``start`` plus the days that a notice is presumed to travel.
    Months and years end on the same day of their month, or on its last.
    """
    try:
        received = start + timedelta(days=limit.presumed_days)
        if limit.days:
            return received + timedelta(days=limit.days)
        months = (limit.months or 0) + 12 * (limit.years or 0)
        if not months:
            return None
        year, month = divmod(received.year * 12 + received.month - 1 + months, 12)
        return date(year, month + 1, min(received.day, monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError):
        return None


def deadlines(road: str | None, facts: Facts, payers: Iterable[PayerDocument], today: date) -> tuple[Deadline, ...]:
    """The time limits of a road, those of the payer who answers for its kind first.

    Args:
        road: the way out; the others than claims, reopenings and appeals have none.
        facts: the dates, and the kind of payer. Not known: Medicare's are given, for the reader to judge.
        payers: published payers of that kind.
        today: the day on which is asked.
    """
    wanted = _CLOCKS.get(road or "", ())
    found: list[Deadline] = []
    for payer in payers:
        limits = [
            *((x, "time_limits") for x in payer.time_limits),
            *((x, "appeal_levels") for x in payer.appeal_levels),
        ]
        for clock in wanted:
            found += [_counted(payer.slug, part, limit, facts, today) for limit, part in limits if limit.road == clock]
    if road == "reopening":  # of the levels of appeal only the first is told: it runs beside the reopening
        found = list(_first_levels(found))
    return tuple(found)


def _first_levels(found: list[Deadline]) -> Iterator[Deadline]:
    seen: set[str] = set()
    for each in found:
        if each.limit.road != "appeal" or each.payer not in seen:
            yield each
        if each.limit.road == "appeal":
            seen.add(each.payer)


def _counted(payer: str, part: str, limit: TimeLimit, facts: Facts, today: date) -> Deadline:
    start = {"notice": facts.notice_on, "service": facts.service_on}.get(limit.counted_from)
    last = last_day(limit, start) if start else None
    if last is None:
        return Deadline(payer, part, limit)
    return Deadline(payer, part, limit, start, last, last < today, _WEEKEND.get(last.weekday(), ""))
