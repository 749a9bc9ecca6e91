"""Events, to be looked at."""

from __future__ import annotations

from django.contrib import admin

from modifiers.models import Event

from .edition import ReadOnly


@admin.register(Event)
class EventAdmin(ReadOnly):
    """Who did what when."""

    list_display = ("at", "actor", "action", "kind", "key", "edition_number", "note", "batch")
    list_display_links = ("at",)
    list_filter = ("action", "kind", "batch")
    list_select_related = ("actor",)
    search_fields = ("key", "note")
    date_hierarchy = "at"
