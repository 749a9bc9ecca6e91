"""The document of one modifier: everything that its page says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field

from .base import Depth, Document
from .parts import (
    Denial,
    Exclusion,
    Line,
    Misconception,
    ModifierValue,
    PayerNote,
    Related,
    Scenario,
    SettingUse,
    Slug,
    Slugs,
    Statement,
    _one_line,
)

if TYPE_CHECKING:
    from .subjects import FamilyDocument


PAIR_KINDS: Mapping[str, str] = {
    "any-pair": "any pair",
    "visit": "a visit with a procedure or another service",
    "both-sides": "two codes done on two sides of the body",
    "timed-therapy": "two therapy codes that are billed by time",
    "laboratory": "two laboratory codes, such as a panel and one of its tests",
    "same-day-hospital-visits": "two visits to one hospital's outpatient departments on one day",
    "global-period": "a service in the global period of an earlier procedure",
}
"""Key of a statement of ``opens_edit`` → the kind of code pair for which it is the test."""


class ModifierDocument(Document):
    """A CPT or HCPCS Level II modifier.

    ``identity_sources`` are the sources of name, summary, dates and NCCI status.
    ``effective_on`` is the first, ``ended_on`` the last date of service on which the code may be
    used (HCPCS Level II file, "date added" and "termination date"); None means not known to us, or
    not ended. ``related`` holds each pair once, on one of the two modifiers.

    ``opens_edit`` says, in one sentence each, under which test an NCCI-associated modifier opens a
    procedure-to-procedure edit with modifier indicator 1; no other modifier has it. The key of a
    statement names the kind of pair for which it is the test, one of :data:`PAIR_KINDS`. ``any-pair``
    is the test for every pair for which no other statement of the modifier is.
    """

    key_field: ClassVar[str] = "code"

    kind: Literal["modifier"] = "modifier"
    code: ModifierValue
    name: Line
    system: Literal["CPT", "HCPCS Level II"]
    depth: Depth = "full"
    summary: Annotated[str, BeforeValidator(_one_line), Field(min_length=1, max_length=155)]
    identity_sources: Slugs = ()
    family: Slug | None = None
    topics: Slugs = ()
    is_ncci_associated: bool = False
    effective_on: date | None = None
    ended_on: date | None = None
    successor: ModifierValue | None = None
    search_terms: tuple[Line, ...] = ()

    meaning: tuple[Statement, ...] = ()
    when_to_use: tuple[Statement, ...] = ()
    checklist: tuple[Statement, ...] = ()
    do_not_use: tuple[Exclusion, ...] = ()
    on_the_claim: tuple[Statement, ...] = ()
    opens_edit: tuple[Statement, ...] = ()
    payment_effect: tuple[Statement, ...] = ()
    denials: tuple[Denial, ...] = ()
    how_to_appeal: tuple[Statement, ...] = ()
    payer_notes: tuple[PayerNote, ...] = ()
    audit_notes: tuple[Statement, ...] = ()
    related: tuple[Related, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    misconceptions: tuple[Misconception, ...] = ()
    where_used: tuple[SettingUse, ...] = ()

    def edit_tests(self, family: FamilyDocument | None = None) -> tuple[Statement, ...]:
        """The tests under which it opens an edit: its own, then those of its family for all members.

        Empty for a modifier that is not NCCI-associated, whatever its family says: a family may hold both kinds.
        """
        if not self.is_ncci_associated:
            return ()
        return (*self.opens_edit, *(family.opens_edit if family else ()))
