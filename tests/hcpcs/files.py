"""Builds files as CMS ships them: fixed-width text, workbook, zip."""

from __future__ import annotations

import textwrap
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl

from modifiers.hcpcs import OfficialModifier


def _numbered(name: str, count: int) -> list[str]:
    return [f"{name}{n}" for n in range(1, count + 1)]


COLUMNS = [
    *("HCPC", "SEQNUM", "RECID", "LONG DESCRIPTION", "SHORT DESCRIPTION"),
    *_numbered("PRICE", 4),
    "MULT_PI",
    *_numbered("CIM", 3),
    *_numbered("MCM", 3),
    "STATUTE",
    *_numbered("LABCERT", 8),
    *_numbered("XREF", 5),
    *("COV", "ASC_GRP", "ASC_DT", "OPPS", "OPPS_PI", "OPPS_DT", "PROCNOTE", "BETOS"),
    *_numbered("TOS", 5),
    *("ANEST_BU", "ADD DT", "ACT EFF DT", "TERM DT", "ACTION CD"),
]
"""The 48 columns of the workbook, in its order."""

# Real rows, typed from the file of October 2025: one in use, one ended long ago, one with quotation marks.
A1 = OfficialModifier(
    "A1", "Dressing for one wound", "Dressing for one wound", date(2002, 7, 1), date(2002, 7, 1), None, "N"
)
JG = OfficialModifier(
    "JG",
    "340b acquired drug",
    "Drug or biological acquired with 340b drug pricing program discount, reported for informational purposes",
    date(2018, 1, 1),
    date(2025, 1, 1),
    date(2024, 12, 31),
    "N",
)
QZ = OfficialModifier("QZ", "Made up", 'A made-up "modifier" > in quotation marks', date(2020, 1, 1), date(2020, 1, 1))


def official(code: str = "A1", **changes: Any) -> OfficialModifier:
    """A modifier of the file; A1 with changes."""
    return replace(A1, code=code, **changes)


def compact(day: date | None) -> str:
    """A date as the layout has it."""
    return f"{day:%Y%m%d}" if day else " " * 8


def lines_of(row: OfficialModifier, width: int | None = 320) -> list[str]:
    """The lines of a modifier: 7 and its continuations 8. Without a width, each ends with its last character."""
    pieces = textwrap.wrap(row.long_descriptor, 80, break_on_hyphens=False) or [""]
    lines = []
    for n, piece in enumerate(pieces):
        line = f"   {row.code}{(n + 1) * 100:05d}{'8' if n else '7'}{piece:<80}"
        if n == 0:
            line = f"{line}{row.short_descriptor:<28}".ljust(268)
            line += compact(row.added_on) + compact(row.action_effective_on) + compact(row.ended_on) + row.action_code
        lines.append(line.ljust(width) if width else line.rstrip())
    return lines


def procedure(number: int = 1) -> list[str]:
    """The lines of a procedure: 3 and a continuation 4."""
    code = f"E{number:04d}"
    return [f"{code}001003{'First line of a procedure':<80}Short", f"{code}002004and how it goes on"]


def text_of(rows: Iterable[OfficialModifier], *, before: Sequence[str] = (), width: int | None = 320) -> str:
    """A file with a procedure after each modifier."""
    lines = list(before)
    for number, row in enumerate(rows):
        lines += [*lines_of(row, width), *procedure(number)]
    return "".join(f"{line}\r\n" for line in lines)


def write_text(path: Path, rows: Iterable[OfficialModifier], encoding: str = "utf-8", **how: Any) -> Path:
    """A fixed-width file."""
    path.write_bytes(text_of(rows, **how).encode(encoding))
    return path


def cells_of(row: OfficialModifier, dates: str = "text") -> dict[str, Any]:
    """The filled cells of a workbook row; dates as text, number or datetime."""

    def cell(day: date | None) -> Any:
        if day is None:
            return None
        written = compact(day)
        return {"text": written, "number": int(written), "datetime": datetime(day.year, day.month, day.day)}[dates]

    return {
        "HCPC": f"   {row.code}",
        "SEQNUM": "0010",
        "RECID": 7 if dates == "number" else "7",
        "LONG DESCRIPTION": row.long_descriptor,
        "SHORT DESCRIPTION": row.short_descriptor,
        "ADD DT": cell(row.added_on),
        "ACT EFF DT": cell(row.action_effective_on),
        "TERM DT": cell(row.ended_on),
        "ACTION CD": row.action_code or None,
    }


def write_sheet(path: Path, rows: Iterable[Sequence[Any]]) -> Path:
    """A workbook of one sheet."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("HCPCS")
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def write_book(
    path: Path,
    rows: Iterable[OfficialModifier | dict[str, Any]],
    *,
    before: Sequence[Sequence[Any]] = (),
    dates: str = "text",
) -> Path:
    """A workbook with all 48 columns."""
    filled = [row if isinstance(row, dict) else cells_of(row, dates) for row in rows]
    return write_sheet(path, [*before, COLUMNS, *([row.get(name) for name in COLUMNS] for row in filled)])


def write_zip(path: Path, members: dict[str, bytes | str | Path]) -> Path:
    """A zip of texts, bytes and files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content.read_bytes() if isinstance(content, Path) else content)
    return path
