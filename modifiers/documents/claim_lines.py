"""Claim lines as an editor types them: one a line, ``97140-59-GP x2 | second site``."""

from __future__ import annotations

import re

from modifiers.codes import CodeError, ModifierCode, ProcedureCode

from .parts import ClaimLine

_UNITS = re.compile(r"\s+[x×]\s*(\d{1,3})\s*$", re.I)


def parse(text: str) -> tuple[ClaimLine, ...]:
    """Read claim lines, skipping blank ones.

    Raises:
        CodeError: naming the line's number and what is wrong with it.
    """
    return tuple(_read(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip())


def _read(number: int, line: str) -> ClaimLine:
    billed, _, note = line.partition("|")
    units = 1
    if match := _UNITS.search(billed):
        units, billed = int(match.group(1)), billed[: match.start()]
    procedure, *modifiers = billed.strip().split("-")
    try:
        if not 1 <= units <= 999:
            raise CodeError("Units run from 1 to 999.")
        if len(modifiers) > 4:
            raise CodeError("A claim line has room for four modifiers.")
        return ClaimLine(
            procedure=ProcedureCode.parse(procedure).value,
            modifiers=tuple(ModifierCode.parse(modifier).value for modifier in modifiers),
            units=units,
            note=note.strip(),
        )
    except CodeError as error:
        raise CodeError(f"Line {number}: {error} Write a line as 97140-59 x1 | note.") from error


def show(line: ClaimLine) -> str:
    """The line as it is typed and read back by :func:`parse`."""
    billed = "-".join((line.procedure, *line.modifiers))
    return f"{billed} x{line.units}" + (f" | {line.note}" if line.note else "")


def show_all(lines: tuple[ClaimLine, ...]) -> str:
    """All lines, one a row of text."""
    return "\n".join(map(show, lines))
