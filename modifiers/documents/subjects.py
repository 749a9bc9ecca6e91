"""The documents of everything that is not a modifier."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from modifiers.codes import DenialCode

from .base import Document, Named
from .parts import DenialSlug, DenialSlugs, Line, Resolution, Section, Slug, Slugs, Statement, Term, TimeLimit, Weight

FAMILY_PARTS = (
    "meaning",
    "when_to_use",
    "checklist",
    "do_not_use",
    "on_the_claim",
    "opens_edit",
    "payment_effect",
    "how_to_appeal",
    "audit_notes",
)
"""The parts of a modifier's page that its family can fill for all members."""


class FamilyDocument(Named):
    """Modifiers that share guidance, written once and shown on every member's page.

    ``guidance`` has a part of its own on the member's page; each other list is shown in the part of the
    same name (:data:`FAMILY_PARTS`), below what the member itself says there. ``opens_edit`` holds for the
    members that are NCCI-associated.
    """

    kind: Literal["family"] = "family"
    identity_sources: Slugs = ()
    guidance: tuple[Statement, ...] = ()
    meaning: tuple[Statement, ...] = ()
    when_to_use: tuple[Statement, ...] = ()
    checklist: tuple[Statement, ...] = ()
    do_not_use: tuple[Statement, ...] = ()
    on_the_claim: tuple[Statement, ...] = ()
    opens_edit: tuple[Statement, ...] = ()
    payment_effect: tuple[Statement, ...] = ()
    how_to_appeal: tuple[Statement, ...] = ()
    audit_notes: tuple[Statement, ...] = ()

    def shared(self, part: str) -> tuple[Statement, ...]:
        """What all members say in a part of their page; empty for parts that a family cannot fill."""
        return getattr(self, part) if part in FAMILY_PARTS else ()


class DenialCodeDocument(Document):
    """A group code, CARC or RARC in our own words.

    ``can_appeal`` answers whether a decision that carries the code can be appealed as a rule;
    ``often_with`` names codes that are seen beside it. ``road`` is the usual way out where this code has the say,
    ``road_elsewhere`` that at payers other than Medicare where it differs, and ``weight`` how much say it has beside
    others. ``rests_on_edit`` tells that the ground may be an edit of a code pair, whose indicator has to be looked up.
    """

    key_field: ClassVar[str] = "code"

    kind: Literal["denial_code"] = "denial_code"
    code: DenialSlug
    name: Line
    identity_sources: Slugs = ()
    can_appeal: Literal["yes", "no", "depends", "unknown"] = "unknown"
    road: Resolution | None = None
    road_elsewhere: Resolution | None = None
    weight: Weight = "weighs"
    rests_on_edit: bool = False
    meaning: tuple[Statement, ...] = ()
    first_action: tuple[Statement, ...] = ()
    appeal_note: tuple[Statement, ...] = ()
    often_with: DenialSlugs = ()
    official_url: Annotated[str, Field(pattern=r"^(?:https?://[^\s<>\"]+)?$", max_length=500)] = ""

    @property
    def parsed(self) -> DenialCode:
        """The code as a value object."""
        return DenialCode.parse(self.code)


class PayerDocument(Named):
    """A payer or kind of payer. ``notes`` hold what is true of it across modifiers.

    ``appeal_levels`` are the levels in which a decision can be appealed, in order, and ``time_limits`` how long
    the other ways out are open. ``is_general`` marks the one page of a kind that answers for it where the payer
    is not known more closely.
    """

    kind: Literal["payer"] = "payer"
    identity_sources: Slugs = ()
    payer_kind: Literal["medicare", "medicaid", "federal", "commercial", "workers_compensation"]
    is_general: bool = False
    notes: tuple[Statement, ...] = ()
    appeal_levels: tuple[TimeLimit, ...] = ()
    time_limits: tuple[TimeLimit, ...] = ()


class TopicDocument(Named):
    """A question that modifiers answer (which side, distinct service, global period …): one way in."""

    needs_sources: ClassVar[bool] = False
    kind: Literal["topic"] = "topic"


class SettingDocument(Named):
    """A setting or specialty in which modifiers are used."""

    needs_sources: ClassVar[bool] = False
    kind: Literal["setting"] = "setting"


class QuestionDocument(Named):
    """A question that coders ask of every payer: ``name`` in two or three words, ``summary`` in full.

    Payer notes answer it by naming it as their ``topic``. ``position`` is its place among the questions.
    """

    needs_sources: ClassVar[bool] = False
    kind: Literal["question"] = "question"
    position: Annotated[int, Field(ge=0, le=999)] = 0


class PageDocument(Document):
    """A plain page: about, editorial policy, disclaimer. It may state no billing rule, so it needs no source.

    The page ``glossary`` has ``terms``. Each says what a word means, and that has sources like any statement.
    """

    needs_sources: ClassVar[bool] = False

    kind: Literal["page"] = "page"
    slug: Slug
    name: Line
    summary: Annotated[str, Field(min_length=1, max_length=155)]
    sections: tuple[Section, ...] = ()
    terms: tuple[Term, ...] = ()
