"""Lines of text → records: the fixed-width form as CMS ships it, and a tab-separated table. No Django here.

Positions are those of the CMS record layout "HCPCS Contractor Record", the same in 2019 and 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import BinaryIO

from modifiers.official import OfficialFileError, Progress, RefusedLine, excerpt

from .record import (
    MODIFIER,
    MODIFIER_CONTINUED,
    RECORD_IDS,
    Record,
)

FIXED_WIDTH, TAB_SEPARATED = "fixed-width text", "tab-separated text"
COLUMNS = ("code", "short_descriptor", "long_descriptor", "add_date", "termination_date")
"""Columns that the tab-separated form cannot do without."""

LONGEST_LINE = 16_384

# Layout positions count from 1; slices from 0. Slice first, trim later: the blanks before a modifier count.
_CODE, _RECORD_ID = slice(0, 5), slice(10, 11)
_LONG, _SHORT = slice(11, 91), slice(91, 119)
_ADDED, _ACTION_EFFECTIVE, _ENDED, _ACTION = slice(268, 276), slice(276, 284), slice(284, 292), slice(292, 293)
_FIRST_LINE = re.compile(r"(?:[ \xa0]{3}[0-9A-Z]{2}|[0-9A-Z]{5})[0-9 ]{5}[37]", re.IGNORECASE)
_TRIMMED = re.compile(r"[0-9A-Z]{2}[0-9]{5}[78](?!.{2}[348])", re.IGNORECASE)
_REPORT_EVERY = 500

Numbered = tuple[int, str]


def lines_of(stream: BinaryIO, size: int, progress: Progress) -> Iterator[Numbered]:
    """Numbered lines without their ends, read one by one; each is UTF-8 or else Windows-1252.

    Raises:
        OfficialFileError: if a line is longer than any line of such a file, or the file holds no text.
    """
    number = done = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        done += len(line)
        if len(line) > LONGEST_LINE:
            told = f"Line {number} is longer than {LONGEST_LINE:,} characters; no line of this file is."
            raise OfficialFileError(told)
        if b"\0" in line:
            raise OfficialFileError(f"Line {number} holds bytes that are no text. {EXPECTED}")
        yield number, _decoded(line).lstrip("\ufeff" if number == 1 else "").rstrip("\r\n\x1a")
        if number % _REPORT_EVERY == 0:
            progress(done, max(size, done), f"line {number:,}")


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        # A curly apostrophe or a hard blank of Windows; five bytes mean nothing there.
        return line.decode("cp1252", errors="replace")


def recognise(lines: Iterator[Numbered]) -> tuple[str, Iterator[Record | RefusedLine]]:
    """Skip what stands before the first record, however long, and cut the rest into records.

    Returns:
        The name of the form, and its records.

    Raises:
        OfficialFileError: if no line begins a record and none is a header.
    """
    first = ""
    for number, line in lines:
        if _FIRST_LINE.match(line):
            return FIXED_WIDTH, _fixed_width(chain([(number, line)], lines))
        names = [cell.strip().lower() for cell in line.split("\t")]
        if set(COLUMNS) <= set(names):
            return TAB_SEPARATED, _tab_separated(lines, names)
        first = first or excerpt(line)
    found = f"text that begins “{first}”" if first else "nothing but blank lines"
    raise OfficialFileError(f"This is not the HCPCS file: found {found}. {EXPECTED}")


def _fixed_width(lines: Iterator[Numbered]) -> Iterator[Record | RefusedLine]:
    for number, line in lines:
        record_id = line[_RECORD_ID]
        if not line.strip():
            continue
        if _TRIMMED.match(line):
            reason = "The three blanks before the modifier are missing: a program trimmed the lines."
            yield RefusedLine(number, excerpt(line), reason, line[:2])
        elif record_id not in RECORD_IDS:
            reason = f"Position 11 holds “{record_id}”, not 3, 4, 7 or 8."
            yield RefusedLine(number, excerpt(line), reason)
        elif record_id == MODIFIER_CONTINUED:
            yield Record(number, line, record_id, line[_CODE], line[_LONG])
        elif record_id == MODIFIER:
            yield Record(
                number,
                line,
                record_id,
                code=line[_CODE],
                long=line[_LONG],
                short=line[_SHORT],
                added=_cut(line, _ADDED),
                action_effective=_cut(line, _ACTION_EFFECTIVE),
                ended=_cut(line, _ENDED),
                action=line[_ACTION],
            )
        else:
            yield Record(number, line, record_id)


def _cut(line: str, field: slice) -> str:
    return line[field].strip()


def _tab_separated(lines: Iterator[Numbered], names: Sequence[str]) -> Iterator[Record | RefusedLine]:
    """Rows under a header, in the order in which the header names the columns. Quotation marks are plain characters."""
    vintages: dict[str, str] = {}
    for number, line in lines:
        if not line.strip():
            continue
        cells = line.split("\t")
        if len(cells) > len(names):
            yield RefusedLine(number, excerpt(line), f"{len(cells)} cells under {len(names)} columns.")
            continue
        row = dict(zip(names, cells, strict=False))
        code, vintage = row.get("code", ""), row.get("vintage", "").strip()
        if vintages.setdefault(code, vintage) != vintage:
            raise OfficialFileError(
                f"This table holds several quarters: {vintages[code]} and {vintage} for {code.strip()}."
                " Make one file for each and take the oldest first."
            )
        yield Record(
            number,
            line,
            MODIFIER,
            code=code,
            long=row.get("long_descriptor", ""),
            short=row.get("short_descriptor", ""),
            added=row.get("add_date"),
            action_effective=row.get("action_effective_date"),
            ended=row.get("termination_date"),
            action=row.get("action_code", ""),
        )


EXPECTED = (
    "Expected is the HCPCS Level II file of CMS (HCPC…ANWEB…): fixed-width text, a workbook (.xlsx) or the zip with"
    f" either; or a tab-separated table with the columns {', '.join(COLUMNS)}."
)
"""What may be given, as a sentence."""
