"""Denial codes."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from modifiers.codes import DenialCode as DenialCodeValue
from modifiers.models import DenialCode, DenialCodeStatement

from .bulk_tools import TableTools
from .rows import RowInline, parts
from .subjects import REVIEW, SubjectAdmin


class Statements(RowInline):
    model = DenialCodeStatement
    fields = ("position", "text", "sources", ("key", "checked_on"))


@admin.register(DenialCode)
class DenialCodeAdmin(TableTools, SubjectAdmin):
    """Denial codes: what each means, what to do first, whether it can be appealed."""

    list_display = ("badge", "name", "can_appeal", "road", "weight", "state_in_words", "review_in_words", "changed_at")
    list_display_links = ("badge", "name")
    list_filter = (*SubjectAdmin.list_filter, "can_appeal", "road", "weight")
    search_fields = ("code", "name")
    autocomplete_fields = ("often_with", "identity_sources")
    fieldsets = (
        (None, {"fields": (("code", "can_appeal"), "name", "identity_sources", "often_with", "official_url")}),
        ("The way out", {"fields": (("road", "road_elsewhere"), ("weight", "rests_on_edit"))}),
        REVIEW,
    )
    inlines = tuple(
        parts(
            Statements,
            (DenialCodeStatement.Part.MEANING.value, "what it means", "In our own words: X12's texts are copyrighted."),
            (DenialCodeStatement.Part.FIRST_ACTION.value, "what to do first", ""),
            (DenialCodeStatement.Part.APPEAL_NOTE.value, "whether it can be appealed", ""),
        )
    )

    def badge_text(self, subject: Any) -> str:
        """The code as it stands on the remittance."""
        return str(DenialCodeValue.parse(subject.code))
