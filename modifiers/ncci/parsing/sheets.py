"""Rows of a workbook as texts, read one by one. No Django here.

openpyxl trusts what a workbook says about itself, so its size and its parts are measured before (:mod:`.opening`), and
its rows here.
"""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from typing import Any

from modifiers.official import OfficialFileError, clean

from .opening import Opened
from .tally import Tally

MOST_ROWS = 1_048_576
"""Rows that a worksheet can have."""

_BROKEN = (
    *(SyntaxError, KeyError, IndexError, AttributeError, TypeError, ValueError, OverflowError),
    *(zipfile.BadZipFile, NotImplementedError),
)
"""What openpyxl comes to grief with; it has no error of its own for a workbook that is broken inside."""
_LONGEST_CELL = 32_767
_REPORT_EVERY = 5_000
_AT_ONCE = 100


def rows(opened: Opened, tally: Tally, most_columns: int) -> Iterator[tuple[int, list[str]]]:
    """(row number, its cells as trimmed texts) of all sheets; empty rows pass by.

    Args:
        opened: a workbook.
        tally: told about the progress.
        most_columns: columns beyond which nothing is read.

    Raises:
        OfficialFileError: if the workbook is broken inside, or a cell is longer than Excel can hold.
    """
    # Not before there is a workbook: the library is eight MiB of each process.
    import openpyxl

    name = opened.member or opened.name
    try:
        with _quiet():
            book = openpyxl.load_workbook(opened.stream, read_only=True, data_only=True, keep_links=False)
            sheets = book.worksheets
        try:
            for sheet in sheets:
                # What the file says of its dimensions may be wrong.
                sheet.reset_dimensions()  # type: ignore[union-attr]
                read = enumerate(sheet.iter_rows(values_only=True, max_col=most_columns), start=1)
                while True:
                    # The filter of warnings is the process's own: it must be back whenever a row is handed out.
                    with _quiet():
                        batch = list(islice(read, _AT_ONCE))
                    if not batch:
                        break
                    for number, cells in batch:
                        if any(isinstance(cell, str) and len(cell) > _LONGEST_CELL for cell in cells):
                            raise OfficialFileError(f"Row {number} of {name} has a cell longer than any can be.")
                        texts = [_text(cell) for cell in cells]
                        if any(texts):
                            yield number, texts
                        if number % _REPORT_EVERY == 0:
                            tally.progress(number, max(number, sheet.max_row or 0), f"{name}: row {number:,}")
        finally:
            book.close()
    except OfficialFileError:
        raise
    except _BROKEN as error:
        # What these errors say may show a cell.
        raise OfficialFileError(
            f"The workbook {name} is damaged and cannot be read ({type(error).__name__})."
        ) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """openpyxl warns of styles and extensions that it leaves out, when it opens a workbook and when it meets them."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
        yield


def _text(cell: Any) -> str:
    """A cell as text: a whole number without a point, a date as 20260701."""
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y%m%d")
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else clean(str(cell))
