"""Cells of a table: safe to open in a spreadsheet, and read back as they were. Pure.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return for a formula, and
runs it (OWASP, CSV injection). Such a cell is written with an apostrophe in front. One that has apostrophes in front
of such a character already gets one more, so that reading takes away exactly what writing has added.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

_DANGEROUS = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_NEUTRAL = re.compile(r"'+[=+\-@\t\r＝＋－＠]")
_LIST = re.compile(r"[\s,;]+")


def neutral(text: str) -> str:
    """A text that no spreadsheet runs."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def restored(text: str) -> str:
    """The text of which :func:`neutral` made this; others as they are."""
    return text[1:] if _NEUTRAL.match(text) else text


def shown(value: Any) -> str:
    """A field's value as it is written in a cell: keys with spaces between, ``yes`` and ``no``, days as 2026-11-23."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case date():
            return value.isoformat()
        case tuple() | list():
            return " ".join(map(str, value))
        case _:
            return str(value)


def text_of(cell: Any) -> str:
    """What a cell of a workbook says, whatever type the spreadsheet has given it."""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return shown(cell)


def keys_of(text: str) -> tuple[str, ...]:
    """The keys in a cell, between which spaces, commas or semicolons stand."""
    return tuple(filter(None, _LIST.split(text)))
