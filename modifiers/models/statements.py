"""The ordered rows of every other subject, and the table that says whose rows are whose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models

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
    Payer: (PayerStatement,),
    DenialCode: (DenialCodeStatement,),
    Comparison: (ComparisonStatement, ComparisonQuestion),
    Page: (PageSection,),
}


def row_models(subject: type[Subject]) -> Sequence[type[Row]]:
    """The models of a subject's ordered rows; empty for subjects that are only names."""
    return _ROWS.get(subject, ())


__all__ = ["DenialCodeStatement", "FamilyGuidance", "PageSection", "PayerStatement", "row_models"]
