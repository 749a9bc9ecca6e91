"""The parts of which documents are made: statements, in all their kinds.

A statement is the smallest thing that a page says and that can be cited: one list item, one
paragraph, one note. It has a stable key (its anchor, whatever happens to its wording), the keys of
its sources, and the day on which it was last compared with them.

Text is plain text with one kind of markup, the cross-link ``[[…]]`` (see :mod:`.links`).
"""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from modifiers.codes import CodeError, DenialCode, ModifierCode


def _one_line(text: object) -> object:
    """Fold white space and composed characters, so that the same words are the same bytes."""
    if isinstance(text, str):
        return " ".join(unicodedata.normalize("NFC", text).split())
    return text


def _modifier_code(text: str) -> str:
    try:
        code = ModifierCode.parse(text).value
    except CodeError as error:
        raise ValueError(str(error)) from error
    if code != text:
        raise ValueError(f"write the modifier as {code}")
    return code


def _denial_slug(text: str) -> str:
    try:
        slug = DenialCode.parse(text).slug
    except CodeError as error:
        raise ValueError(str(error)) from error
    if slug != text:
        raise ValueError(f"write the denial code as {slug}")
    return slug


def _sorted_slugs(slugs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(slugs)))


def _sorted_modifiers(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(codes), key=lambda code: ModifierCode(code).sort_key))


def _sorted_denials(slugs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(slugs), key=lambda slug: DenialCode.parse(slug).sort_key))


Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=64)]
Line = Annotated[str, BeforeValidator(_one_line), Field(min_length=1, max_length=200)]
Text = Annotated[str, BeforeValidator(_one_line), Field(min_length=1, max_length=1200)]
ModifierValue = Annotated[str, AfterValidator(_modifier_code)]
DenialSlug = Annotated[str, AfterValidator(_denial_slug)]
ProcedureValue = Annotated[str, Field(pattern=r"^(?:[0-9]{5}|[0-9]{4}[FTUM]|[A-V][0-9]{4})$")]

# Sets, written as sorted tuples: their order says nothing, so it must not change the bytes.
Slugs = Annotated[tuple[Slug, ...], AfterValidator(_sorted_slugs)]
ModifierValues = Annotated[tuple[ModifierValue, ...], AfterValidator(_sorted_modifiers)]
DenialSlugs = Annotated[tuple[DenialSlug, ...], AfterValidator(_sorted_denials)]

Resolution = Literal[
    "corrected_claim", "new_claim", "reopening", "appeal", "no_appeal", "bill_patient", "write_off", "respond"
]
"""The way out of a denial. ``respond`` is an answer to a request for records, before any appeal."""

Weight = Literal["settles", "decides", "weighs", "refers", "informs"]
"""How much a code of the remittance says about the way out (docs/adr/0018): ``settles`` it whatever else is
on the line, ``decides`` it because it names the fault, ``weighs`` because the record and the modifier decide,
``refers`` to the remark beside it, or only ``informs``."""

ModifierWas = Literal["on_line", "left_off", "either"]
"""Where the modifier was when its denial happened: on the denied line, left off it, or either."""

ClockRoad = Literal["appeal", "reopening", "new_claim", "corrected_claim"]
"""The ways out that have a time limit."""

CountedFrom = Literal["notice", "previous_decision", "service"]
"""The day a time limit is counted from: of the remittance, of the decision appealed, of the service."""

Stance = Literal[
    "follows_medicare",
    "accepts",
    "requires",
    "prefers",
    "prefers_another",
    "refuses",
    "reduces",
    "reviews",
    "differs",
    "unknown",
]
"""What a payer does with a modifier, in one word. ``prefers`` means this modifier, ``prefers_another`` one
that the note names."""

Relation = Literal["more_specific", "commonly_confused", "used_together", "mutually_exclusive", "successor"]
"""How the second modifier of a pair stands to the first."""


