"""Tables under captions, as CSV, tab-delimited text or workbook → numbered records. No Django here.

The CSV files of CMS are unruly at their beginning alone: a notice of many lines in one quoted cell, captions with line
breaks, captions over five lines. From where the codes begin, a line is a record, whatever quotation marks stand in it:
a mark that is never closed costs its own line and not all those up to the next mark.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from modifiers.official import OfficialFileError

from . import sheets
from .opening import Opened
from .tally import Tally

CODE = r"(?=[A-Z]{0,4}[0-9])[A-Z0-9]{5}"
"""The pattern of a procedure code: five letters or digits, a digit among them."""

_BLOCK = 64 * 1024
_LONGEST_LINE = 64 * 1024
_MOST_JOINED = 200
_BATCH = 1_000
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one record, trimmed. ``number`` is that of its first line or of its row in the sheet.

    ``text`` is how it stands in the file. ``is_whole`` is false where a quotation mark is not closed.
    """

    number: int
    cells: tuple[str, ...]
    text: str
    is_whole: bool = True

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        return sum(1 for cell in self.cells if cell)


def records(
    opened: Opened, tally: Tally, begins: re.Pattern[str], most_columns: int, *, by_bytes: bool = False
) -> Iterator[Record]:
    """The records of a file, one by one; blank ones pass by.

    Args:
        opened: the file.
        tally: told about the progress.
        begins: how a line of data begins; such a line is a record of its own.
        most_columns: columns of a sheet beyond which nothing is read.
        by_bytes: take each byte for a character, so that positions in fixed-width text hold.

    Raises:
        OfficialFileError: if it is damaged, no text, or has a line far too long.
    """
    if opened.form == "workbook":
        for number, cells in sheets.rows(opened, tally, most_columns):
            yield Record(number, tuple(cells), " ".join(filter(None, cells)))
        return
    open_lines: list[str] = []
    first = 0
    for number, line in _lines(opened, tally, by_bytes):
        is_data = begins.match(line) is not None
        if open_lines and (is_data or len(open_lines) >= _MOST_JOINED):
            yield _record(first, "\n".join(open_lines))
            open_lines = []
        if not open_lines:
            if not line.strip():
                continue
            first = number
        open_lines.append(line)
        if is_data or sum(each.count('"') for each in open_lines) % 2 == 0:
            yield _record(first, "\n".join(open_lines))
            open_lines = []
    if open_lines:
        yield _record(first, "\n".join(open_lines))


def squashed(caption: str) -> str:
    """A caption without what differs from release to release: letter case, blanks, signs."""
    return _NOT_LETTERS.sub("", caption.lower())


def padded(code: str) -> str:
    """A code as it is written: in capitals, and with the zeros that a workbook takes from a number."""
    if not code.isascii():
        return code  # "ß" in capitals is two letters
    return code.zfill(5) if code.isdecimal() else code.upper()


def batches(rows: Iterator[T]) -> Iterator[list[T]]:
    """Rows, some at a time."""
    batch: list[T] = []
    for row in rows:
        batch.append(row)
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _lines(opened: Opened, tally: Tally, by_bytes: bool) -> Iterator[tuple[int, str]]:
    """Numbered lines without their ends, be these CR LF, LF or CR. Each is UTF-8 or else Windows-1252."""
    name = opened.member or opened.name
    ends = io.IncrementalNewlineDecoder(None, translate=True)
    number, done, rest = 0, 0, ""
    while True:
        chunk = opened.stream.read(_BLOCK)
        done += len(chunk)
        # Latin-1 gives each byte back as it was, so that the line can be decoded when it is whole.
        *whole, rest = (rest + ends.decode(chunk.decode("latin-1"), final=not chunk)).split("\n")
        if not chunk and rest:
            whole, rest = [*whole, rest], ""
        for line in whole:
            number += 1
            _refuse_unreadable(name, number, line)
            yield number, line if by_bytes else _decoded(line)
        if not chunk:
            return
        _refuse_unreadable(name, number + 1, rest)
        tally.progress(done, max(done, opened.size), f"{name}: line {number:,}")


def _refuse_unreadable(name: str, number: int, line: str) -> None:
    if len(line) > _LONGEST_LINE:
        raise OfficialFileError(
            f"Line {number} of {name} has more than {_LONGEST_LINE:,} bytes; no line of these files has."
            " It was not read."
        )
    if "\0" in line:
        raise OfficialFileError(f"Line {number} of {name} holds bytes that are no text.")


def _decoded(line: str) -> str:
    raw = line.encode("latin-1")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        # The sign of a registered trademark in Windows-1252; five bytes mean nothing there.
        return raw.decode("cp1252", errors="replace")


def _record(number: int, text: str) -> Record:
    # Whichever comes first ends the first cell; the other may stand inside a later one.
    delimiter = "\t" if 0 <= text.find("\t") < (text.find(",") if "," in text else len(text)) else ","
    try:
        cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), [])
        is_whole = True
    except csv.Error:
        cells, is_whole = text.split(delimiter), False
    return Record(number, tuple(" ".join(cell.split()) for cell in cells), text, is_whole)
