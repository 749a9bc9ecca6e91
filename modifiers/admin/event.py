"""Events and the links by which drafts were shared, to be looked at."""

from __future__ import annotations

from django.contrib import admin

from modifiers.models import Event, PreviewLink

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


@admin.register(PreviewLink)
class PreviewLinkAdmin(ReadOnly):
    """What was shown to whom before it was published. Links are made and ended on the preview of a subject."""

    list_display = ("created_at", "created_by", "kind", "key", "recipient", "expires_at", "ended_at", "ended_by")
    list_display_links = ("created_at",)
    list_filter = ("kind",)
    list_select_related = ("created_by", "ended_by")
    search_fields = ("key", "recipient")
    date_hierarchy = "created_at"
