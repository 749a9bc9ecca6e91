"""Modifiers and their lists."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from modifiers.models import (
    ChecklistItem,
    DenialReason,
    Exclusion,
    Misconception,
    Modifier,
    Paragraph,
    PayerNote,
    RelatedModifier,
    Scenario,
    SettingUse,
    UseCase,
)

from .hcpcs import HcpcsFilter
from .relations import RelatedForm
from .rows import RowInline, parts
from .subjects import REVIEW, SubjectAdmin

_FOOT = ("sources", ("key", "checked_on"))


class UseCases(RowInline):
    model = UseCase
    fields = ("position", "text", *_FOOT)
    verbose_name_plural = "use when"
    hint = "Two to six situations, each verifiable from the record."


class Exclusions(RowInline):
    model = Exclusion
    fields = ("position", "text", "instead", *_FOOT)
    verbose_name_plural = "do NOT use when"
    hint = "Three to seven, each beginning with “Do not”."


class Checklist(RowInline):
    model = ChecklistItem
    fields = ("position", "text", *_FOOT)
    verbose_name_plural = "documentation checklist"
    hint = "Three to six items that a reviewer can point to in the note."


class Paragraphs(RowInline):
    model = Paragraph
    fields = ("position", "text", *_FOOT)


class DenialReasons(RowInline):
    model = DenialReason
    fields = (
        "position",
        "says",
        "codes",
        ("modifier_was", "edit_indicator"),
        "text",
        ("resolution", "action"),
        *_FOOT,
    )
    verbose_name_plural = "common denials"
    hint = "What the payer says, why it happens, and the way out."


class PayerNotes(RowInline):
    model = PayerNote
    fields = ("position", ("payer", "stance"), "text", ("effective_on", "ended_on", "differs", "topic"), *_FOOT)
    verbose_name_plural = "payer notes"
    hint = "Medicare first; never a rule without a date."


class RelatedModifiers(RowInline):
    model = RelatedModifier
    form = RelatedForm
    fk_name = "modifier"
    fields = ("position", ("other", "kind"), "text", *_FOOT)
    verbose_name_plural = "related modifiers"
    hint = "Each pair is written once and shown on both pages."


class Scenarios(RowInline):
    model = Scenario
    fields = ("position", ("title", "is_right"), "scene", "lines", "text", *_FOOT)
    verbose_name_plural = "worked examples"
    hint = "Two to four, at least one of them wrong."


class Misconceptions(RowInline):
    model = Misconception
    fields = ("position", "claim", "text", "since", *_FOOT)
    verbose_name_plural = "you may have read"
    hint = "Wrong advice in circulation and what is true; only where we have the source."


class SettingUses(RowInline):
    model = SettingUse
    fields = ("position", ("setting", "procedures"), "text", *_FOOT)
    verbose_name_plural = "where it is used"


_MEANING, _CLAIM, _OPENS_EDIT, _PAYMENT, _APPEAL, _AUDIT = parts(
    Paragraphs,
    (Paragraph.Part.MEANING.value, "what it means", "One to three short paragraphs in our own words."),
    (Paragraph.Part.ON_THE_CLAIM.value, "on the claim", "Position, units, lines, what it must not be combined with."),
    (
        Paragraph.Part.OPENS_EDIT.value,
        "opens an edit when",
        "One sentence each: the test for a code pair with indicator 1. Only for NCCI-associated modifiers.",
    ),
    (Paragraph.Part.PAYMENT_EFFECT.value, "what it does to payment", "Only with a source and a date."),
    (Paragraph.Part.HOW_TO_APPEAL.value, "how to appeal", "For the case in which an appeal is right."),
    (Paragraph.Part.AUDIT_NOTES.value, "audit notes", ""),
)


@admin.register(Modifier)
class ModifierAdmin(SubjectAdmin):
    """The modifier's change form: its lists stand in the order of the public page."""

    list_display = ("badge", "name", "system", "family", "state_in_words", "review_in_words", "changed_at")
    list_display_links = ("badge", "name")
    list_select_related = ("family",)
    list_filter = (*SubjectAdmin.list_filter, HcpcsFilter, "system", "depth", "is_ncci_associated", "family", "topics")
    search_fields = ("code", "name", "summary", "search_terms")
    autocomplete_fields = ("family", "topics", "successor", "identity_sources")
    fieldsets = (
        (None, {"fields": (("code", "system", "depth"), "name", "summary", "identity_sources")}),
        (
            "Where it belongs",
            {
                "fields": (
                    ("family", "successor"),
                    "topics",
                    ("effective_on", "ended_on", "is_ncci_associated"),
                    "search_terms",
                )
            },
        ),
        REVIEW,
    )
    inlines = (
        UseCases,
        Exclusions,
        Checklist,
        _MEANING,
        _CLAIM,
        _OPENS_EDIT,
        _PAYMENT,
        DenialReasons,
        _APPEAL,
        PayerNotes,
        _AUDIT,
        RelatedModifiers,
        Scenarios,
        Misconceptions,
        SettingUses,
    )

    def badge_text(self, subject: Any) -> str:
        """The code."""
        return str(subject.code)
