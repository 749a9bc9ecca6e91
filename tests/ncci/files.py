"""Writes files as CMS ships them, from rows as the readers give them back.

Codes are invented or of Level II. The notices are ours: nothing of the AMA's stands here.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from modifiers.ncci.datasets import as_day
from modifiers.ncci.parsing import opening
from modifiers.ncci.parsing.tally import Tally

NOTICE = "Copyright notice of somebody.  All rights reserved."
RATIONALES = (
    "CPT Manual or CMS manual coding instruction",
    "Misuse of Column Two code with Column One code",
    "More extensive procedure",
)
PTP_CAPTIONS = (
    ("Column 1", "Column 2", "*=in existence", "Effective", "Deletion", "Modifier", "PTP Edit Rationale"),
    ("", "", "prior to 1996", "Date", "Date", "0=not allowed", ""),
    ("", "", "", "", "*=no data", "1=allowed", ""),
    ("", "", "", "", "", "9=not applicable", ""),
)
MUE_CAPTIONS = ("HCPCS/\nCPT Code", "{} MUE Values", "MUE Adjudication Indicator", "MUE Rationale")
MUE_SETTINGS = {
    "practitioner": "Practitioner Services",
    "hospital": "Outpatient Hospital Services",
    "supplier": "DME Supplier Services",
}
ADJUDICATIONS = {
    "1": "1 Line Edit",
    "2": "2 Date of Service Edit: Policy",
    "3": "3 Date of Service Edit: Clinical",
}
ADD_ON_CAPTIONS = (
    *("AOC_Edit_Type", "Add-On_Code", "AOC_DelDT", "Primary_Code", "Primary_Code_DelDT"),
    *("AOC_Edit_EffDT", "AOC_Edit_DelDT", "Special_Instruction_Notes"),
)
DESCRIPTION = "Zyxdescriptor of somebody"
"""What stands in the column that must never be kept."""
FEE_CAPTIONS = tuple(
    line.split(",")
    for line in (
        ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,NON-FACILITY,FACILITY,",
        ",,,,NOT USED,,,,,,,,,,,,,,,,,,,,,,PHYSICIAN,,DIAGNOSTIC,PE USED,PE USED,MP USED",
        ",,,,FOR,,,NON-FAC,,FACILITY,,,,,,,,,,,,,,,,,SUPERVISION OF,,IMAGING,FOR OPPS,FOR OPPS,FOR OPPS",
        ",,,STATUS,MEDICARE,WORK,NON-FAC,NA,FACILITY,NA,MP,NON-FACILITY,FACILITY,PCTC,GLOB,PRE,INTRA,POST,MULT,BILAT,"
        "ASST,CO-,TEAM,PRIC,ENDO,CONV,DIAGNOSTIC,CALCULATION,FAMILY,PAYMENT,PAYMENT,PAYMENT",
        "HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,DAYS,OP,OP,OP,"
        "PROC,SURG,SURG,SURG,SURG,IND,BASE,FACTOR,PROCEDURES,FLAG,INDICATOR,AMOUNT,AMOUNT,AMOUNT",
    )
)
_PRICING = 23
"""The column that the files have since 2026."""


def edit(
    one: str = "A4216", two: str = "A4217", start: int = 20200101, end: int = 0, **changes: Any
) -> tuple[Any, ...]:
    """A code pair with the rationale as text: what a reader gives back, and the text for its number."""
    values = {"indicator": "1", "rationale": RATIONALES[1], "early": 0} | changes
    return one, two, start, end, values["indicator"], values["rationale"], values["early"]


def edit_cells(row: Sequence[Any], program: str = "medicare") -> list[str]:
    """The cells of a code pair. Medicaid leaves the deletion date empty where Medicare writes an asterisk."""
    one, two, start, end, indicator, rationale, early = row
    begins = [one, two, *(["*" if early else ""] if program == "medicare" else [])]
    return [*begins, str(start or ""), str(end) if end else "*" * (program == "medicare"), indicator, rationale]


def ptp_text(
    rows: Iterable[Sequence[Any]], program: str = "medicare", *, before: int | None = None, end: str = "\r\n"
) -> bytes:
    """Tab-delimited text. ``before`` is the number of lines before the data; without it, as many as CMS has."""
    width = 7 if program == "medicare" else 6
    head = (
        [[NOTICE], ["Column1/Column2 Edits"], *PTP_CAPTIONS] if program == "medicare" else [[NOTICE], ["Edits"], [""]]
    )
    if before is not None:
        head = [head[number % len(head)] for number in range(before)]
    lines = [[*cells, *[""] * width][:width] for cells in head] + [edit_cells(row, program) for row in rows]
    return "".join("\t".join(cells) + end for cells in lines).encode("latin-1")


def ptp_sheet(rows: Iterable[Sequence[Any]], *, wrapped: bool = False) -> list[list[Any]]:
    """The rows of the workbook; ``wrapped`` puts the captions into one row of cells with line breaks."""
    captions: list[list[Any]] = [list(line) for line in PTP_CAPTIONS]
    if wrapped:
        captions = [["\n".join(filter(None, column)) for column in zip(*PTP_CAPTIONS, strict=True)]]
    return [[NOTICE], ["Column1/Column2 Edits"], *captions, *(edit_cells(row) for row in rows)]


def mue_cells(row: Sequence[Any]) -> list[Any]:
    """The cells of a unit limit."""
    code, units, adjudication, rationale = row
    return [code, units, ADJUDICATIONS[adjudication], rationale]


def mue_table(rows: Iterable[Sequence[Any]], setting: str = "practitioner") -> list[list[Any]]:
    """The rows of the file of unit limits, the notice first."""
    captions = [caption.format(MUE_SETTINGS[setting]) for caption in MUE_CAPTIONS]
    return [[f"{NOTICE}\n\nCPT® is a trademark.\n\nSee “the terms”, too.", "", "", ""], captions, *map(mue_cells, rows)]


def day_of_year(number: int) -> str:
    """20260401 → ``2026091``; empty for 0."""
    day = as_day(number)
    return f"{day.year}{(day - date(day.year, 1, 1)).days + 1:03d}" if day else ""


def add_on_cells(row: Sequence[Any]) -> list[str]:
    """The cells of an add-on pair, in the order of the workbook."""
    add_on, primary, edit_type, effective, deleted, note = row
    return [edit_type, add_on, "", primary, "", day_of_year(effective), day_of_year(deleted), note]


def add_on_table(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """The rows of the workbook of add-on codes."""
    return [[NOTICE], list(ADD_ON_CAPTIONS), *map(add_on_cells, rows)]


def add_on_fixed(rows: Iterable[Sequence[Any]]) -> bytes:
    """The fixed-width text of add-on codes."""
    widths = (1, 5, 7, 5, 7, 7, 7, 58)
    lines = ("".join(cell.ljust(width) for cell, width in zip(add_on_cells(row), widths, strict=True)) for row in rows)
    return "".join(f"{line}\r\n" for line in lines).encode("cp1252")


def fee_cells(row: Sequence[str], *, description: str = DESCRIPTION, columns: int = 32) -> list[str]:
    """The cells of a row of the fee schedule, with a description and amounts around its indicators."""
    code, modifier, status, pctc, days, pre, intra, post, multiple, bilateral, assistant, co, team, base = row
    amounts = ["0.00", "0.00", "", "0.00", "", "0.00", "0.00", "0.00"]
    surgery = [multiple, bilateral, assistant, co, team, "9", base]
    tail = ["33.4009", "09", "0", "99", "0.00", "0.00", "0.00"]
    cells = [code, modifier, description, status, "", *amounts, pctc, days, pre, intra, post, *surgery, *tail]
    return cells if columns == 32 else cells[:_PRICING] + cells[_PRICING + 1 :]


def fee_table(rows: Iterable[Sequence[str]], *, columns: int = 32, **how: Any) -> list[list[Any]]:
    """The ten lines before the first row, and the rows."""
    captions = [list(line) if columns == 32 else [*line[:_PRICING], *line[_PRICING + 1 :]] for line in FEE_CAPTIONS]
    titles = ["2026 National Physician Fee Schedule Relative Value File July Release", NOTICE, NOTICE, "", "RELEASED"]
    head = [["", "", title, *[""] * (columns - 3)] for title in titles]
    return [*head, *captions, *(fee_cells(row, columns=columns, **how) for row in rows)]


def fee_fixed(rows: Iterable[Sequence[str]], *, description: str = DESCRIPTION) -> bytes:
    """The fixed-width text of the fee schedule."""
    lines = ["HDRnational physician fee schedule relative value file"]
    for row in rows:
        code, modifier, status, pctc, days, pre, intra, post, *surgery, base = row
        line = f"{code}{modifier:2}{description[:50]:50}{status:1} ".ljust(102) + f"{pctc:1}{days:3}"
        line += "".join(f"{share.removeprefix('0'):3.3}" for share in (pre, intra, post))
        lines.append((line + "".join(f"{each:1}" for each in surgery) + "9").ljust(127) + f"{base:5} 33.4009")
    return "".join(f"{line}\r\n" for line in lines).encode("cp1252")


def as_csv(
    table: Iterable[Sequence[Any]], *, delimiter: str = ",", encoding: str = "cp1252", end: str = "\r\n"
) -> bytes:
    """Rows as delimited text."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(table)
    return text.getvalue().encode(encoding)


def as_book(path: Path, *sheets: Iterable[Sequence[Any]]) -> Path:
    """Rows as a workbook, a sheet for each table."""
    book = openpyxl.Workbook(write_only=True)
    for table in sheets:
        sheet = book.create_sheet()
        for row in table:
            sheet.append(list(row))
    book.save(path)
    return path


def as_zip(path: Path, members: Mapping[str, bytes | str | Path]) -> Path:
    """A zip of texts, bytes and files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content.read_bytes() if isinstance(content, Path) else content)
    return path


def put(path: Path, content: bytes) -> Path:
    """A file with this content."""
    path.write_bytes(content)
    return path


def read(parser: Any, path: Path, *arguments: Any, tally: Tally | None = None) -> tuple[list[Any], Tally]:
    """All rows that a parser finds in a file, and what it counted. Rationales of code pairs come as texts."""
    tally = tally or Tally()
    with opening.opened(path, parser.MEMBERS, parser.WHAT) as opened:
        rows = [row for batch in parser.rows(opened, *arguments, tally) for row in batch]
    if parser.__name__.endswith(".ptp"):
        texts = list(tally.texts)
        rows = [(*row[:5], texts[row[5]], row[6]) for row in rows]
    return rows, tally
