"""Add-on codes and their primary codes, as CMS ships them: workbook, delimited or fixed-width text. No Django here.

Eight columns, whose order is that of the captions: edit type, add-on code and the day it was deleted, primary code and
the day it was deleted, first and last day of the edit, notes. Days are a year and a day of that year (``2026091`` is
April 1). ``CCCCC`` stands for a primary code where the contractor decides. CMS, "Add-on Code Edits".

The fixed-width text holds the same eight in the order of the workbook, without captions: 1, 5, 7, 5, 7, 7 and 7
characters and the notes. CMS's own layout was not to be had, so a line is taken only when all of it fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from modifiers.official import OfficialFileError, clean, excerpt, read_day

from ..datasets import as_number
from ..records import CONTRACTOR_DECIDES
from .opening import Opened
from .tables import CODE, Record, batches, padded, records, squashed
from .tally import Tally

WHAT = "the add-on codes"
MEMBERS = (
    r"aoc.*mcr.*\.xlsx$",
    r"aoc.*\.xlsx$",
    r"add.?on.*\.xlsx$",
    r"aoc",
    r"add.?on",
    r"(?<!read)(?<!me)\.(txt|xlsx)$",
)
"""Names of the member of a zip that holds the codes, the best first: the workbook says what its columns are."""

Row = tuple[str, str, str, int, int, str]

_COLUMNS = 16
_LONGEST_NOTE = 500
_CODE = re.compile(CODE)
_PRIMARY = re.compile(rf"(?:{CODE}|{CONTRACTOR_DECIDES})")
_DAY = r"(?:[0-9]{7}|[ ]{7})"
_FIXED = re.compile(
    rf"(?P<edit_type>[123])(?P<add_on>{CODE})(?P<add_on_deleted>{_DAY})(?P<primary>{CODE}|{CONTRACTOR_DECIDES})"
    rf"(?P<primary_deleted>{_DAY})(?P<effective>{_DAY})(?P<deleted>{_DAY}|[ ]{{0,6}}$)(?P<note>.*)",
    re.IGNORECASE,
)
_FIXED_BEGINS = re.compile(rf"[0-9]{CODE}(?:[0-9]{{7}}|[ ]{{2,}}|$)", re.IGNORECASE)
_BEGINS = re.compile(
    rf'(?:\s*"?\s*[123]\s*"?\s*[,\t])?\s*"?\s*(?:{CODE}|{CONTRACTOR_DECIDES})\s*"?\s*[,\t]|{_FIXED_BEGINS.pattern}',
    re.IGNORECASE,
)
_OPEN_YEAR = "9999"
_NEEDED = {"add_on", "primary", "edit_type"}


def rows(opened: Opened, tally: Tally) -> Iterator[list[Row]]:
    """The pairs of one file, some at a time, in the order of the file.

    A pair is over when its edit or one of its codes is: the earliest of the three days is its last.

    Raises:
        OfficialFileError: if it holds no such pair, or its layout is not known.
    """
    before = tally.taken
    yield from batches(_rows(opened, tally))
    if tally.taken == before:
        raise OfficialFileError(
            f"{opened.member or opened.name} holds no add-on code that can be read. Expected are captions such as"
            " AOC_Edit_Type, Add-On_Code and Primary_Code, or the fixed-width text of CMS. If it is a text, import the"
            " workbook (.xlsx) that lies beside it in the zip."
        )


def _rows(opened: Opened, tally: Tally) -> Iterator[Row]:
    name = opened.member or opened.name
    columns: dict[str, int] = {}
    for record in records(opened, tally, _BEGINS, _COLUMNS):
        found = _columns(record)
        if set(found) >= _NEEDED:
            columns = found
            continue
        is_fixed = not columns and opened.form == "text"
        if (is_fixed and not _FIXED_BEGINS.match(record.text)) or (not is_fixed and (not columns or record.filled < 2)):
            continue
        try:
            row = _row(_fixed_cells(record) if is_fixed else _cells(record, columns))
        except ValueError as reason:
            tally.refuse(name, record.number, record.text, str(reason))
            continue
        tally.taken += 1
        tally.starts(row[3])
        tally.without_start += not row[3]
        yield row


def _columns(record: Record) -> dict[str, int]:
    """Which column is which, as far as the captions tell: their wording changes from year to year."""
    columns: dict[str, int] = {}
    for place, caption in enumerate(map(squashed, record.cells)):
        deletion = "del" in caption
        if "note" in caption or "instruction" in caption:
            columns.setdefault("note", place)
        elif "type" in caption:
            columns.setdefault("edit_type", place)
        elif "primary" in caption:
            columns.setdefault("primary_deleted" if deletion else "primary", place)
        elif "eff" in caption:
            columns.setdefault("effective", place)
        elif deletion and "edit" in caption:
            columns.setdefault("deleted", place)
        elif "addon" in caption or "aoc" in caption:
            columns.setdefault("add_on_deleted" if deletion else "add_on", place)
    return columns


def _cells(record: Record, columns: Mapping[str, int]) -> dict[str, str]:
    if not record.is_whole:
        raise ValueError("A quotation mark is not closed.")
    if len(record.cells) <= max(columns[each] for each in _NEEDED):
        raise ValueError(f"It has {len(record.cells)} cells, too few to hold two codes and the edit type.")
    return {name: record.cells[place] for name, place in columns.items() if place < len(record.cells)}


def _fixed_cells(record: Record) -> dict[str, str]:
    if found := _FIXED.fullmatch(record.text):
        return found.groupdict("")
    raise ValueError("It does not have its codes and days where the fixed-width text has them.")


def _row(cells: Mapping[str, str]) -> Row:
    """The cells as a row. Raises ValueError with the reason why they are none."""
    add_on, primary = padded(cells["add_on"].strip()), padded(cells["primary"].strip())
    if not _CODE.fullmatch(add_on):
        raise ValueError(f"“{excerpt(add_on)}” is no add-on code of five characters.")
    if not _PRIMARY.fullmatch(primary):
        raise ValueError(f"“{excerpt(primary)}” is no primary code of five characters.")
    if cells["edit_type"].strip() not in ("1", "2", "3"):
        raise ValueError(f"The edit type is “{excerpt(cells['edit_type'])}”, not 1, 2 or 3.")
    effective, deleted = _day(cells.get("effective", "")), _day(cells.get("deleted", ""))
    if effective and deleted and deleted < effective:
        raise ValueError("It is deleted before it takes effect.")
    ends = (deleted, _day(cells.get("add_on_deleted", "")), _day(cells.get("primary_deleted", "")))
    note = clean(cells.get("note", ""))
    if len(note) > _LONGEST_NOTE:
        raise ValueError(f"The note has more than {_LONGEST_NOTE} characters.")
    return add_on, primary, cells["edit_type"].strip(), effective, min(filter(None, ends), default=0), note


def _day(text: str) -> int:
    """``2026091`` → 20260401; 0 where nothing, zeros, ``*`` or a day of the year 9999 stands for none."""
    text = text.strip()
    if not text.strip("0*") or text.startswith(_OPEN_YEAR):
        return 0
    try:
        if re.fullmatch(r"[0-9]{7}", text):
            day = date(int(text[:4]), 1, 1) + timedelta(days=int(text[4:]) - 1)
            if day.year != int(text[:4]) or not 1900 <= day.year <= 2100:
                raise ValueError(text)
            return as_number(day)
        # A cell that Excel holds as a date.
        return as_number(read_day(text))
    except (ValueError, OverflowError) as error:
        raise ValueError(f"“{excerpt(text)}” is no date, which is written as year and day of the year.") from error
