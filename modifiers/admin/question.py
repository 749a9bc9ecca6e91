"""Questions."""

from __future__ import annotations

from django.contrib import admin

from modifiers.models import Question

from .subjects import REVIEW, SubjectAdmin


@admin.register(Question)
class QuestionAdmin(SubjectAdmin):
    """Questions that coders ask of every payer; payer notes answer them."""

    fieldsets = ((None, {"fields": (("slug", "position"), "name", "summary")}), REVIEW)
