"""Events, rounds of review, and the links by which drafts were shared, to be looked at."""

from __future__ import annotations

from django.contrib import admin

from modifiers.models import Event, PreviewLink, Review

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


@admin.register(Review)
class ReviewAdmin(ReadOnly):
    """Who sent what to whom, and what was decided. The page of review and publication of a subject writes it."""

    list_display = ("submitted_at", "kind", "key", "submitted_by", "reviewer", "decision", "decided_by", "closed_at")
    list_display_links = ("submitted_at",)
    list_filter = ("decision", "kind")
    list_select_related = ("submitted_by", "reviewer", "decided_by")
    search_fields = ("key", "change_note", "note")
    date_hierarchy = "submitted_at"
