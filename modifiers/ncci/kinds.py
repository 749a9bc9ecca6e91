"""What kind of service a procedure code is, as far as the choice of a modifier turns on it. Pure.

Kinds follow from where a code stands: the sections of CPT (evaluation and management 99202 to 99499, surgery 10004 to
69990, and so on) and their parts. Nothing of CPT's text is needed or kept.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Range:
    first: str
    last: str

    def holds(self, code: str) -> bool:
        """Whether a code lies between two of the same form: 9999U ends no row of numbers."""
        return _form(code) == _form(self.first) and self.first <= code <= self.last


def _form(code: str) -> str:
    """The letters of a code where they stand, with 0 for every digit: ``0000U``."""
    return "".join("0" if char.isdigit() else char for char in code)


def _ranges(*pairs: tuple[str, str]) -> tuple[_Range, ...]:
    return tuple(_Range(first, last) for first, last in pairs)


_VISITS = _ranges(
    ("99201", "99499"),
    ("98000", "98016"),  # by telemedicine, in the same section since 2025 (JUCM, “What's new in telemedicine for 2025”)
    ("92002", "92014"),  # eye visits
    ("G0402", "G0402"),  # first preventive visit of Medicare
    ("G0438", "G0439"),  # yearly wellness visits
    ("G0463", "G0463"),  # hospital clinic visit
)
_PREVENTIVE = _ranges(("99381", "99397"), ("G0402", "G0402"), ("G0438", "G0439"))
# Wound care (97597 to 97610) stands among physical medicine and is not timed.
_THERAPY = _ranges(("97010", "97596"), ("97611", "97799"), ("G0283", "G0283"))
_LABORATORY = _ranges(("80047", "89398"), ("0001U", "9999U"), ("P2028", "P9615"))
_IMAGING = _ranges(("70010", "79999"))
_SURGERY = _ranges(("10004", "69990"))
_ANESTHESIA = _ranges(("00100", "01999"))
_FINGERS = _ranges(("26010", "26989"))
_TOES = _ranges(("28001", "28899"))
_NAILS = _ranges(("11719", "11765"))
_EYELIDS = _ranges(("67700", "67999"), ("15820", "15823"))
_CORONARIES = _ranges(("92920", "92979"))
_UNPAIRED = _ranges(
    ("10004", "17999"),  # skin and nails, whose fee-schedule rows know no sides
    ("43020", "48999"),  # from the esophagus to the anus; liver, biliary tract, pancreas
)


@dataclass(frozen=True, slots=True)
class CodeKind:
    """One procedure code as the choice of a modifier sees it."""

    code: str

    def _in(self, ranges: tuple[_Range, ...]) -> bool:
        return any(each.holds(self.code) for each in ranges)

    @property
    def is_visit(self) -> bool:
        """An evaluation and management service, which 25, 57 and 24 go on, and 59 never."""
        return self._in(_VISITS)

    @property
    def is_preventive_visit(self) -> bool:
        """A preventive visit: beside one for a problem, 25 goes on the latter (Priority Health on 25, ``pri-25``)."""
        return self._in(_PREVENTIVE)

    @property
    def is_therapy(self) -> bool:
        """Physical medicine and rehabilitation, whose codes are mostly timed."""
        return self._in(_THERAPY)

    @property
    def is_laboratory(self) -> bool:
        """A laboratory or pathology service."""
        return self._in(_LABORATORY)

    @property
    def is_imaging(self) -> bool:
        """A radiology service."""
        return self._in(_IMAGING)

    @property
    def is_surgery(self) -> bool:
        """A procedure of the surgery section."""
        return self._in(_SURGERY)

    @property
    def is_anesthesia(self) -> bool:
        """An anesthesia service."""
        return self._in(_ANESTHESIA)

    @property
    def sites(self) -> tuple[str, ...]:
        """Parts of the body that have modifiers and to which the code may belong, by the family of the modifiers.

        Of sides the fee schedule knows better, where it is loaded.
        """
        found = []
        if self._in(_FINGERS) or self._in(_NAILS):
            found.append("fingers")
        if self._in(_TOES) or self._in(_NAILS):
            found.append("toes")
        if self._in(_EYELIDS):
            found.append("eyelids")
        if self._in(_CORONARIES):
            found.append("coronary-arteries")
        if (self.is_surgery and not self._in(_UNPAIRED)) or self.is_imaging:
            found.append("side-of-body")
        return tuple(found)
