"""The router's fields, as a form, an address or a program fills them: text → facts, or what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from modifiers.codes import CodeError, DenialCode, ModifierCode, ProcedureCode

from .facts import PAYER_KINDS, Adjustment, Edit, Line, PayerKind

CODES = ("group", "carc", "rarc", "modifier", "procedure")
"""Fields that hold codes and nothing else: with ``payer`` and ``indicator`` they may stand in an address."""

NAMES = (*CODES, "payer", "indicator", "service", "notice")
MOST = 8
"""Codes that one field holds."""

INDICATORS: dict[str, Edit] = {
    "": Edit(),
    "0": Edit("live", "0"),
    "1": Edit("live", "1"),
    "9": Edit("live", "9"),
    "none": Edit("no_edit"),
}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_GROUP = re.compile(r"CO|OA|PR|PI|CR")
_GROUPED = re.compile(r"(CO|OA|PR|PI|CR)[-:]?(.+)")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the fields say. ``wrong``: field → a sentence that does not repeat what was typed."""

    line: Line = field(default_factory=Line)
    payer_kind: PayerKind = "unknown"
    edit: Edit = field(default_factory=Edit)
    service_on: date | None = None
    notice_on: date | None = None
    wrong: Mapping[str, str] = field(default_factory=dict)


def read(given: Mapping[str, str]) -> Asked:
    """Read the fields; one that cannot be read is left out and named.

    Args:
        given: field → text. Several codes stand in one field with spaces or commas between.
    """
    wrong: dict[str, str] = {}

    def codes(name: str, parse: Callable[[str], Any], hint: str) -> list[Any]:
        found = []
        pieces = [piece for piece in re.split(r"[\s,;/+]+", given.get(name, "")) if piece]
        for piece in pieces[:MOST]:
            try:
                found.append(parse(piece))
            except CodeError:
                wrong[name] = hint
        if len(pieces) > MOST:
            wrong[name] = f"At most {MOST} codes fit here."
        return found

    groups = codes("group", _group, "A group is one of CO, PR, OA, PI and CR.")
    group = groups[0] if groups else ""
    reasons = codes("carc", lambda piece: _reason(piece, group), "A reason code looks like 97, 236 or B15.")
    remarks = codes("rarc", _remark, "A remark code looks like N519, M80 or MA130.")
    modifiers = codes("modifier", lambda p: ModifierCode.parse(p).value, "A modifier has two characters, such as 59.")
    procedures = codes(
        "procedure", lambda p: ProcedureCode.parse(p).value, "A procedure code has five characters, such as 97140."
    )
    adjustments = reasons or ([Adjustment(group)] if group else [])
    line = Line(_once(adjustments), _once(remarks), _once(procedures), _once(modifiers))
    payer = given.get("payer", "") or "unknown"
    if payer not in PAYER_KINDS:
        wrong["payer"], payer = "Choose one of the payers listed.", "unknown"
    indicator = given.get("indicator", "")
    if indicator not in INDICATORS:
        wrong["indicator"], indicator = "An indicator is 0, 1 or 9.", ""
    service, notice = (_day(given.get(name, ""), name, wrong) for name in ("service", "notice"))
    return Asked(line, payer, INDICATORS[indicator], service, notice, wrong)  # type: ignore[arg-type]


def _once(codes: list[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(codes))


def _group(piece: str) -> str:
    if not _GROUP.fullmatch(piece.upper()):
        raise CodeError("no group")
    return piece.upper()


def _reason(piece: str, group: str) -> Adjustment:
    found = _GROUPED.fullmatch(piece.upper())
    own, code = (found[1], found[2]) if found else (group, piece)
    parsed = DenialCode.parse(f"carc {code}")
    if parsed.system != "carc":
        raise CodeError("no reason code")
    return Adjustment(own, parsed.value)


def _remark(piece: str) -> str:
    parsed = DenialCode.parse(piece)
    if parsed.system != "rarc":
        raise CodeError("no remark code")
    return parsed.value


def _day(text: str, name: str, wrong: dict[str, str]) -> date | None:
    if not (typed := text.strip()):
        return None
    try:
        if found := _ISO.fullmatch(typed):
            return date(*map(int, found.groups()))
        if found := _AMERICAN.fullmatch(typed):
            month, day, year = map(int, found.groups())
            return date(year, month, day)
    except ValueError:
        pass
    wrong[name] = "Write the day as 2026-11-23 or 11/23/2026."
    return None


def merged(lines: tuple[Line, ...], typed: Line) -> tuple[Line, ...]:
    """The one line that was read with the codes of the fields added to it; nothing if neither bears a denial."""
    first = lines[0] if lines else Line()
    both = replace(
        first,
        adjustments=_once([*first.adjustments, *typed.adjustments]),
        remarks=_once([*first.remarks, *typed.remarks]),
        procedures=_once([*first.procedures, *typed.procedures]),
        modifiers=_once([*first.modifiers, *typed.modifiers]),
    )
    return (both,) if both.is_denied else ()


def query(line: Line, payer_kind: str = "unknown", edit: Edit | None = None) -> list[tuple[str, str]]:
    """The codes of a line as the parameters of an address: no dates, and nothing that was typed."""
    groups = {adjustment.group for adjustment in line.adjustments}
    one = groups.pop() if len(groups) == 1 else ""
    reasons = [a.reason if one or not a.group else f"{a.group}-{a.reason}" for a in line.adjustments if a.reason]
    found = [
        ("group", one),
        ("carc", " ".join(reasons)),
        ("rarc", " ".join(line.remarks)),
        ("modifier", " ".join(line.modifiers)),
        ("procedure", " ".join(line.procedures)),
        ("payer", "" if payer_kind == "unknown" else payer_kind),
        ("indicator", next((key for key, known in INDICATORS.items() if known == edit), "")),
    ]
    return [(name, value.lower()) for name, value in found if value]
