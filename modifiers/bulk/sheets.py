"""An uploaded table → its columns and rows. Pure.

CSV as spreadsheets write it in many countries (comma, semicolon or tab; UTF-8 with or without its mark, UTF-16 with
it, Windows Latin), and workbooks, which are measured before anything is made of them.
"""

from __future__ import annotations

import csv
import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from modifiers.cells import restored, text_of
from modifiers.official import NOT_TEXT, Limits, OfficialFileError, excerpt, is_workbook, refuse_bombs, unzipped

LARGEST = 8 * 1024**2
"""Bytes of an upload. A thousand sources have a quarter of a million."""
LIMITS = Limits(part=48 * 1024**2, whole=64 * 1024**2, strings=16 * 1024**2)
MOST_ROWS = 20_000

_MOST_COLUMNS = 100
_LONGEST_CELL = 32_767
_SEPARATORS = (",", ";", "\t")
_ZIP = b"PK\x03\x04"
_BROKEN = (
    *(SyntaxError, KeyError, IndexError, AttributeError, TypeError, ValueError, OverflowError),
    *(zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError, OSError),
)
"""What openpyxl comes to grief with; it has no error of its own for a workbook that is broken inside."""


class TableError(ValueError):
    """A table cannot be taken as a whole. ``str()`` says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. ``number`` is the one that the spreadsheet shows; ``extra`` counts cells beyond the columns."""

    number: int
    cells: tuple[str, ...]
    extra: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: the names of its columns, its rows without the empty ones, and what the reader had to choose."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    remarks: tuple[str, ...] = ()


def read(content: bytes) -> Sheet:
    """Read a CSV file or a workbook; which of them it is, its bytes say.

    Raises:
        TableError: if it is something else, too large, damaged, locked, or has no header.
    """
    if len(content) > LARGEST:
        raise TableError(f"The file has {len(content):,} bytes; at most {LARGEST:,} are read.")
    if content.startswith(_ZIP):
        return _of_workbook(content)
    return _of_text(content)


def _of_text(content: bytes) -> Sheet:
    text, remarks = _decoded(content)
    first, _, rest = text.partition("\n")
    separator = max(_SEPARATORS, key=first.count)
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        # Excel's own way to name the separator.
        separator, text = first.strip()[4], "\n" + rest
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return _sheet(enumerate(rows, start=1), remarks)
    except csv.Error as error:
        raise TableError(f"Line {rows.line_num} cannot be read as CSV: {error}.") from error


def _decoded(content: bytes) -> tuple[str, tuple[str, ...]]:
    if not content.strip():
        raise TableError("The file is empty.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), ()
        except UnicodeDecodeError as error:
            raise TableError("The file begins like UTF-16 and is not.") from error
    for sign, kind in NOT_TEXT:
        if content.lstrip().startswith(sign):
            raise TableError(f"The file is {kind}. Save the table as CSV or as a workbook (.xlsx).")
    if b"\0" in content:
        raise TableError("The file holds bytes that are no text. Save the table as CSV or as a workbook (.xlsx).")
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise TableError("The letters of the file are neither UTF-8 nor Windows Latin. Save it as UTF-8.") from error
    return text, ("The file is not UTF-8 and was read as Windows Latin: look at letters with accents and at dashes.",)


def _of_workbook(content: bytes) -> Sheet:
    # Not before there is a workbook: the library is eight MiB of each process.
    import openpyxl

    stream = io.BytesIO(content)
    try:
        with unzipped(stream) as archive:
            if not is_workbook(archive):
                raise TableError("The file is a zip and no workbook. Upload the table itself.")
            refuse_bombs(archive, LIMITS, "a table of this kind", name="The workbook")
        stream.seek(0)
        with warnings.catch_warnings():
            # openpyxl warns of styles and extensions that it leaves out.
            warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
            return _of_book(openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False))
    except OfficialFileError as error:
        raise TableError(str(error)) from error
    except TableError:
        raise
    except _BROKEN as error:
        raise TableError(f"The workbook is damaged and cannot be read ({type(error).__name__}).") from error


def _of_book(book: Any) -> Sheet:
    try:
        if not book.worksheets:
            raise TableError("The workbook has no sheet.")
        sheet = book.worksheets[0]
        # What the file says of its dimensions may be wrong.
        sheet.reset_dimensions()
        others = len(book.worksheets) - 1
        remarks = (f"Only the first sheet was read, “{excerpt(sheet.title)}”.",) if others else ()
        rows = sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS + 1)
        return _sheet(((n, map(text_of, cells)) for n, cells in enumerate(rows, start=1)), remarks)
    finally:
        book.close()


def _sheet(numbered: Iterable[tuple[int, Iterable[str]]], remarks: tuple[str, ...]) -> Sheet:
    columns: tuple[str, ...] = ()
    rows: list[Row] = []
    for number, cells in _filled(numbered):
        if not columns:
            columns = _header(cells)
            continue
        if len(rows) >= MOST_ROWS:
            raise TableError(f"The table has more than {MOST_ROWS:,} rows.")
        kept = [restored(cell) for cell in cells[: len(columns)]]
        kept += [""] * (len(columns) - len(kept))
        rows.append(Row(number, tuple(kept), sum(bool(cell.strip()) for cell in cells[len(columns) :])))
    if not columns:
        raise TableError("The table is empty. Its first row names the columns.")
    return Sheet(columns, tuple(rows), remarks)


def _filled(numbered: Iterable[tuple[int, Iterable[str]]]) -> Iterator[tuple[int, list[str]]]:
    for number, given in numbered:
        cells = list(given)
        while cells and not cells[-1].strip():
            cells.pop()
        if len(cells) > _MOST_COLUMNS or any(len(cell) > _LONGEST_CELL for cell in cells):
            raise TableError(f"Row {number} has more columns, or a longer cell, than any table of ours.")
        if cells:
            yield number, cells


def _header(cells: list[str]) -> tuple[str, ...]:
    names = [restored(cell).strip().lower().replace(" ", "_") for cell in cells]
    while names and not names[-1]:
        names.pop()
    if "" in names:
        raise TableError(f"Column {names.index('') + 1} has no name. The first row names the columns.")
    for name in names:
        if names.count(name) > 1:
            raise TableError(f"The column “{excerpt(name)}” stands there twice.")
    return tuple(names)
