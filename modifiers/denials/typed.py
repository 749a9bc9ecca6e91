"""Lines that people type or copy from a screen: ``CO-97 N519, 97530-59``; ``CO 16 N822 97530 GP 06/02/2026 1``.

A bare number is many things, so a code is read only where its neighbors say what it is: a reason behind its group or
in front of a remark, a modifier behind its procedure, or alone on a line that holds nothing but codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .facts import Adjustment, Line
from .identifiers import GONE

_REASON = r"0{0,2}(?P<reason>[1-9]\d{0,2}|[ABDPWY]\d{1,2})(?![\w%]|[.,/]\d)"
_GROUPED = re.compile(rf"(?<![\w$.-])(?P<group>CO|OA|PR|PI|CR)[\s:|*-]{{0,3}}{_REASON}", re.I)
_NAMED = re.compile(rf"\b(?:CARC|reason(?:[ ]code)?)[\s:#-]{{0,3}}{_REASON}", re.I)
_REMARK = re.compile(r"(?<![\w$.-])(?:RARC[\s:#-]{0,3})?(?P<remark>(?:MA|N)\d{1,4}|M\d{1,3})(?!\w)", re.I)
_DASHED_REMARK = re.compile(r"(?<=[\d\w])-(?P<remark>(?:MA|N)\d{2,4})(?!\w)", re.I)
_BARE_GROUP = re.compile(r"(?<![\w$.-])(?:group[\s:#-]{0,3})?(?P<group>CO|OA|PR|PI|CR)(?![\w-])")
_SERVICE = re.compile(
    r"(?<![\w.$])(?P<code>\d{5}|\d{4}[FTUM]|[A-MO-V]\d{4})(?=[^\w.]|[A-Z][A-Z\d](?!\w)|\.?$|\.\s)"
    r"(?P<rest>(?:[A-Z][A-Z0-9](?!\w))?(?:[\s,:/|-]{1,3}"
    r"(?!(?:CO|OA|PR|PI|CR)[\s:|*-]{0,3}(?:\d{1,3}|[ABDPWY]\d{1,2})(?!\w))[A-Z0-9]{2}(?![\w%]|\.\d)){0,8})",
    re.I,
)
_PAIR = re.compile(r"[A-Z0-9]{2}", re.I)
_MODIFIER_WORD = re.compile(
    r"\b(?:modifiers?|mods?)\b[\s.:#=-]{0,3}(?P<rest>[A-Z0-9]{2}(?!\w)(?:[\s,/&+-]{1,3}[A-Z0-9]{2}(?!\w)){0,3})", re.I
)
_BEFORE_REMARK = re.compile(
    r"(?<![\w.$/-])0{0,2}(?P<reason>[1-9]\d{0,2}|[ABDPWY]\d{1,2})"
    r"(?=[\s,/+&]{1,3}(?:with[ ]|and[ ])?(?:RARC[\s:-]{0,3})?(?:MA|M|N)\d)",
    re.I,
)
_BARE_REASON = re.compile(r"(?<![\w.$/-])(?P<reason>[ABW]\d{1,2}|P\d{2})(?![\w.%-])")
_ALONE = re.compile(r"\s*0{0,2}(?P<reason>[1-9]\d{0,2})[\s.,;:]*", re.I)
_WORD = re.compile(r"[^\W\d_]{3,}")
_LONE_PAIR = re.compile(r"(?<![\w.$/-])-?(?P<code>[2-9]\d|[A-Z][A-Z0-9])(?![\w.%/])")
_KNOWN_WORDS = frozenset(
    (
        "and",
        "carc",
        "rarc",
        "code",
        "codes",
        "cpt",
        "denial",
        "denied",
        "for",
        "group",
        "hcpcs",
        "line",
        "lines",
        "mod",
        "modifier",
        "mods",
        "modifiers",
        "reason",
        "remark",
        "remarks",
        "the",
        "was",
        "with",
    )
)
_NUMERIC = re.compile(r"[2-9]\d")
_WORDS = frozenset(
    (
        "AM",
        "AN",
        "AS",
        "AT",
        "BY",
        "DO",
        "ET",
        "GO",
        "HE",
        "IF",
        "IN",
        "IS",
        "IT",
        "LA",
        "ME",
        "MY",
        "NO",
        "OF",
        "OH",
        "ON",
        "OR",
        "SO",
        "ST",
        "TO",
        "UP",
        "US",
        "WE",
    )
)
"""Two letters that are a modifier in capitals and a word in small ones."""


@dataclass(slots=True)
class _Found:
    """The codes of one line of text."""

    adjustments: list[Adjustment] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    procedures: list[str] = field(default_factory=list)
    modifiers: list[str] = field(default_factory=list)

    def line(self) -> Line:
        """All of it, each code once."""
        with_reason = {each.group for each in self.adjustments if each.reason}
        return Line(
            # A group alone says nothing beside a reason that bears it.
            tuple(each for each in dict.fromkeys(self.adjustments) if each.reason or each.group not in with_reason),
            tuple(dict.fromkeys(self.remarks)),
            tuple(dict.fromkeys(self.procedures)),
            tuple(dict.fromkeys(self.modifiers)),
        )

    def add(self, other: _Found) -> None:
        """Take over the codes of a line that belongs to this one."""
        self.adjustments += other.adjustments
        self.remarks += other.remarks
        self.procedures += other.procedures
        self.modifiers += other.modifiers

    @property
    def is_denied(self) -> bool:
        return bool(self.adjustments or self.remarks)


def read(text: str) -> list[Line]:
    """The lines of a text from which identifiers have been dropped.

    Lines of text with a procedure are service lines; one without belongs to the service line before it, or to the
    first. Where there is one procedure or none, everything is one line.
    """
    found = [codes for row in text.splitlines() if (codes := _codes(row)) is not None]
    return [codes.line() for codes in _joined(found)]


def _joined(found: list[_Found]) -> list[_Found]:
    several = sum(bool(codes.procedures) for codes in found) > 1 or sum(codes.is_denied for codes in found) > 1
    if not several:
        whole = _Found()
        for codes in found:
            whole.add(codes)
        return [whole] if found else []
    lines: list[_Found] = []
    waiting = _Found()
    for codes in found:
        begins = bool(codes.procedures) or (codes.is_denied and not (lines and lines[-1].procedures))
        if begins and codes.procedures and waiting.is_denied and not codes.is_denied:
            codes.add(waiting)
            waiting = _Found()
        if codes.procedures or (begins and codes.adjustments):
            lines.append(codes)
        elif lines:
            lines[-1].add(codes)
        else:
            waiting.add(codes)
    if waiting.is_denied:
        lines = lines or [_Found()]
        lines[0].add(waiting)
    return lines


def _codes(row: str) -> _Found | None:
    """The codes of one line of text; None if it holds none."""
    found = _Found()
    rest = " ".join(row.replace(GONE.strip(), " \x1a ").split())
    rest = _services(rest, found)
    rest = _cut(_MODIFIER_WORD, rest, lambda match: found.modifiers.extend(_modifiers(match["rest"])))
    grouped = [0]

    def reason(match: re.Match[str]) -> None:
        grouped[0] += 1
        found.adjustments.append(Adjustment(match["group"].upper(), match["reason"].upper()))

    rest = _cut(_GROUPED, rest, reason)
    named: list[str] = []
    rest = _cut(_NAMED, rest, lambda match: named.append(match["reason"].upper()))
    if not found.adjustments and not named:
        rest = _cut(_BEFORE_REMARK, rest, lambda match: named.append(match["reason"].upper()))
    rest = _cut(_REMARK, rest, lambda match: found.remarks.append(match["remark"].upper()))
    rest = _cut(_DASHED_REMARK, rest, lambda match: found.remarks.append(match["remark"].upper()))
    if not found.adjustments and not named:
        rest = _cut(_BARE_REASON, rest, lambda match: named.append(match["reason"].upper()))
    if not (found.adjustments or named or found.procedures) and (alone := _ALONE.fullmatch(rest)):
        named.append(alone["reason"])
        rest = ""
    groups = [match["group"].upper() for match in _BARE_GROUP.finditer(rest)] if not grouped[0] else []
    if groups:
        rest = _BARE_GROUP.sub(" ", rest)
    group = groups[0] if len(set(groups)) == 1 else ""
    found.adjustments += [Adjustment(group, code) for code in named] or ([Adjustment(group)] if group else [])
    if not found.procedures and found.is_denied and _is_codes_only(rest):
        found.modifiers += [match["code"].upper() for match in _LONE_PAIR.finditer(rest)]
    return found if found.is_denied or found.procedures or found.modifiers else None


def _cut(pattern: re.Pattern[str], text: str, take: object) -> str:
    def one(match: re.Match[str]) -> str:
        take(match)  # type: ignore[operator]
        return " "

    return pattern.sub(one, text)


def _services(text: str, found: _Found) -> str:
    """Procedures with the modifiers behind them; what follows these is left for the other patterns."""

    def one(match: re.Match[str]) -> str:
        found.procedures.append(match["code"].upper())
        kept, end = _behind(match["rest"])
        found.modifiers += kept
        return f" {match['rest'][end:]} "

    return _SERVICE.sub(one, text)


def _behind(rest: str) -> tuple[list[str], int]:
    """(modifiers, where they end) of what stands behind a procedure: up to four, up to the first that is none."""
    pairs = list(_PAIR.finditer(rest))
    kept: list[str] = []
    end = 0
    for pair in pairs[:4]:
        code = pair.group().upper()
        if not _is_modifier(pair.group()):
            break
        kept.append(code)
        end = pair.end()
    return kept, end


def _modifiers(text: str) -> Iterator[str]:
    return (pair.group().upper() for pair in _PAIR.finditer(text) if _is_modifier(pair.group()))


def _is_modifier(typed: str) -> bool:
    """Whether two characters can be a modifier: 22 to 99, or beginning with a letter and not a word of prose."""
    if typed[0].isdigit():
        return _NUMERIC.fullmatch(typed) is not None or typed[1:].upper() == "P"
    return typed.isupper() or typed.upper() not in _WORDS


def _is_codes_only(rest: str) -> bool:
    return all(word.lower() in _KNOWN_WORDS for word in _WORD.findall(rest))
