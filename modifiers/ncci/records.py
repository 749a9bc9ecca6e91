"""What one row of each official table says, and what is known of the release that it comes from. Pure.

Layouts: the CMS pages "NCCI PTP edits", "Medically Unlikely Edits", "Add-on code edits", and the record layout of the
relative value file (PPRRVU).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Kind = Literal["ptp", "mue", "add_on", "fee_schedule"]
Setting = Literal["practitioner", "hospital", "supplier", ""]
Program = Literal["medicare", "medicaid"]
ModifierIndicator = Literal["0", "1", "9"]

CONTRACTOR_DECIDES = "CCCCC"
"""What stands for the primary code where the contractor decides which codes an add-on code goes with."""

_QUARTERS = {1: "1st", 4: "2nd", 7: "3rd", 10: "4th"}
_SETTINGS = {
    "practitioner": "practitioner",
    "hospital": "outpatient hospital",
    "supplier": "equipment supplier",
    "": "",
}
_CAPTIONS = {
    "ptp": "NCCI code pairs",
    "mue": "unit limits (MUE)",
    "add_on": "add-on codes",
    "fee_schedule": "fee-schedule indicators",
}


@dataclass(frozen=True, slots=True)
class Edit:
    """One line of a procedure-to-procedure table: for a period, the column two code is not paid beside column one.

    ``effective_on`` is the first day, None where the file does not tell it. ``deleted_on`` is the last day, None while
    there is none; it may lie in the future. ``rationale`` is the file's own text.
    """

    column_one: str
    column_two: str
    effective_on: date | None
    deleted_on: date | None
    modifier_indicator: ModifierIndicator
    rationale: str = ""
    existed_before_1996: bool = False

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken back from its first day (indicator 9), so that it never held."""
        return self.modifier_indicator == "9"

    def holds_on(self, day: date) -> bool:
        """Whether the edit holds for this date of service."""
        return (
            not self.is_withdrawn
            and (self.effective_on is None or self.effective_on <= day)
            and (self.deleted_on is None or day <= self.deleted_on)
        )


@dataclass(frozen=True, slots=True)
class UnitLimit:
    """A medically unlikely edit: the most ``units`` of a code. Zero is a limit: the code is not payable there.

    ``adjudication`` is the MUE adjudication indicator: 1 each line by itself, 2 the day by policy, 3 the day by
    clinical likelihood.
    """

    code: str
    units: int
    adjudication: Literal["1", "2", "3"]
    rationale: str = ""


@dataclass(frozen=True, slots=True)
class AddOn:
    """An add-on code and one primary code with which it is payable.

    ``edit_type``: 1 only with the listed primary codes, 2 none listed and the contractor decides, 3 some listed and the
    contractor may allow more. ``primary`` is :data:`CONTRACTOR_DECIDES` where none is listed.
    """

    add_on: str
    primary: str
    edit_type: Literal["1", "2", "3"]
    effective_on: date | None = None
    deleted_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class FeeIndicators:
    """The indicators of the Medicare Physician Fee Schedule for a code with or without 26, TC or 53.

    All are texts as they stand (``010`` keeps its zero); empty where the file leaves them empty. ``preoperative``,
    ``intraoperative`` and ``postoperative`` are shares of the global payment as decimals (``0.10``).
    """

    code: str
    modifier: str = ""
    status: str = ""
    pctc: str = ""
    global_days: str = ""
    preoperative: str = ""
    intraoperative: str = ""
    postoperative: str = ""
    multiple: str = ""
    bilateral: str = ""
    assistant: str = ""
    co_surgeon: str = ""
    team: str = ""
    endoscopic_base: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A release that answers, as far as whoever reads its rows must know it.

    ``quarter`` is its first month, ``2026-07``. ``is_complete`` says whether absence means anything: not in a sample,
    nor where files of the set were missing. ``first_effective_on`` is the earliest start of a line, None if none tells.
    """

    id: int
    kind: Kind
    setting: Setting
    program: Program
    quarter: str
    version: str
    store: str
    line_count: int
    pair_count: int
    is_sample: bool = False
    is_complete: bool = True
    first_effective_on: date | None = None
    texts: tuple[str, ...] = ()

    @property
    def starts_on(self) -> date:
        """The first day of its quarter."""
        return date(int(self.quarter[:4]), int(self.quarter[5:]), 1)

    @property
    def ends_on(self) -> date:
        """The last day of its quarter: what comes after, it cannot know."""
        year, month = divmod(int(self.quarter[:4]) * 12 + int(self.quarter[5:]) - 1 + 3, 12)
        return date(year, month + 1, 1) - timedelta(days=1)

    @property
    def set_name(self) -> str:
        """``Medicare practitioner``."""
        return f"{self.program.capitalize()} {_SETTINGS[self.setting]}".strip()

    @property
    def name(self) -> str:
        """``Medicare practitioner NCCI code pairs, 3rd quarter of 2026 (v322r0)``."""
        version = f" ({self.version})" if self.version else ""
        when = f"{_QUARTERS[self.starts_on.month]} quarter of {self.starts_on.year}"
        return f"{self.set_name} {_CAPTIONS[self.kind]}, {when}{version}"


SETTING_NAMES = {"practitioner": "Practitioner", "hospital": "Outpatient hospital"}
"""The settings of code pairs as readers choose them."""
