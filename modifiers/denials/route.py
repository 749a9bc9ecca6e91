"""The answer: the road, the statements on which it rests, and what goes with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from modifiers.documents import DenialCodeDocument, FamilyDocument, ModifierDocument, PayerDocument, Statement
from modifiers.documents.parts import Resolution

from .deadlines import Deadline
from .facts import Adjustment

Rule = Literal[
    "settles", "settled_no_appeal", "ended", "edit_closed", "edit_open", "edit_absent", "decides", "reason", "group",
    "nothing_to_add", "weighs", "refers", "informs", "unknown",
]  # fmt: skip
"""Which rule of the router spoke, strongest first (docs/adr/0018)."""


@dataclass(frozen=True, slots=True)
class Published:
    """What the router may rest on: the published documents, by key. ``payers`` are in the order to be told in."""

    denial_codes: Mapping[str, DenialCodeDocument]
    modifiers: Mapping[str, ModifierDocument]
    families: Mapping[str, FamilyDocument]
    payers: tuple[PayerDocument, ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """A published statement and its place: kind and key of the subject, and the list that holds it."""

    kind: str
    key: str
    part: str
    statement: Statement

    @property
    def name(self) -> str:
        """Its one name: ``denial_code/carc-97/first_action/first-step``."""
        return f"{self.kind}/{self.key}/{self.part}/{self.statement.key}"


@dataclass(frozen=True, slots=True)
class Said:
    """A code of the line: its slug, and what it means where we have a page of it."""

    code: str
    name: str = ""
    meaning: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True)
class Other:
    """Another road that may be right, and the statement that says when."""

    road: Resolution
    when: Cited


@dataclass(frozen=True, slots=True)
class Route:
    """The way out of one denied line.

    Attributes:
        road: where to go; None when the codes do not show it.
        rule: which rule of the router spoke, and ``subject``: the code or modifier that it spoke of.
        adjustment: the adjustment of the line that the answer is about.
        because: the statements on which the road rests, the one that says most first.
        also: other roads, each with when.
        said: what the payer said, code by code.
        happens: why this happens with the modifiers on the line.
        evidence: what the record must show, by the modifiers' checklists.
        modifiers: the modifiers of the line, then those that take their place.
        deadlines: how long the road is open.
        warnings: sentences on what does not fit together.
        clashes: statements on modifiers of the line that never stand together.
    """

    road: Resolution | None
    rule: Rule
    subject: str
    adjustment: Adjustment
    because: tuple[Cited, ...] = ()
    also: tuple[Other, ...] = ()
    said: tuple[Said, ...] = ()
    happens: tuple[Cited, ...] = ()
    evidence: tuple[Cited, ...] = ()
    modifiers: tuple[str, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    warnings: tuple[str, ...] = ()
    clashes: tuple[Cited, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The keys of all sources behind the road, in the order of its statements."""
        cited = (*self.because, *(other.when for other in self.also))
        keys = dict.fromkeys(key for each in cited for key in each.statement.sources)
        keys |= dict.fromkeys(key for each in self.deadlines for key in each.limit.sources)
        return tuple(keys)
