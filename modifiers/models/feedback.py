"""What readers say of a page: counts of “right” and “wrong”, and what they wrote. Nothing of who they are.

This module imports no working copy: it is written by :mod:`modifiers.feedback`, which serves readers.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils import timezone

LONGEST = 1000
"""Characters that a reader may write."""

models.TextField.register_lookup(Length)


class FeedbackCount(models.Model):
    """How often readers called one edition of one page right or wrong."""

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    edition = models.PositiveIntegerField()
    right = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "answer to “Was this right?”"
        verbose_name_plural = "answers to “Was this right?”"
        ordering = ("-wrong", "kind", "key", "-edition")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=("kind", "key", "edition"), name="feedback_is_counted_once_per_edition")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}, edition {self.edition}"


class FeedbackReport(models.Model):
    """What a reader says is wrong. ``kind`` is empty where it is about the site and not about one page."""

    class Choice(models.TextChoices):
        WRONG = "wrong", "Something is wrong"
        OUTDATED = "outdated", "It is out of date"
        MISSING = "missing", "Something is missing"
        UNCLEAR = "unclear", "It is hard to understand"
        BROKEN = "broken", "A link or a part of the page does not work"
        ACCESS = "access", "I cannot use the page with my keyboard, screen reader or settings"

    class State(models.TextChoices):
        NEW = "new", "new"
        TAKEN = "taken", "taken"
        ANSWERED = "answered", "answered"

    kind = models.CharField(max_length=20, blank=True)
    key = models.CharField(max_length=64, blank=True)
    edition = models.PositiveIntegerField(null=True, help_text="The edition that the reader saw.")
    statement = models.CharField(max_length=160, blank=True, help_text="The anchor of the statement, if one was meant.")
    choice = models.CharField("what is wrong", max_length=10, choices=Choice)
    text = models.TextField(blank=True, max_length=LONGEST)
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=State, default=State.NEW)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    done = models.CharField("what was done", max_length=400, blank=True)

    class Meta:
        verbose_name = "report by a reader"
        verbose_name_plural = "reports by readers"
        ordering = ("at", "pk")
        default_permissions = ("view", "change")
        indexes = [models.Index(fields=("state", "at"), name="feedback_by_state")]
        constraints = [
            models.CheckConstraint(condition=Q(text__length__lte=LONGEST), name="feedback_report_is_short"),
            models.CheckConstraint(
                condition=Q(kind="", key="", edition__isnull=True) | (~Q(kind="") & ~Q(key="")),
                name="feedback_report_is_about_a_page_or_the_site",
            ),
            models.CheckConstraint(
                condition=Q(state="answered", answered_at__isnull=False, answered_by__isnull=False) & ~Q(done="")
                | ~Q(state="answered") & Q(answered_at__isnull=True, done=""),
                name="feedback_report_is_answered_with_what_was_done",
            ),
            models.CheckConstraint(
                condition=~Q(state="taken") | Q(taken_by__isnull=False), name="feedback_report_is_taken_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_choice_display()}: {self.kind} {self.key}".strip(": ")
