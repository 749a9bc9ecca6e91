"""All pairs of the codes of one claim, and what to fix first. Pure.

Worst first: a pair that no modifier opens costs the line whatever is done; one that a modifier opens costs it if
nothing is done; one that cannot be told has to be looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Literal

from .records import Edit, FeeIndicators, Loaded
from .verdict import Verdict, judge

Urgency = Literal["never", "modifier", "unknown", "none"]

_ORDER: tuple[Urgency, ...] = ("never", "modifier", "unknown", "none")


def urgency(verdict: Verdict) -> Urgency:
    """What a verdict asks of whoever bills the claim."""
    if verdict.status == "live":
        return "modifier" if verdict.can_open else "never"
    return "unknown" if verdict.status == "not_loaded" else "none"


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One code of the claim. ``denied_by`` are the live edits in which it is the column two code, worst first."""

    code: str
    denied_by: tuple[Verdict, ...]

    @property
    def urgency(self) -> Urgency:
        """That of its worst edit."""
        return urgency(self.denied_by[0]) if self.denied_by else "none"


@dataclass(frozen=True, slots=True)
class Claim:
    """Every pair of the codes, worst first, and the lines that lose by them, worst first."""

    codes: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    lines: tuple[ClaimLine, ...]

    def between(self, one: str, two: str) -> Verdict:
        """The verdict on two of the codes.

        Raises:
            KeyError: if the claim does not have both.
        """
        for verdict in self.verdicts:
            if {verdict.first, verdict.second} == {one, two}:
                return verdict
        raise KeyError((one, two))


def judge_claim(
    codes: Sequence[str],
    on: date,
    loaded: Loaded | None,
    lines: Iterable[Edit],
    *,
    fees: dict[str, FeeIndicators] | None = None,
) -> Claim:
    """Judge every pair of the codes of a claim.

    Args:
        codes: different procedure codes, in the order of the claim.
        on: the date of service.
        loaded: the release that was asked; None if none of the set is loaded.
        lines: every line that it has for any two of the codes.
        fees: the fee-schedule indicators by code, as far as they are loaded.
    """
    by_pair: dict[frozenset[str], list[Edit]] = {}
    for line in lines:
        by_pair.setdefault(frozenset((line.column_one, line.column_two)), []).append(line)
    verdicts = [
        judge(one, two, on, loaded, by_pair.get(frozenset((one, two)), ()), fees=fees)
        for one, two in combinations(codes, 2)
    ]
    worst_first = tuple(sorted(verdicts, key=lambda verdict: _ORDER.index(urgency(verdict))))
    live = [verdict for verdict in worst_first if verdict.status == "live"]
    losing = [ClaimLine(code, tuple(each for each in live if each.column_two == code)) for code in codes]
    return Claim(
        tuple(codes),
        worst_first,
        tuple(sorted(losing, key=lambda line: (_ORDER.index(line.urgency), -len(line.denied_by)))),
    )
