"""What the router is asked: the codes of one denied line, and what else its answer depends on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

PayerKind = Literal["medicare", "commercial", "medicaid", "unknown"]
PAYER_KINDS: tuple[PayerKind, ...] = ("medicare", "commercial", "medicaid", "unknown")

EditStatus = Literal["live", "ended", "withdrawn", "no_edit", "not_loaded"]
"""Whether NCCI has an edit of the line's code pair on the date of service; ``not_loaded`` when nobody looked."""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A claim adjustment: ``group`` (``CO``) and ``reason`` (``97``), either of which may be missing."""

    group: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """The codes of one denied service line, each once, in the order in which they stood.

    ``submitted`` is the procedure with its modifiers as it was sent, where the payer changed it (SVC06 of an 835).
    ``count`` tells how many lines of the text bear exactly these codes.
    """

    adjustments: tuple[Adjustment, ...] = ()
    remarks: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    submitted: tuple[str, ...] = ()
    count: int = 1

    @property
    def is_denied(self) -> bool:
        """Whether it bears a code of a denial at all."""
        return bool(self.adjustments or self.remarks)

    @property
    def text(self) -> str:
        """The codes as one would type them: ``CO-97 N519 97530-59``. Reading it again gives the same line."""
        denials = [_written(adjustment) for adjustment in self.adjustments]
        if len(self.procedures) == 1:
            service = ["-".join((*self.procedures, *self.modifiers))]
        else:
            service = [*self.procedures, *([f"modifier {' '.join(self.modifiers)}"] if self.modifiers else [])]
        return " ".join((*denials, *self.remarks, *service))


def _written(adjustment: Adjustment) -> str:
    if adjustment.group and adjustment.reason:
        return f"{adjustment.group}-{adjustment.reason}"
    return f"CARC {adjustment.reason}" if adjustment.reason else f"group {adjustment.group}"


@dataclass(frozen=True, slots=True)
class Edit:
    """What NCCI says on the line's code pair for its date. ``indicator`` is 0, 1, 9, or None when there is none."""

    status: EditStatus = "not_loaded"
    indicator: Literal["0", "1", "9"] | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """One question: a line, who pays, the dates that are known, and the edit if somebody looked it up."""

    line: Line
    payer_kind: PayerKind = "unknown"
    service_on: date | None = None
    notice_on: date | None = None
    edit: Edit = field(default_factory=Edit)
