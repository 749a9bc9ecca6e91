"""Plain pages."""

from __future__ import annotations

from django.contrib import admin

from modifiers.models import Page, PageSection, PageTerm

from .rows import RowInline
from .subjects import REVIEW, SubjectAdmin


class Sections(RowInline):
    model = PageSection
    fields = ("position", "heading", "text", "key")
    verbose_name_plural = "sections"


class Terms(RowInline):
    model = PageTerm
    fields = ("position", "name", "also", "text", "sources", ("key", "checked_on"))
    verbose_name_plural = "terms"
    hint = "Of the glossary alone. Where prose names a term or another spelling of it, the word becomes a link."


@admin.register(Page)
class PageAdmin(SubjectAdmin):
    """Plain pages and their sections; the terms of the glossary."""

    fieldsets = ((None, {"fields": ("slug", "name", "summary")}), REVIEW)
    inlines = (Sections, Terms)
