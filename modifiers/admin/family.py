"""Families."""

from __future__ import annotations

from django.contrib import admin

from modifiers.models import Family, FamilyGuidance

from .rows import RowInline, parts
from .subjects import REVIEW, SubjectAdmin


class Guidance(RowInline):
    model = FamilyGuidance
    fields = ("position", "text", "sources", ("key", "checked_on"))


@admin.register(Family)
class FamilyAdmin(SubjectAdmin):
    """Families and their guidance."""

    fieldsets = ((None, {"fields": ("slug", "name", "summary", "identity_sources")}), REVIEW)
    inlines = tuple(
        parts(
            Guidance,
            *(
                (
                    part.value,
                    f"for all members: {part.label[0].lower()}{part.label[1:]}",
                    "Shown on every member's page.",
                )
                for part in FamilyGuidance.Part
            ),
        )
    )
