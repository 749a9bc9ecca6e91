"""The indicators of the Medicare Physician Fee Schedule (PPRRVU), as CMS ships them: CSV, workbook or fixed-width text.

No Django here. The captions stand over five lines and must be joined column by column, because the last line names
several columns alike. Files for QPs and for others have the same indicators and different amounts, which are not read.
Layout: CMS, record layout of the relative value file (RVU26A).

DESCRIPTION is the AMA's text. It is dropped where a line is cut into cells, and no refusal shows a cell or a line.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import zip_longest

from modifiers.official import OfficialFileError

from .opening import Opened
from .tables import CODE, Record, batches, padded, records, squashed
from .tally import Tally

WHAT = "the fee schedule (PPRRVU)"
MEMBERS = (r"pprrvu.*non.?qpp", r"pprrvu")
"""Names of the member of a zip that holds the indicators, the best first."""

Row = tuple[str, ...]

_MOST_COLUMNS = 48
_CAPTION_LINES = 5
_CODE = re.compile(CODE)
_BEGINS = re.compile(rf'\s*"?\s*{CODE}(?:\s*"?\s*[,\t]|[ ]{{2}}|26|TC|53)', re.IGNORECASE)
_MODIFIERS = ("", "26", "TC", "53")

_ENDINGS: dict[str, tuple[str, ...]] = {
    "code": ("hcpcs",),
    "modifier": ("mod",),
    "status": ("statuscode", "status"),
    "pctc": ("pctcind", "pctc"),
    "global_days": ("globdays", "glob"),
    "preoperative": ("preop",),
    "intraoperative": ("intraop",),
    "postoperative": ("postop",),
    "multiple": ("multproc",),
    "bilateral": ("bilatsurg",),
    "assistant": ("asstsurg",),
    "co_surgeon": ("cosurg",),
    "team": ("teamsurg",),
    "endoscopic_base": ("endobase",),
}
"""How the joined captions end, in the order of a row."""

# Positions of the layout count from 1; slices from 0.
_POSITIONS: dict[str, slice] = {
    "code": slice(0, 5),
    "modifier": slice(5, 7),
    "status": slice(57, 58),
    "pctc": slice(102, 103),
    "global_days": slice(103, 106),
    "preoperative": slice(106, 109),
    "intraoperative": slice(109, 112),
    "postoperative": slice(112, 115),
    "multiple": slice(115, 116),
    "bilateral": slice(116, 117),
    "assistant": slice(117, 118),
    "co_surgeon": slice(118, 119),
    "team": slice(119, 120),
    "endoscopic_base": slice(127, 132),
}
_SHORTEST = 120
_FIXED = re.compile(rf"{CODE}(?:[ ]{{2}}|[A-Z0-9]{{2}}).{{50}}[A-Z ][ ].{{43}}[0-9 ]", re.IGNORECASE)

_SHAPES: dict[str, re.Pattern[str]] = {
    "status": re.compile(r"[A-Z]?"),
    "global_days": re.compile(r"000|010|090|[A-Z]{3}|"),
    "endoscopic_base": re.compile(rf"(?:{CODE})?"),
    **{name: re.compile(r"[0-9]?") for name in ("pctc", "multiple", "bilateral", "assistant", "co_surgeon", "team")},
}
_SHARES = ("preoperative", "intraoperative", "postoperative")
_EXPECTED = (
    "Expected is the file PPRRVU… from the zip of a release, such as RVU26C: captions that begin HCPCS, MOD,"
    " DESCRIPTION and a line for each code, or the fixed-width text."
)


def rows(opened: Opened, tally: Tally) -> Iterator[list[Row]]:
    """The indicators of one file, some at a time, in the order of the file: a row for each code and modifier.

    Args:
        opened: the file.
        tally: counts and refusals go there, and a remark where a modifier stands that has not stood there before.

    Raises:
        OfficialFileError: if it is another file, or has no such row.
    """
    before = tally.taken
    yield from batches(_rows(opened, tally))
    if tally.taken == before:
        raise OfficialFileError(f"{opened.member or opened.name} holds no row of the fee schedule. {_EXPECTED}")


def _rows(opened: Opened, tally: Tally) -> Iterator[Row]:
    name = opened.member or opened.name
    columns: dict[str, int] = {}
    width = 0
    above: deque[Sequence[str]] = deque(maxlen=_CAPTION_LINES)
    # Beyond ASCII there is nothing but in the description: a letter of two bytes there must not shift the positions.
    for record in records(opened, tally, _BEGINS, _MOST_COLUMNS, by_bytes=True):
        is_fixed = not columns and opened.form == "text" and _BEGINS.match(record.text) is not None
        if not columns and not is_fixed:
            above.append(record.cells)
            if {"hcpcs", "mod"} <= set(map(squashed, record.cells)):
                columns, width = _columns(name, above)
            continue
        if columns and record.filled < 2:
            continue
        try:
            row = _row(_fixed_cells(record) if is_fixed else _cells(record, columns, width))
        except ValueError as reason:
            tally.refuse(name, record.number, _shown(record), str(reason))
            continue
        if row[1] not in _MODIFIERS:
            tally.remarks[f"The modifier {row[1]} stands in {name}, which so far has had 26, TC and 53 alone."] += 1
        tally.taken += 1
        yield row


def _columns(name: str, caption_lines: Sequence[Sequence[str]]) -> tuple[dict[str, int], int]:
    """Which column is which, and how many have a caption."""
    joined = [squashed("".join(column)) for column in zip_longest(*caption_lines, fillvalue="")]
    columns = {
        field: place
        for field, endings in _ENDINGS.items()
        for place, caption in reversed([*enumerate(joined)])
        if caption.endswith(endings)
    }
    if missing := [endings[0] for field, endings in _ENDINGS.items() if field not in columns]:
        raise OfficialFileError(f"{name} has no columns with the captions {', '.join(missing)}. {_EXPECTED}")
    return columns, max(place for place, caption in enumerate(joined) if caption) + 1


def _cells(record: Record, columns: Mapping[str, int], width: int) -> dict[str, str]:
    if not record.is_whole:
        raise ValueError("A quotation mark is not closed.")
    cells = [*record.cells]
    while len(cells) > width and not cells[-1]:
        cells.pop()
    if len(cells) > width:
        raise ValueError(f"It has {len(cells)} cells under {width} captions, so that they stand under the wrong ones.")
    cells += [""] * (width - len(cells))
    return {field: cells[place] for field, place in columns.items()}


def _fixed_cells(record: Record) -> dict[str, str]:
    if not _FIXED.match(record.text):
        raise ValueError("It stands under no captions, and its fields are not where the fixed-width text has them.")
    if len(record.text.rstrip()) < _SHORTEST:
        raise ValueError(f"It has fewer than {_SHORTEST} characters, so that indicators are missing.")
    return {field: record.text[position].strip() for field, position in _POSITIONS.items()}


def _row(cells: Mapping[str, str]) -> Row:
    """The cells as a row. Raises ValueError with the reason, which names the column and not what stands there."""
    values = {field: cell.upper() if cell.isascii() else cell for field, cell in cells.items()}
    values["code"] = padded(values["code"])
    if not _CODE.fullmatch(values["code"]):
        raise ValueError("It does not begin with a code of five characters.")
    if not re.fullmatch(r"(?:[A-Z0-9]{2})?", values["modifier"]):
        raise ValueError("The modifier does not have two characters.")
    for field, shape in _SHAPES.items():
        value = re.sub(r"(?<=[0-9])\.0$", "", values[field])
        if field == "global_days" and value.isdecimal():
            value = value.zfill(3)
        if field == "endoscopic_base" and value:
            value = padded(value)
        if not shape.fullmatch(value):
            raise ValueError(f"The column {field.replace('_', ' ')} holds something that it never holds.")
        values[field] = value
    for field in _SHARES:
        values[field] = _share(field, values[field])
    return tuple(values[field] for field in _ENDINGS)


def _share(field: str, text: str) -> str:
    """``.1`` → ``0.10``; empty stays empty."""
    if not text:
        return ""
    if not re.fullmatch(r"0{0,3}|[01]?\.[0-9]{1,4}|1", text) or Decimal(text) > 1:
        raise ValueError(f"The {field} share is not between 0 and 1.")
    return f"{Decimal(text):.2f}"


def _shown(record: Record) -> str:
    """What a refusal may show of a record: its code, no more."""
    found = re.match(rf'\s*"?\s*({CODE})', record.text, re.IGNORECASE)
    return found[1].upper() if found else ""
