"""Editions, to be looked at: nobody can add, change or delete one here or anywhere."""

from __future__ import annotations

import json

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html

from modifiers.models import Edition

from .history import edition_url


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """A list to look at."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody."""
        return False


class LetOutFilter(admin.SimpleListFilter):
    """Narrows the list to editions that went out without a second person."""

    title = "let out"
    parameter_name = "let_out"

    def lookups(self, request: HttpRequest, model_admin: object) -> tuple[tuple[str, str], ...]:
        """The one choice."""
        return (("emergency", "In an emergency"),)

    def queryset(self, request: HttpRequest, queryset):  # type: ignore[no-untyped-def]
        """Emergencies, confirmed or not."""
        return queryset.exclude(emergency_reason="") if self.value() else queryset


@admin.register(Edition)
class EditionAdmin(ReadOnly):
    """What readers were given, and when."""

    list_display = (
        "__str__",
        "live_from",
        "published_at",
        "is_major",
        "is_correction",
        "withdrawal",
        "author",
        "approved_by",
        "emergency_reason",
        "change_note",
    )
    list_filter = (LetOutFilter, "kind", "is_major", "is_correction", "withdrawal")
    list_select_related = ("author", "approved_by")
    search_fields = ("key", "change_note")
    date_hierarchy = "live_from"
    fields = (
        ("kind", "key", "number"),
        ("published_at", "live_from"),
        ("is_major", "is_correction"),
        "change_note",
        ("author", "approved_by"),
        "emergency_reason",
        ("withdrawal", "merged_into"),
        "public_page",
        "sha256",
        "text",
    )
    readonly_fields = ("public_page", "text")

    def get_queryset(self, request: HttpRequest):  # type: ignore[no-untyped-def]
        """Editions; the list does not read their documents."""
        return super().get_queryset(request).defer("document")

    @admin.display(description="document")
    def text(self, edition: Edition) -> str:
        """The document, set to be read."""
        return format_html(
            '<pre class="document">{}</pre>', json.dumps(json.loads(edition.document), indent=2, ensure_ascii=False)
        )

    @admin.display(description="public page")
    def public_page(self, edition: Edition) -> str:
        """A link to the edition as readers see it."""
        url = edition_url(edition)
        return format_html('<a href="{}">{}</a>', url, url) if url else "none"
