"""Payers."""

from __future__ import annotations

from django.contrib import admin

from modifiers.models import Payer, PayerStatement

from .rows import RowInline
from .subjects import REVIEW, SubjectAdmin


class Notes(RowInline):
    model = PayerStatement
    fields = ("position", "text", "sources", ("key", "checked_on"))
    verbose_name_plural = "what holds across modifiers"
    hint = "Notes on a single modifier stand with the modifier."


@admin.register(Payer)
class PayerAdmin(SubjectAdmin):
    """Payers and what holds for them across modifiers."""

    list_display = ("name", "payer_kind", "state_in_words", "review_in_words", "changed_at")
    list_filter = (*SubjectAdmin.list_filter, "payer_kind")
    fieldsets = ((None, {"fields": (("slug", "payer_kind"), "name", "summary", "identity_sources")}), REVIEW)
    inlines = (Notes,)
