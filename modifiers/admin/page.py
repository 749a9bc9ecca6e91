"""Plain pages."""

from __future__ import annotations

from django.contrib import admin

from modifiers.models import Page, PageSection

from .rows import RowInline
from .subjects import REVIEW, SubjectAdmin


class Sections(RowInline):
    model = PageSection
    fields = ("position", "heading", "text", "key")
    verbose_name_plural = "sections"


@admin.register(Page)
class PageAdmin(SubjectAdmin):
    """Plain pages and their sections."""

    fieldsets = ((None, {"fields": ("slug", "name", "summary")}), REVIEW)
    inlines = (Sections,)
