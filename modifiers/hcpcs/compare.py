"""What the official file says against what we hold. No Django here.

The official file has the last word on dates, with two exceptions. A date that it does not give takes none
of ours away, and an end that we have from elsewhere stays until the file itself takes an end back.
Absence from the file is no ending: codes have been missing for years and come back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .record import OfficialModifier, clean

Dates = tuple[date | None, date | None]
"""First and last date of service."""


class Change(StrEnum):
    """What a difference is, in the order in which it is shown."""

    NEW = "new"
    ENDED = "ended"
    REDATED = "re-dated"
    REWORDED = "changed wording"
    DISPUTED = "disagrees with us"
    VANISHED = "vanished"


REPORTED_ONLY = frozenset({Change.DISPUTED, Change.VANISHED})
"""Differences that somebody must look at and that no import writes."""


@dataclass(frozen=True, slots=True)
class Held:
    """What we hold of a code. ``official`` is the row as last imported; None if it never was."""

    code: str
    name: str = ""
    is_hcpcs: bool = True
    effective_on: date | None = None
    ended_on: date | None = None
    official: OfficialModifier | None = None
    has_copy: bool = True


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference of one code; ``told`` says it in words."""

    change: Change
    code: str
    name: str
    told: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences.

    Attributes:
        differences: by change, then by code.
        unchanged: codes without any.
        dates: code → the dates that its working copy is to bear, where they differ.
        to_record: codes whose official row is not the one kept.
    """

    differences: tuple[Difference, ...]
    unchanged: tuple[str, ...]
    dates: tuple[tuple[str, Dates], ...]
    to_record: tuple[str, ...]

    @property
    def counts(self) -> Counter[Change]:
        """How many differences there are of each change."""
        return Counter(difference.change for difference in self.differences)

    @property
    def writes(self) -> bool:
        """Whether an import has anything to write."""
        return bool(self.to_record) or any(d.change not in REPORTED_ONLY for d in self.differences)

    def codes(self, change: Change) -> tuple[str, ...]:
        """Codes with this change."""
        return tuple(difference.code for difference in self.differences if difference.change is change)


def compare(
    official: Iterable[OfficialModifier], held: Iterable[Held], *, today: date, unread: Iterable[str] = ()
) -> Comparison:
    """Compare a file with what we hold.

    Args:
        official: the modifiers of the file.
        held: everything that we hold: working copies, and official rows of earlier files.
        today: the day from which an ending is past or still to come.
        unread: codes of refused lines, which are in the file although they could not be read.
    """
    ours = {each.code: each for each in held}
    present: set[str] = set(unread)
    differences: list[Difference] = []
    unchanged: list[str] = []
    dates: list[tuple[str, Dates]] = []
    to_record: list[str] = []
    for row in official:
        present.add(row.code)
        mine = ours.get(row.code)
        if mine is None or not mine.has_copy:
            found = [Difference(Change.NEW, row.code, row.short_descriptor, _span(row, today))]
        elif not mine.is_hcpcs:
            told = "The file holds this code; with us it is no HCPCS Level II modifier. Nothing is written."
            differences.append(Difference(Change.DISPUTED, row.code, mine.name, told))
            continue
        else:
            target = _target(row, mine)
            if target != (mine.effective_on, mine.ended_on):
                dates.append((row.code, target))
            found = [*_dated(row, mine, target, today), *_worded(row, mine)]
        if mine is None or not _is_kept(row, mine.official):
            to_record.append(row.code)
        differences += found
        if not found:
            unchanged.append(row.code)
    for mine in ours.values():
        if mine.code not in present and mine.is_hcpcs and mine.has_copy:
            told = "Not in this file. It stays as it is: absence is no ending."
            if mine.ended_on:
                told = f"Not in this file; {_end(mine.ended_on, today)} with us. It stays as it is."
            differences.append(Difference(Change.VANISHED, mine.code, mine.name, told))
    order = list(Change)
    differences.sort(key=lambda difference: (order.index(difference.change), difference.code))
    return Comparison(tuple(differences), tuple(sorted(unchanged)), tuple(sorted(dates)), tuple(sorted(to_record)))


def _target(row: OfficialModifier, mine: Held) -> Dates:
    """The dates that the working copy is to bear."""
    effective_on, ended_on = row.added_on or mine.effective_on, row.ended_on
    if ended_on is None and not _took_back(mine):
        ended_on = mine.ended_on
    if effective_on and ended_on and ended_on < effective_on:
        return mine.effective_on, mine.ended_on
    return effective_on, ended_on


def _took_back(mine: Held) -> bool:
    """Whether the end that we hold is the one of the last file, so that this file may take it back."""
    return mine.official is not None and mine.official.ended_on == mine.ended_on


def _dated(row: OfficialModifier, mine: Held, target: Dates, today: date) -> Iterator[Difference]:
    def difference(change: Change, told: str) -> Difference:
        return Difference(change, row.code, mine.name, told)

    effective_on, ended_on = target
    if ended_on and mine.ended_on is None:
        told = f"{_end(ended_on, today).capitalize()}."
        yield difference(Change.ENDED, told)
    elif ended_on != mine.ended_on:
        now = _end(ended_on, today) if ended_on else "in use again"
        yield difference(Change.REDATED, f"Last date of service {mine.ended_on} → {now}.")
    elif row.ended_on != mine.ended_on:
        says = _end(row.ended_on, today) if row.ended_on else "no end"
        yield difference(Change.DISPUTED, f"The file says {says}; we say {_end(mine.ended_on, today)}. Ours stays.")
    if effective_on != mine.effective_on:
        yield difference(Change.REDATED, f"First date of service {mine.effective_on or 'not known'} → {effective_on}.")
    elif row.added_on and row.added_on != mine.effective_on:
        yield difference(
            Change.DISPUTED, f"The file says first used {row.added_on}; we say {mine.effective_on}. Ours stays."
        )


def _worded(row: OfficialModifier, mine: Held) -> Iterator[Difference]:
    if mine.official is None:
        return
    told = [
        f"{label} descriptor “{before}” → “{after}”."
        for label, before, after in (
            ("Short", mine.official.short_descriptor, row.short_descriptor),
            ("Long", mine.official.long_descriptor, row.long_descriptor),
        )
        if not same_words(before, after)
    ]
    if told:
        yield Difference(Change.REWORDED, row.code, mine.name, " ".join(told))


def same_words(one: str, other: str) -> bool:
    """Whether two descriptors say the same: upper case is no wording, older copies are all upper case."""
    return clean(one).casefold() == clean(other).casefold()


def is_reworded(row: OfficialModifier, kept: OfficialModifier) -> bool:
    """Whether a descriptor is not the one kept."""
    return not (
        same_words(row.short_descriptor, kept.short_descriptor)
        and same_words(row.long_descriptor, kept.long_descriptor)
    )


def _is_kept(row: OfficialModifier, kept: OfficialModifier | None) -> bool:
    if kept is None or is_reworded(row, kept):
        return False
    return (row.added_on, row.action_effective_on, row.ended_on, row.action_code) == (
        kept.added_on,
        kept.action_effective_on,
        kept.ended_on,
        kept.action_code,
    )


def _span(row: OfficialModifier, today: date) -> str:
    begins = f"From {row.added_on}" if row.added_on else "First date of service not given"
    return f"{begins}; {_end(row.ended_on, today)}." if row.ended_on else f"{begins}."


def _end(on: date | None, today: date) -> str:
    if on is None:
        return "no end"
    return f"ended on {on}" if on < today else f"will end on {on}, a date still to come"
