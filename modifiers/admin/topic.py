"""Topics."""

from __future__ import annotations

from django.contrib import admin

from modifiers.models import Topic

from .subjects import REVIEW, SubjectAdmin


@admin.register(Topic)
class TopicAdmin(SubjectAdmin):
    """Topics: a name and a sentence."""

    fieldsets = ((None, {"fields": ("slug", "name", "summary")}), REVIEW)
