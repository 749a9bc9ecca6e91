"""Lines of an 835 (005010X221A1), whole or in pieces: SVC, CAS, LQ, MOA and MIA segments; nothing else is looked at.

Tolerant where the files are: delimiters come from ISA if there is one and from the segments if there is none; SVC01
may use another separator than ISA16 says; counts are not compared; segments may be missing, empty or cut off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .facts import Adjustment, Line

_FIRST = re.compile(r"(?:^|[~\r\n\x1c'|])[^\S\n]{0,8}(?:ISA|ST|CLP|SVC|CAS|LQ|MOA|MIA)([*|^!+\x1d\x1e;])", re.I)
_QUALIFIED = re.compile(r"[A-Z0-9]{2}([^\w\s])", re.I)
_PROCEDURE = re.compile(r"[0-9]{5}|[0-9]{4}[FTUM]|[A-V][0-9]{4}")
_MODIFIER = re.compile(r"[0-9A-Z]{2}")
_GROUP = re.compile(r"CO|OA|PR|PI|CR")
_REASON = re.compile(r"0{0,2}([1-9][0-9]{0,2}|[ABDPWY][0-9]{1,2})")
_REMARK = re.compile(r"(?:MA|M|N)[0-9]{1,4}")
_TRIPLETS = range(2, 18, 3)
_MOA_REMARKS = (3, 4, 5, 6, 7)
_MIA_REMARKS = (5, 20, 21, 22, 23)

_HOLDS = {
    "CLP": "a claim, account or record number",
    "NM1": "a name",
    "N1": "a name",
    "N3": "a place",
    "N4": "a place",
    "PER": "a telephone number",
    "DMG": "a date of birth",
    "REF": "a claim, account or record number",
    "TRN": "a claim, account or record number",
    "DTM": "a date",
    "BPR": "a claim, account or record number",
}
"""Segment → the kind of identifier that it holds. None of them is read."""

BAD_PROCEDURE = "A line has no procedure code that can be read."
BAD_MODIFIER = "A modifier that is not two characters long was left out."
BAD_SEPARATOR = "The file declares another separator than its service lines use; they were read by the one they use."
NO_REMARK = "A reject code of the pharmacy list was left out; only remark codes are read."


def looks_like(text: str) -> bool:
    """Whether the text holds segments of an 835."""
    return _FIRST.search(text) is not None


@dataclass(slots=True)
class _Open:
    """A line that is being read."""

    adjustments: list[Adjustment] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    procedures: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    submitted: tuple[str, ...] = ()


class _Walk:
    """The state of a walk over the segments: the claim with what holds for all its lines, and the open line."""

    def __init__(self, component: str) -> None:
        self.component = component
        self.claim = _Open()
        self.lines: list[_Open] = []
        self.kinds: dict[str, None] = {}
        self.notes: dict[str, None] = {}
        self.done: list[Line] = []

    def take(self, name: str, elements: list[str]) -> None:
        """One segment; ``elements[0]`` is its name."""
        if kind := _HOLDS.get(name):
            self.kinds[kind] = None
        match name:
            case "CLP" | "SE" | "LX" | "ST" | "IEA":
                self.close() if name != "LX" or self.lines else None
            case "SVC":
                self._service(elements)
            case "CAS":
                self._open.adjustments += _adjustments(elements)
            case "LQ" if _at(elements, 1) == "HE":
                self._open.remarks += _remarks(elements, (2,))
            case "LQ":
                self.notes[NO_REMARK] = None
            case "MOA":
                self.claim.remarks += _remarks(elements, _MOA_REMARKS)
            case "MIA":
                self.claim.remarks += _remarks(elements, _MIA_REMARKS)

    @property
    def _open(self) -> _Open:
        return self.lines[-1] if self.lines else self.claim

    def _service(self, elements: list[str]) -> None:
        line = _Open()
        line.procedures, line.modifiers = self._composite(_at(elements, 1))
        sent_code, sent_modifiers = self._composite(_at(elements, 6)) if _at(elements, 6) else ((), ())
        line.submitted = (*sent_code, *sent_modifiers)
        self.lines.append(line)

    def _composite(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Procedure and modifiers of SVC01 or SVC06: components 2 and 3 to 6; the seventh is a description."""
        separator = self.component
        if (not separator or separator not in text) and (found := _QUALIFIED.match(text)):
            separator = found[1]
            if self.component:
                self.notes[BAD_SEPARATOR] = None
        pieces = [piece.strip().upper() for piece in text.split(separator)] if separator else [text.strip().upper()]
        code = pieces[1] if len(pieces) > 1 else ""
        if not _PROCEDURE.fullmatch(code):
            self.notes[BAD_PROCEDURE] = None
            return (), ()
        given = [piece for piece in pieces[2:6] if piece]
        kept = tuple(dict.fromkeys(piece for piece in given if _MODIFIER.fullmatch(piece)))
        if any(not _MODIFIER.fullmatch(piece) for piece in given):
            self.notes[BAD_MODIFIER] = None
        return (code,), kept

    def close(self) -> None:
        """End the claim: what was said of the claim holds for each of its lines that says nothing of its own."""
        for line in self.lines or [self.claim]:
            adjustments = line.adjustments or self.claim.adjustments
            remarks = dict.fromkeys((*line.remarks, *self.claim.remarks))
            if adjustments or remarks:
                self.done.append(
                    Line(
                        tuple(dict.fromkeys(adjustments)),
                        tuple(remarks),
                        line.procedures,
                        line.modifiers,
                        line.submitted,
                    )
                )
        self.claim, self.lines = _Open(), []


def read(text: str) -> tuple[list[Line], tuple[str, ...], tuple[str, ...]]:
    """Read the segments of a text.

    Returns:
        The denied lines; the kinds of identifiers that stood in segments which were passed over; and notes on
        what could not be read.
    """
    element, component, segments = _segments(text)
    walk = _Walk(component)
    for segment in segments:
        elements = segment.strip().split(element, 40)
        walk.take(elements[0].strip().upper(), elements)
    walk.close()
    return walk.done, tuple(walk.kinds), tuple(walk.notes)


def _segments(text: str) -> tuple[str, str, Iterator[str]]:
    """(element separator, component separator or nothing, segments)."""
    start = text.upper().find("ISA")
    head = text[start:] if start >= 0 else ""
    element = head[3:4]
    header = head.split(element, 16) if element and not element.isalnum() and not element.isspace() else []
    if len(header) == 17 and len(header[16]) >= 2 and not header[16][0].isalnum():
        component, terminator = header[16][0], header[16][1]
        if terminator.isalnum() or terminator in "\r ":
            terminator = "\n"
        return element, component, _cut(head, terminator)
    found = _FIRST.search(text)
    element = found[1] if found else "*"
    return element, "", _cut(text, "~" if "~" in text and element != "~" else "\n")


def _cut(text: str, terminator: str) -> Iterator[str]:
    return iter(text.replace("\r\n", "\n").replace("\r", "\n").split(terminator))


def _at(elements: list[str], place: int) -> str:
    return elements[place].strip().upper() if place < len(elements) else ""


def _adjustments(elements: list[str]) -> Iterator[Adjustment]:
    """Up to six triplets of reason, amount and quantity behind the group."""
    group = _at(elements, 1)
    for place in _TRIPLETS:
        if found := _REASON.fullmatch(_at(elements, place)):
            yield Adjustment(group if _GROUP.fullmatch(group) else "", found[1])


def _remarks(elements: list[str], places: tuple[int, ...]) -> Iterator[str]:
    return (code for place in places if _REMARK.fullmatch(code := _at(elements, place)))
