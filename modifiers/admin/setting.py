"""Settings."""

from __future__ import annotations

from django.contrib import admin

from modifiers.models import Setting

from .subjects import REVIEW, SubjectAdmin


@admin.register(Setting)
class SettingAdmin(SubjectAdmin):
    """Settings and specialties: a name and a sentence."""

    fieldsets = ((None, {"fields": ("slug", "name", "summary")}), REVIEW)
