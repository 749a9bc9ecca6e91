"""The ordered rows of every other subject, and the table that says whose rows are whose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from modifiers import documents
from modifiers.documents import parts

from .comparison import Comparison, ComparisonQuestion, ComparisonStatement
from .denial_code import DenialCode
from .family import Family
from .modifier import Modifier
from .modifier_rows import (
    ChecklistItem,
    DenialReason,
    Exclusion,
    Misconception,
    Paragraph,
    PayerNote,
    RelatedModifier,
    Scenario,
    SettingUse,
    UseCase,
)
from .page import Page
from .payer import Payer
from .row import Row, StatementRow, list_rules
from .subject import Subject


class FamilyGuidance(StatementRow):
    """A statement that holds for all members of a family, shown in one part of their pages."""

    class Part(models.TextChoices):
        GUIDANCE = "guidance", "What they share"
        MEANING = "meaning", "What it means"
        WHEN_TO_USE = "when_to_use", "Use when"
        CHECKLIST = "checklist", "Documentation checklist"
        DO_NOT_USE = "do_not_use", "Do NOT use when"
        ON_THE_CLAIM = "on_the_claim", "On the claim"
        OPENS_EDIT = "opens_edit", "Opens an edit when"
        PAYMENT_EFFECT = "payment_effect", "What it does to payment"
        HOW_TO_APPEAL = "how_to_appeal", "How to appeal"
        AUDIT_NOTES = "audit_notes", "Audit notes"

    owner_field = "family"
    fills = None
    part = models.CharField(max_length=14, choices=Part, default=Part.GUIDANCE)
    family = models.ForeignKey(Family, on_delete=models.CASCADE, related_name="guidance")

    class Meta:
        ordering = ("part", "position")
        constraints = list_rules("family", by_part=True)
        verbose_name_plural = "family guidance"


class PayerStatement(StatementRow):
    """A statement on a payer that holds across modifiers."""

    owner_field = "payer"
    fills = "notes"
    payer = models.ForeignKey(Payer, on_delete=models.CASCADE, related_name="notes")

    class Meta:
        ordering = ("position",)
        constraints = list_rules("payer")


class PayerTimeLimit(StatementRow):
    """How long a way out is open at a payer: a level of appeal, or another time limit."""

    class Part(models.TextChoices):
        APPEAL_LEVELS = "appeal_levels", "Levels of appeal"
        TIME_LIMITS = "time_limits", "Other time limits"

    class Road(models.TextChoices):
        APPEAL = "appeal", "Appeal"
        REOPENING = "reopening", "Reopening"
        NEW_CLAIM = "new_claim", "New claim"
        CORRECTED_CLAIM = "corrected_claim", "Corrected claim"

    class CountedFrom(models.TextChoices):
        NOTICE = "notice", "the remittance"
        PREVIOUS_DECISION = "previous_decision", "the decision before"
        SERVICE = "service", "the service"

    owner_field = "payer"
    fills = None
    part_class: ClassVar[type[documents.Statement]] = parts.TimeLimit
    payer = models.ForeignKey(Payer, on_delete=models.CASCADE, related_name="limits")
    part = models.CharField(max_length=13, choices=Part)
    name = models.CharField(max_length=200)
    road = models.CharField("way out", max_length=15, choices=Road)
    days = models.PositiveSmallIntegerField(null=True, blank=True)
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    years = models.PositiveSmallIntegerField(null=True, blank=True)
    counted_from = models.CharField(max_length=17, choices=CountedFrom)
    presumed_days = models.PositiveSmallIntegerField(
        default=0, help_text="Days that a notice is taken to travel, where the rule counts from its receipt."
    )
    amount = models.PositiveIntegerField(
        null=True, blank=True, help_text="The least amount in dispute, in dollars; empty for none."
    )
    amount_year = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The year of the request for which the amount holds."
    )

    _OWN = ("name", "road", "days", "months", "years", "counted_from", "presumed_days", "amount", "amount_year")

    class Meta:
        ordering = ("part", "position")
        constraints = [
            *list_rules("payer", by_part=True),
            models.CheckConstraint(
                condition=Q(amount__isnull=True, amount_year__isnull=True)
                | Q(amount__isnull=False, amount_year__isnull=False),
                name="payer_limit_amount_has_a_year",
            ),
        ]

    def part_values(self) -> dict[str, Any]:
        return {**super().part_values(), **{name: getattr(self, name) for name in self._OWN}}

    @classmethod
    def values_of(cls, part: Any, field: str) -> dict[str, Any]:
        return {**super().values_of(part, field), **{name: getattr(part, name) for name in cls._OWN}}


class DenialCodeStatement(StatementRow):
    """A statement on a denial code."""

    class Part(models.TextChoices):
        MEANING = "meaning", "What it means"
        FIRST_ACTION = "first_action", "What to do first"
        APPEAL_NOTE = "appeal_note", "Whether it can be appealed"

    owner_field = "denial_code"
    fills = None
    denial_code = models.ForeignKey(DenialCode, on_delete=models.CASCADE, related_name="statements")
    part = models.CharField(max_length=12, choices=Part)

    class Meta:
        ordering = ("part", "position")
        constraints = list_rules("denial_code", by_part=True)


class PageSection(Row):
    """A headed part of a plain page. Paragraphs are separated by a blank line."""

    owner_field = "page"
    fills = "sections"
    part_class = parts.Section
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="sections")
    heading = models.CharField(max_length=200)
    text = models.TextField(help_text="Leave a blank line between paragraphs.")

    class Meta:
        ordering = ("position",)
        constraints = list_rules("page")

    def __str__(self) -> str:
        return self.heading

    def part_values(self) -> dict[str, Any]:
        paragraphs = tuple(block for block in self.text.replace("\r\n", "\n").split("\n\n") if block.strip())
        return {"key": self.key, "heading": self.heading, "paragraphs": paragraphs}

    @classmethod
    def values_of(cls, part: Any, field: str) -> dict[str, Any]:
        return {**super().values_of(part, field), "heading": part.heading, "text": "\n\n".join(part.paragraphs)}


class PageTerm(StatementRow):
    """A term of the glossary, which is the page of that name."""

    owner_field = "page"
    fills = "terms"
    part_class: ClassVar[type[documents.Statement]] = parts.Term
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="terms")
    name = models.CharField(max_length=200)
    also = models.TextField(
        "other spellings", blank=True, help_text="One a line. A spelling with a capital is found only as it is written."
    )

    class Meta:
        ordering = ("position",)
        constraints = list_rules("page")

    def __str__(self) -> str:
        return self.name

    def part_values(self) -> dict[str, Any]:
        also = tuple(line for line in self.also.splitlines() if line.strip())
        return {**super().part_values(), "name": self.name, "also": also}

    @classmethod
    def values_of(cls, part: Any, field: str) -> dict[str, Any]:
        return {**super().values_of(part, field), "name": part.name, "also": "\n".join(part.also)}


_ROWS: dict[type[Subject], tuple[type[Row], ...]] = {
    Modifier: (
        UseCase,
        Exclusion,
        ChecklistItem,
        Paragraph,
        DenialReason,
        PayerNote,
        RelatedModifier,
        Scenario,
        Misconception,
        SettingUse,
    ),
    Family: (FamilyGuidance,),
    Payer: (PayerStatement, PayerTimeLimit),
    DenialCode: (DenialCodeStatement,),
    Comparison: (ComparisonStatement, ComparisonQuestion),
    Page: (PageSection, PageTerm),
}


def row_models(subject: type[Subject]) -> Sequence[type[Row]]:
    """The models of a subject's ordered rows; empty for subjects that are only names."""
    return _ROWS.get(subject, ())


__all__ = [
    "DenialCodeStatement",
    "FamilyGuidance",
    "PageSection",
    "PageTerm",
    "PayerStatement",
    "PayerTimeLimit",
    "row_models",
]
