"""What the reader gives: official modifiers and the lines that it refused. No Django here.

The rules are those of the CMS record layout "HCPCS Contractor Record" (the layout file in each quarterly zip):
record id 7 is the first line of a modifier, 8 its continuation, 3 and 4 the same for a procedure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from modifiers.official import RefusedLine, clean, excerpt, read_day

PROCEDURE, PROCEDURE_CONTINUED, MODIFIER, MODIFIER_CONTINUED = "3", "4", "7", "8"
RECORD_IDS = (PROCEDURE, PROCEDURE_CONTINUED, MODIFIER, MODIFIER_CONTINUED)

LONGEST_LONG, LONGEST_SHORT = 4_000, 200
"""Characters of a descriptor beyond which a row is no modifier. The longest of CMS has some hundred."""

_MODIFIER = re.compile(r"[0-9A-Z]{2}")


@dataclass(frozen=True, slots=True)
class OfficialModifier:
    """A modifier as the file holds it.

    ``added_on`` is the first and ``ended_on`` the last date of service. ``action_effective_on`` is the day
    *after* the last one for an ended code, so it never is the start of validity.
    """

    code: str
    short_descriptor: str
    long_descriptor: str
    added_on: date | None = None
    action_effective_on: date | None = None
    ended_on: date | None = None
    action_code: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One line or row, cut into fields and not yet judged. Dates are whatever stood there."""

    number: int
    text: str
    record_id: str
    code: str = ""
    long: str = ""
    short: str = ""
    added: object = None
    action_effective: object = None
    ended: object = None
    action: str = ""

    def refused(self, reason: str) -> RefusedLine:
        """The line, with the reason why it is not taken."""
        return RefusedLine(self.number, excerpt(self.text), reason, clean(self.code).upper())


def assemble(records: Iterable[Record | RefusedLine]) -> Iterator[OfficialModifier | RefusedLine]:
    """Join continuations to their first lines and judge the whole; procedures pass by unseen.

    A description goes on over several lines and is joined with single spaces. A code that comes a second
    time and a continuation without its first line are refused.
    """
    seen: dict[str, int] = {}
    first: Record | None = None
    pieces: list[str] = []
    for record in records:
        if isinstance(record, RefusedLine):
            yield record
        elif record.record_id == MODIFIER_CONTINUED:
            if first is None or clean(record.code).upper() != clean(first.code).upper():
                yield record.refused("A continuation whose first line is not before it.")
            elif sum(map(len, pieces)) <= LONGEST_LONG:
                pieces.append(record.long)
        elif record.record_id in (PROCEDURE, MODIFIER):
            if first is not None:
                yield _judge(first, pieces, seen)
            first, pieces = (record, [record.long]) if record.record_id == MODIFIER else (None, [])
    if first is not None:
        yield _judge(first, pieces, seen)


def _judge(record: Record, pieces: list[str], seen: dict[str, int]) -> OfficialModifier | RefusedLine:
    code = clean(record.code).upper()
    if not _MODIFIER.fullmatch(code):
        return record.refused(f"“{excerpt(record.code)}” is not a modifier of two letters or digits.")
    if code in seen:
        return record.refused(f"{code} stands in line {seen[code]} already.")
    seen[code] = record.number
    long, short = clean(" ".join(pieces)), clean(record.short)
    if not (long or short):
        return record.refused(f"{code} has no descriptor.")
    if len(long) > LONGEST_LONG or len(short) > LONGEST_SHORT:
        return record.refused(f"The descriptor of {code} is too long to be one.")
    days: list[date | None] = []
    for label, value in (
        ("date added", record.added),
        ("action effective date", record.action_effective),
        ("termination date", record.ended),
    ):
        try:
            days.append(read_day(value))
        except (ValueError, OverflowError):
            return record.refused(f"The {label} of {code} is not a date: “{excerpt(str(value))}”.")
    added, action_effective, ended = days
    if added and ended and ended < added:
        return record.refused(f"{code} ends on {ended}, before it begins on {added}.")
    return OfficialModifier(code, short, long, added, action_effective, ended, clean(record.action).upper()[:1])
