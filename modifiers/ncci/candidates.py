"""Which NCCI-associated modifiers can open an edit for two codes, best first. Pure.

The list is that of the NCCI policy manual, chapter I: anatomic (E1 to E4, FA to F9, TA to T9, LT, RT, LC, LD, LM, RC,
RI), global surgery (24, 25, 57, 58, 78, 79), other (27, 59, 91, XE, XP, XS, XU). More specific ones stand before less
specific ones, and 59 last of its group, as the same chapter and CMS's article on 59 ask. Whether one is right only the
record can say: each candidate comes with its test, which the catalogue holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from .kinds import CodeKind
from .records import FeeIndicators

Group = Literal["visit", "anatomic", "distinct", "global", "repeat"]
TestKey = Literal[
    "any-pair", "visit", "both-sides", "timed-therapy", "laboratory", "same-day-hospital-visits", "global-period"
]
"""For which kind of pair a test is written: the keys of the part ``opens_edit`` of a modifier's document."""

ANATOMIC = {
    "coronary-arteries": ("LC", "LD", "LM", "RC", "RI"),
    "eyelids": ("E1", "E2", "E3", "E4"),
    "fingers": ("FA", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9"),
    "toes": ("TA", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9"),
    "side-of-body": ("LT", "RT"),
}
"""Family of anatomic modifiers → its members."""

_DECISION = "57"
_BESIDE_A_SERVICE = "25"
_MAJOR = "090"
_MINOR = ("000", "010", "XXX")
_SIDES = "side-of-body"
_HAS_SIDES = frozenset("123")
"""Bilateral indicators of codes that a side can be told of; with 0 and 9 it cannot (:mod:`.indicators`)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A modifier, or a family of which one member fits, that can open the edit when the record supports it.

    ``goes_on`` are the codes that it can stand on; ``test`` says which of its tests applies; ``family`` is set where
    ``codes`` are a family; ``condition`` is what must hold beside the pair itself, in words that can follow “only”.
    Candidates with a condition stand after those without.
    """

    codes: tuple[str, ...]
    group: Group
    test: TestKey
    goes_on: tuple[str, ...]
    family: str = ""
    condition: str = ""


_OF_ANOTHER = "in the global period of another, earlier surgery by the same physician"
"""24 is about a visit on a later day than a surgery's, so never about the surgery beside which it is billed (CMS on
global surgery, ``cms-gs``; Noridian on 24, ``nor-24``)."""
_OF_THE_FIRST = "in the global period of the earlier procedure"


def candidates(
    column_one: str,
    column_two: str,
    *,
    either_column: bool,
    is_hospital: bool,
    fees: dict[str, FeeIndicators] | None = None,
) -> tuple[Candidate, ...]:
    """What can open an edit with indicator 1 between two codes.

    Args:
        column_one: the code of column one.
        column_two: the code of column two.
        either_column: whether 59 and X{EPSU} may stand on either code; else on column two alone.
        is_hospital: whether it is an outpatient hospital claim, where 27 tells visits apart.
        fees: the fee-schedule indicators by code, as far as they are loaded.
    """
    one, two = CodeKind(column_one), CodeKind(column_two)
    known = fees or {}
    if one.is_visit or two.is_visit:
        return tuple(_for_visits(one, two, is_hospital, known))
    on = (column_one, column_two) if either_column else (column_two,)
    return (*_anatomic(one, two, known), *_distinct(one, two, on), *_others(one, two))


def _for_visits(one: CodeKind, two: CodeKind, is_hospital: bool, fees: dict[str, FeeIndicators]) -> Iterator[Candidate]:
    visits = tuple(each.code for each in (one, two) if each.is_visit)
    if len(visits) == 2:
        if is_hospital:
            yield Candidate(("27",), "visit", "same-day-hospital-visits", visits)
        for_problems = tuple(each.code for each in (one, two) if not each.is_preventive_visit)
        yield Candidate(("25",), "visit", "visit", for_problems or visits)
        return
    other = two if one.is_visit else one
    yield from (Candidate((code,), "visit", "visit", visits) for code in _beside(other, fees.get(other.code)))
    if other.is_surgery:
        yield Candidate(("24",), "visit", "global-period", visits, condition=_OF_ANOTHER)


def _beside(other: CodeKind, fee: FeeIndicators | None) -> tuple[str, ...]:
    """25 or 57: the global days of the other service decide (NCCI policy manual, chapter I), where they are known."""
    if not other.is_surgery or (fee is not None and fee.global_days in _MINOR):
        return (_BESIDE_A_SERVICE,)
    return (_DECISION,) if fee is not None and fee.global_days == _MAJOR else (_BESIDE_A_SERVICE, _DECISION)


def _anatomic(one: CodeKind, two: CodeKind, fees: dict[str, FeeIndicators]) -> Iterator[Candidate]:
    """Families that both codes can bear: the two services may have been on different ones of the parts."""
    for site, members in ANATOMIC.items():
        if all(_bears(site, kind, fees.get(kind.code)) for kind in (one, two)):
            test: TestKey = "both-sides" if site == _SIDES else "any-pair"
            yield Candidate(members, "anatomic", test, (one.code, two.code), family=site)


def _bears(site: str, kind: CodeKind, fee: FeeIndicators | None) -> bool:
    """Whether modifiers of a part of the body can stand on a code."""
    if site == _SIDES and fee is not None:
        return fee.bilateral in _HAS_SIDES
    return site in kind.sites


def _distinct(one: CodeKind, two: CodeKind, on: tuple[str, ...]) -> Iterator[Candidate]:
    if one.is_therapy and two.is_therapy:
        # Separate time blocks are the only ground that two therapy codes usually have.
        yield Candidate(("59",), "distinct", "timed-therapy", on)
        for code in ("XE", "XU", "XP", "XS"):
            yield Candidate((code,), "distinct", "any-pair", on)
        return
    order = ("XE", "XU", "XP", "XS") if one.is_laboratory or two.is_laboratory else ("XS", "XE", "XP", "XU")
    for code in (*order, "59"):
        yield Candidate((code,), "distinct", "any-pair", on)


def _others(one: CodeKind, two: CodeKind) -> Iterator[Candidate]:
    both = (one.code, two.code)
    if one.is_laboratory and two.is_laboratory:
        yield Candidate(("91",), "repeat", "laboratory", both)
    if one.is_surgery and two.is_surgery:
        for code in ("58", "78", "79"):
            yield Candidate((code,), "global", "global-period", both, condition=_OF_THE_FIRST)
