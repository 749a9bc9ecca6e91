"""Payers."""

from __future__ import annotations

from django.contrib import admin

from modifiers.models import Payer, PayerStatement, PayerTimeLimit

from .bulk_tools import TableTools
from .rows import RowInline, parts
from .subjects import REVIEW, SubjectAdmin


class Notes(RowInline):
    model = PayerStatement
    fields = ("position", "text", "sources", ("key", "checked_on"))
    verbose_name_plural = "what holds across modifiers"
    hint = "Notes on a single modifier stand with the modifier."


class Limits(RowInline):
    model = PayerTimeLimit
    fields = (
        "position",
        ("name", "road"),
        ("days", "months", "years"),
        ("counted_from", "presumed_days"),
        ("amount", "amount_year"),
        "text",
        "sources",
        ("key", "checked_on"),
    )


@admin.register(Payer)
class PayerAdmin(TableTools, SubjectAdmin):
    """Payers and what holds for them across modifiers."""

    list_display = ("name", "payer_kind", "state_in_words", "review_in_words", "changed_at")
    list_filter = (*SubjectAdmin.list_filter, "payer_kind")
    fieldsets = (
        (None, {"fields": (("slug", "payer_kind", "is_general"), "name", "summary", "identity_sources")}),
        REVIEW,
    )
    inlines = (
        Notes,
        *parts(
            Limits,
            (
                PayerTimeLimit.Part.APPEAL_LEVELS.value,
                "levels of appeal",
                "In their order. Give the time in days, months or years; leave all three empty where it is not known.",
            ),
            (PayerTimeLimit.Part.TIME_LIMITS.value, "other time limits", "Reopening, corrected and new claims."),
        ),
    )