class Part(BaseModel):
    """A frozen value that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Statement(Part):
    """One thing said, with its sources. ``key`` is unique within its list and never reused."""

    key: Slug
    text: Text
    sources: Slugs = ()
    checked_on: date | None = None


class Exclusion(Statement):
    """A case in which the modifier is wrong; ``instead`` names the modifiers that are right."""

    instead: ModifierValues = ()


class Denial(Statement):
    """A denial seen with the modifier: ``says`` is what the payer says, ``text`` why it happens,
    ``resolution`` and ``action`` the way out. ``modifier_was`` tells where the modifier was then, and
    ``edit_indicator`` the NCCI indicator that the denial presupposes (None when it presupposes none)."""

    says: Line
    codes: DenialSlugs = ()
    modifier_was: ModifierWas = "either"
    edit_indicator: Literal["0", "1"] | None = None
    resolution: Resolution
    action: Text


class PayerNote(Statement):
    """What one payer does with the modifier, and since when.

    ``topic`` is the question that the note answers across payers (a question's slug, None when it answers none);
    ``differs`` says that the payer departs from Medicare Part B.
    """

    payer: Slug
    stance: Stance
    topic: Slug | None = None
    differs: bool = False
    effective_on: date | None = None
    ended_on: date | None = None


class TimeLimit(Statement):
    """How long a way out is open: one of ``days``, ``months`` and ``years``, or none where that is not known.

    ``presumed_days`` is how long a notice is taken to travel where the rule counts from its receipt.
    ``amount`` is the least amount in dispute, in dollars, for requests of the year ``amount_year``.
    """

    name: Line
    road: ClockRoad
    days: Annotated[int, Field(ge=1, le=3660)] | None = None
    months: Annotated[int, Field(ge=1, le=120)] | None = None
    years: Annotated[int, Field(ge=1, le=10)] | None = None
    counted_from: CountedFrom
    presumed_days: Annotated[int, Field(ge=0, le=30)] = 0
    amount: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    amount_year: Annotated[int, Field(ge=2000, le=2100)] | None = None

    @model_validator(mode="after")
    def _says_one_length(self) -> Self:
        if sum(length is not None for length in (self.days, self.months, self.years)) > 1:
            raise ValueError("Give the time in days, in months or in years, not in two of them.")
        if (self.amount is None) != (self.amount_year is None):
            raise ValueError("An amount in dispute needs its year, and a year its amount.")
        return self


class SettingUse(Statement):
    """A setting or specialty in which the modifier is used, with typical procedure codes or pairs."""

    setting: Slug
    procedures: tuple[ProcedureValue, ...] = ()


class ClaimLine(Part):
    """One finished claim line. ``units`` counts services; ``note`` is ours, not part of the claim."""

    procedure: ProcedureValue
    modifiers: tuple[ModifierValue, ...] = Field(default=(), max_length=4)
    units: int = Field(default=1, ge=1, le=999)
    note: Annotated[str, BeforeValidator(_one_line), Field(max_length=200)] = ""


class Scenario(Statement):
    """A worked example. ``scene`` tells what happened, ``lines`` what was billed, ``text`` why it is right or wrong."""

    title: Line
    scene: Text
    is_right: bool
    lines: tuple[ClaimLine, ...] = ()


class Misconception(Statement):
    """Wrong advice in circulation (``claim``) and what is true (``text``), since when if it changed."""

    claim: Text
    since: date | None = None


class Related(Statement):
    """A pair of modifiers, written once, shown on both pages. ``text`` tells the two apart and names both."""

    code: ModifierValue
    kind: Relation


class Answer(Part):
    """One answer to a question of a decision guide, and where it leads: to the ``question`` with that key, to
    ``codes`` with the ``reason`` why, or to neither, which is none of these and a ``reason`` that says what to do."""

    text: Annotated[str, BeforeValidator(_one_line), Field(min_length=1, max_length=120, pattern=r"^[^>→]+$")]
    question: Slug | None = None
    codes: ModifierValues = ()
    reason: Annotated[str, BeforeValidator(_one_line), Field(max_length=300)] = ""

    @property
    def is_exit(self) -> bool:
        """Whether it leads to none of the codes."""
        return self.question is None and not self.codes

    @model_validator(mode="after")
    def _leads_one_way(self) -> Self:
        if self.question and (self.codes or self.reason):
            raise ValueError("An answer leads to a question, or to codes with a reason, not to both.")
        if not self.question and not self.reason:
            raise ValueError("Say in one line why, or what to do instead.")
        return self


class Question(Statement):
    """A question of a decision guide. ``text`` asks it; its sources hold for the answers too."""

    answers: Annotated[tuple[Answer, ...], Field(min_length=2, max_length=6)]


class Term(Statement):
    """A term of the field: its ``name``, other spellings of it (``also``), and what it means (``text``).

    A spelling with a capital is found in prose as it is written, one without also at the beginning of a sentence.
    """

    name: Line
    also: Annotated[tuple[Line, ...], Field(max_length=12)] = ()


class Section(Part):
    """A headed part of a plain page."""

    key: Slug
    heading: Line
    paragraphs: tuple[Text, ...]


class Source(Part):
    """Where a statement comes from, as it was when the edition was frozen.

    ``document_date`` is the date that the document bears (a year or month is allowed: ``2024-02``);
    ``checked_on`` the day on which it was last consulted; ``url`` may be empty for print only.
    """

    key: Slug
    title: Line
    publisher: Line
    kind: Literal["cms", "government", "contractor", "payer", "society", "trade", "standards"]
    url: Annotated[str, Field(pattern=r"^(?:https?://[^\s<>\"]+)?$", max_length=500)] = ""
    section: Annotated[str, BeforeValidator(_one_line), Field(max_length=200)] = ""
    document_date: Annotated[str, Field(pattern=r"^(?:\d{4}(?:-\d{2}(?:-\d{2})?)?)?$")] = ""
    checked_on: date
    note: Annotated[str, BeforeValidator(_one_line), Field(max_length=300)] = ""
