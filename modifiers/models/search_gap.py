"""What readers looked for and did not find: words of our own files with counts, and nothing that a reader wrote.

This module imports no working copy: it is written by :mod:`modifiers.gaps`, which serves readers.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

WORDS_PATTERN = r"^(… )?([a-z0-9-]+|…)( [a-z0-9-]+| …)*$"
NUMBER_PATTERN = r"[0-9]{6}"


class SearchGap(models.Model):
    """Words that readers searched for, and how often that led nowhere. Days, never moments; nothing of readers."""

    class Settled(models.TextChoices):
        OPEN = "", "open"
        ADDED = "added", "added as a search term"
        IGNORED = "ignored", "ignored"

    words = models.CharField(max_length=120, unique=True, help_text="“…” stands for whatever is not kept.")
    without_result = models.PositiveIntegerField(default=0)
    shown = models.PositiveIntegerField("lists shown", default=0)
    followed = models.PositiveIntegerField("lists followed", default=0)
    first_on = models.DateField("first day")
    last_on = models.DateField("last day", db_index=True)
    settled = models.CharField("state", max_length=7, choices=Settled, blank=True, default=Settled.OPEN)

    class Meta:
        verbose_name = "search that led nowhere"
        verbose_name_plural = "searches that led nowhere"
        ordering = ("-without_result", "words")
        default_permissions = ("view", "change")
        constraints = [
            models.CheckConstraint(
                condition=Q(words__regex=WORDS_PATTERN) & ~Q(words__regex=NUMBER_PATTERN),
                name="search_gap_is_words_and_codes",
            ),
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="search_gap_days_in_order"),
        ]

    def __str__(self) -> str:
        return self.words
