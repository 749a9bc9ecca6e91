"""The document of one modifier: everything that its page says."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

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


class ModifierDocument(Document):
    """A CPT or HCPCS Level II modifier.

    ``identity_sources`` are the sources of name, summary, dates and NCCI status.
    ``effective_on`` is the first, ``ended_on`` the last date of service on which the code may be
    used (HCPCS Level II file, "date added" and "termination date"); None means not known to us, or
    not ended. ``related`` holds each pair once, on one of the two modifiers.
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
    payment_effect: tuple[Statement, ...] = ()
    denials: tuple[Denial, ...] = ()
    how_to_appeal: tuple[Statement, ...] = ()
    payer_notes: tuple[PayerNote, ...] = ()
    audit_notes: tuple[Statement, ...] = ()
    related: tuple[Related, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    misconceptions: tuple[Misconception, ...] = ()
    where_used: tuple[SettingUse, ...] = ()
