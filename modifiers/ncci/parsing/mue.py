"""Medically unlikely edits, as CMS ships them: CSV, tab-delimited text or workbook. No Django here.

A notice of several lines, then captions, then a row for each code: code, the most units, the adjudication indicator
with its meaning (``3 Date of Service Edit: Clinical``), the rationale. Zero units are a limit. Whose limits they are is
told by the caption of the units alone (``Practitioner Services MUE Values``). CMS, "Medically Unlikely Edits".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from modifiers.official import OfficialFileError, clean, excerpt

from ..records import Setting
from .opening import Opened
from .tables import CODE, Record, batches, padded, records, squashed
from .tally import Tally

WHAT = "the unit limits (MUE)"
MEMBERS = (r"mue.*eff", r"mue", r"(?<!read)(?<!me)\.(csv|txt|xlsx)$")
"""Names of the member of a zip that holds the limits, the best first."""

Row = tuple[str, int, str, str]

_COLUMNS = 12
_LONGEST_RATIONALE = 200
_CODE = re.compile(CODE)
_BEGINS = re.compile(rf'\s*"?\s*{CODE}\s*"?\s*[,\t]', re.IGNORECASE)
_INDICATOR = re.compile(r"([123])(?![0-9])")
_TOLD_BY: dict[Setting, tuple[str, ...]] = {
    "practitioner": ("practitioner",),
    "hospital": ("hospital", "facility"),
    "supplier": ("dme", "supplier"),
}
_NAMES: dict[Setting, str] = {
    "practitioner": "practitioners",
    "hospital": "outpatient hospitals",
    "supplier": "equipment suppliers",
}
_EXPECTED = (
    "Expected are the captions HCPCS/CPT Code, … MUE Values, MUE Adjudication Indicator and MUE Rationale, and under"
    " them a row for each code."
)


def rows(opened: Opened, setting: Setting, tally: Tally) -> Iterator[list[Row]]:
    """The limits of one file, some at a time, in the order of the file.

    Args:
        opened: the file.
        setting: whose limits they should be.
        tally: counts and refusals go there; a remark where the captions do not say whose limits they are.

    Raises:
        OfficialFileError: if it has the limits of another setting or of Medicaid, no captions or no limit at all.
    """
    before = tally.taken
    yield from batches(_rows(opened, setting, tally))
    if tally.taken == before:
        raise OfficialFileError(f"{opened.member or opened.name} holds no unit limit. {_EXPECTED}")


def setting_of(captions: Record) -> Setting:
    """Whose limits stand under these captions; empty where they do not say it."""
    for cell in map(squashed, captions.cells):
        if "mue" in cell and "value" in cell:
            return next((each for each, words in _TOLD_BY.items() if any(word in cell for word in words)), "")
    return ""


def _rows(opened: Opened, setting: Setting, tally: Tally) -> Iterator[Row]:
    name = opened.member or opened.name
    columns: dict[str, int] = {}
    for record in records(opened, tally, _BEGINS, _COLUMNS):
        found = _columns(record)
        if {"code", "units"} <= set(found):
            columns = found
            _refuse_other(name, record, found, setting, tally)
        elif not columns:
            if _BEGINS.match(record.text):
                raise OfficialFileError(f"{name} has codes without captions above them. {_EXPECTED}")
        elif record.filled > 1:
            try:
                row = _row(record, columns)
            except ValueError as reason:
                tally.refuse(name, record.number, record.text, str(reason))
            else:
                tally.taken += 1
                yield row


def _columns(record: Record) -> dict[str, int]:
    columns: dict[str, int] = {}
    for place, cell in enumerate(map(squashed, record.cells)):
        if "value" in cell and "mue" in cell:
            columns.setdefault("units", place)
        elif "adjudication" in cell:
            columns.setdefault("adjudication", place)
        elif "rationale" in cell:
            columns.setdefault("rationale", place)
        elif cell.endswith("code") and len(cell) <= len("hcpcscptcode"):
            columns.setdefault("code", place)
    return columns


def _refuse_other(name: str, captions: Record, columns: dict[str, int], setting: Setting, tally: Tally) -> None:
    if missing := {"adjudication", "rationale"} - set(columns):
        hint = " The files of Medicaid have none; only those of Medicare are read." if "adjudication" in missing else ""
        raise OfficialFileError(f"{name} has no column with the {' and the '.join(sorted(missing))}.{hint} {_EXPECTED}")
    told = setting_of(captions)
    if not told:
        tally.remarks[f"{name} does not say whose limits it holds."] += 1
    elif told != setting:
        raise OfficialFileError(
            f"{name} holds the limits for {_NAMES[told]} and was given as those for {_NAMES.get(setting, 'any')}."
            f" Import it with --setting {told}."
        )


def _row(record: Record, columns: dict[str, int]) -> Row:
    """The record as a row. Raises ValueError with the reason why it is none."""
    if not record.is_whole:
        raise ValueError("A quotation mark is not closed.")
    if len(record.cells) <= max(columns.values()):
        raise ValueError(f"It has {len(record.cells)} cells; a limit has {max(columns.values()) + 1}.")
    code, units, indicator, rationale = (
        clean(record.cells[columns[each]]) for each in ("code", "units", "adjudication", "rationale")
    )
    code = padded(code)
    if not _CODE.fullmatch(code):
        raise ValueError(f"“{excerpt(code)}” is no code of five characters.")
    if not re.fullmatch(r"[0-9]{1,7}", units):
        raise ValueError(f"“{excerpt(units)}” is no number of units.")
    if not (adjudication := _INDICATOR.match(indicator)):
        raise ValueError(f"The adjudication indicator is “{excerpt(indicator)}”, not 1, 2 or 3.")
    if len(rationale) > _LONGEST_RATIONALE:
        raise ValueError(f"The rationale has more than {_LONGEST_RATIONALE} characters.")
    return code, int(units), adjudication[1], rationale
