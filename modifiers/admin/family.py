"""Families."""

from __future__ import annotations

from django.contrib import admin

from modifiers.models import Family, FamilyGuidance

from .rows import RowInline
from .subjects import REVIEW, SubjectAdmin


class Guidance(RowInline):
    model = FamilyGuidance
    fields = ("position", "text", "sources", ("key", "checked_on"))
    verbose_name_plural = "guidance shared by all members"
    hint = "Shown on the page of every member."


@admin.register(Family)
class FamilyAdmin(SubjectAdmin):
    """Families and their guidance."""

    fieldsets = ((None, {"fields": ("slug", "name", "summary", "identity_sources")}), REVIEW)
    inlines = (Guidance,)
