"""What the names of official files tell: whose table it is, of which quarter, which part. Pure; no Django here.

Names in use: ``medicare-ncci-2026q3-practitioner-ptp-edits-ccipra-v322r0-f1.zip`` with ``ccipra-v322r0-f1.txt``;
``medicaid-ncci-q2-2026-ptp-edits-practitioner-services.zip``; ``MCR_MUE_PractitionerServices_Eff_07-01-2026.csv``;
``add-code-edits-medicare-effective-06012026.zip`` with ``AOC_V2026Q2-MCR.xlsx``; ``rvu26c-updated-06-30-2026.zip`` with
``PPRRVU2026_Jul_nonQPP.csv``. They drift, so that a name is searched for what is known and the rest passes by.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from ..records import Kind, Program, Setting

_FIRST_VERSION_YEAR = 1994
"""Version 32 of the code pairs is that of 2026."""

_KINDS: tuple[tuple[Kind, str], ...] = (
    ("fee_schedule", r"pprrvu|(?<![a-z])rvu[0-9]{2}[a-d]"),
    ("mue", r"(?<![a-z])mue|muetable"),
    ("add_on", r"(?<![a-z])aoc(?![a-z])|add-?(?:on-?)?code"),
    ("ptp", r"cci(?:pra|oph)|(?<![a-z])ptp"),
)
_SETTINGS: tuple[tuple[Setting, str], ...] = (
    ("practitioner", r"practitioner|ccipra"),
    ("hospital", r"hospital|ccioph"),
    ("supplier", r"(?<![a-z])dme(?![a-z])|dmesupplier|durable|supplier"),
)
_PROGRAMS: tuple[tuple[Program, str], ...] = (
    ("medicaid", r"medicaid"),
    ("medicare", r"medicare|(?<![a-z])mcr(?![a-z])|cci(?:pra|oph)|pprrvu|(?<![a-z])rvu[0-9]{2}[a-d]"),
)
_VERSION = re.compile(r"(?<![a-z0-9])v(?P<year>[0-9]{2})(?P<quarter>[0-3])r[0-9](?![0-9])")
_PART = re.compile(r"[-_]f(?P<part>[1-9])(?![a-z0-9])")
_QUARTERS = (
    re.compile(r"(?<![0-9])(?P<year>20[0-9]{2})-?q(?P<quarter>[1-4])(?![0-9])"),
    re.compile(r"(?<![a-z])q(?P<quarter>[1-4])-?(?P<year>20[0-9]{2})(?![0-9])"),
)
_EFFECTIVE = re.compile(r"eff(?:ective)?[-_]?(?P<month>[0-9]{2})-?(?P<day>[0-9]{2})-?(?P<year>20[0-9]{2})(?![0-9])")
_RELEASE = re.compile(r"(?<![a-z])rvu(?P<year>[0-9]{2})(?P<letter>[a-d])r?(?![a-z0-9])")
_MONTH = re.compile(r"pprrvu(?:20)?(?P<year>[0-9]{2})_(?P<month>jan|apr|jul|oct)(?![a-z])")
_MONTHS = {"jan": 1, "apr": 4, "jul": 7, "oct": 10}


@dataclass(frozen=True, slots=True)
class Told:
    """What is told; empty, or None for ``part``, where nothing is. ``quarter`` is its first month, ``2026-07``."""

    kind: Kind | Literal[""] = ""
    setting: Setting = ""
    program: Program | Literal[""] = ""
    quarter: str = ""
    version: str = ""
    part: int | None = None


def told(*names: str) -> Told:
    """What names tell together.

    Args:
        names: the innermost first: the member of a zip, then the zip. Where they contradict each other, the inner one
            is believed, because people rename what they download.
    """
    known = Told()
    for found in map(_told, names):
        known = Told(
            kind=known.kind or found.kind,
            setting=known.setting or found.setting,
            program=known.program or found.program,
            quarter=known.quarter or found.quarter,
            version=known.version or found.version,
            part=known.part or found.part,
        )
    return known


def _told(name: str) -> Told:
    text = PurePosixPath(name).name.lower()
    version, part = _VERSION.search(text), _PART.search(text)
    return Told(
        kind=next((kind for kind, pattern in _KINDS if re.search(pattern, text)), ""),
        setting=next((setting for setting, pattern in _SETTINGS if re.search(pattern, text)), ""),
        program=next((program for program, pattern in _PROGRAMS if re.search(pattern, text)), ""),
        quarter=_quarter(text),
        version=version[0] if version else "",
        part=int(part["part"]) if part else None,
    )


def _quarter(text: str) -> str:
    """The version before the words around it: it is what CMS itself counts by."""
    if found := _VERSION.search(text):
        return _first_month(_FIRST_VERSION_YEAR + int(found["year"]), int(found["quarter"]) * 3 + 1)
    for pattern in _QUARTERS:
        if found := pattern.search(text):
            return _first_month(int(found["year"]), int(found["quarter"]) * 3)
    if (found := _EFFECTIVE.search(text)) and 1 <= int(found["month"]) <= 12:
        return _first_month(int(found["year"]), int(found["month"]))
    if found := _MONTH.search(text):
        return _first_month(2000 + int(found["year"]), _MONTHS[found["month"]])
    if found := _RELEASE.search(text):
        return _first_month(2000 + int(found["year"]), "abcd".index(found["letter"]) * 3 + 1)
    return ""


def _first_month(year: int, month: int) -> str:
    return f"{year}-{(month - 1) // 3 * 3 + 1:02d}"
