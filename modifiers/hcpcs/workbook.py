"""Rows of the workbook → records. No Django here.

openpyxl reads rows one by one. It trusts what a workbook says about itself, so its size, its parts and
its rows are measured here first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from modifiers.official import Limits, OfficialFileError, Progress, RefusedLine, clean, excerpt

from .record import MODIFIER, PROCEDURE, RECORD_IDS, Record

WORKBOOK = "workbook"

LIMITS = Limits(part=96 * 1024**2, whole=160 * 1024**2, strings=32 * 1024**2)
"""Bytes unpacked. The workbook of October 2025 has 8,846 rows of 48 columns: about 25 MB."""
LONGEST_CELL = 32_767
"""Characters that a cell of Excel can hold."""

_MOST_ROWS, _MOST_COLUMNS = 200_000, 64
_REPORT_EVERY = 200
_HEADER = "HCPC"
_NEEDED = ("LONG DESCRIPTION", "SHORT DESCRIPTION", "ADD DT", "TERM DT")


def records_of(stream: BinaryIO, progress: Progress) -> Iterator[Record | RefusedLine]:
    """The records of the first sheet that has the header, wherever the header stands.

    Raises:
        OfficialFileError: if no sheet has it, a column is missing, or a cell or the sheet is too large.
    """
    # Not before there is a workbook: the library is eight MiB of each process.
    import openpyxl

    book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    try:
        first = ""
        for sheet in book.worksheets:
            said = getattr(sheet, "max_row", None) or 0
            # What the file says of its dimensions may be wrong.
            sheet.reset_dimensions()  # type: ignore[union-attr]
            columns: dict[str, int] = {}
            for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS), start=1):
                _refuse_huge(number, cells)
                if columns:
                    if (record := _record(number, cells, columns)) is not None:
                        yield record
                elif cells and _text(cells[0]).upper() == _HEADER:
                    columns = _columns(number, cells)
                else:
                    first = first or excerpt(_shown(cells))
                if number % _REPORT_EVERY == 0:
                    progress(number, max(said, number), f"row {number:,}")
            if columns:
                return
        found = f"a workbook that begins “{first}”" if first else "a workbook without content"
        raise OfficialFileError(
            f"This is not the HCPCS file: found {found}. Expected is a sheet with a row whose first cell is {_HEADER}."
        )
    finally:
        book.close()


def _refuse_huge(number: int, cells: Sequence[Any]) -> None:
    if number > _MOST_ROWS:
        raise OfficialFileError(f"The sheet has more than {_MOST_ROWS:,} rows; the HCPCS file has about 9,000.")
    if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in cells):
        raise OfficialFileError(f"Row {number} has a cell of more than {LONGEST_CELL:,} characters. It was not read.")


def _columns(number: int, cells: Sequence[Any]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for place, cell in enumerate(cells):
        columns.setdefault(_text(cell).upper(), place)
    if missing := [name for name in _NEEDED if name not in columns]:
        raise OfficialFileError(f"The header in row {number} lacks {', '.join(missing)}.")
    return columns


def _record(number: int, cells: Sequence[Any], columns: dict[str, int]) -> Record | RefusedLine | None:
    def cell(name: str) -> Any:
        place = columns.get(name)
        return cells[place] if place is not None and place < len(cells) else None

    code = _text(cell(_HEADER))
    record_id = _text(cell("RECID")) if "RECID" in columns else (MODIFIER if len(code) == 2 else PROCEDURE)
    if record_id == PROCEDURE:
        return Record(number, "", record_id)
    shown = _shown(cells)
    if not shown:
        return None
    if record_id not in RECORD_IDS:
        return RefusedLine(number, excerpt(shown), f"RECID holds “{excerpt(record_id)}”, not 3, 4, 7 or 8.", code)
    return Record(
        number,
        shown,
        record_id,
        code=code,
        long=_text(cell("LONG DESCRIPTION")),
        short=_text(cell("SHORT DESCRIPTION")),
        added=cell("ADD DT"),
        action_effective=cell("ACT EFF DT"),
        ended=cell("TERM DT"),
        action=_text(cell("ACTION CD")),
    )


def _text(cell: Any) -> str:
    """A cell as text; a whole number without a point."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else clean(str(cell))


def _shown(cells: Sequence[Any]) -> str:
    return " ".join(filter(None, map(_text, cells)))
