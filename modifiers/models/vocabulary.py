"""Topics, settings and questions: the words under which modifiers and payer notes are found."""

from __future__ import annotations

from django.db import models

from .subject import NamedSubject


class Topic(NamedSubject):
    """A question that modifiers answer: which side, distinct service, global period."""

    kind = "topic"


class Setting(NamedSubject):
    """A setting or specialty in which modifiers are used."""

    kind = "setting"


class Question(NamedSubject):
    """A question that coders ask of every payer; payer notes answer it."""

    kind = "question"

    position = models.PositiveSmallIntegerField(default=0, help_text="Its place among the questions.")

    class Meta(NamedSubject.Meta):
        ordering = ("position", "slug")
