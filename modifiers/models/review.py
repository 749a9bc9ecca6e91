"""Rounds of review: a draft is sent to a second person, who approves it or sends it back.

A round is about one document, known by its hash. Whatever changes the working copy afterwards (a form, an import, a
change to a source) makes the round void by itself: nobody has to remember to reset it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class ReviewQuerySet(models.QuerySet["Review"]):
    """Rounds."""

    def open(self) -> ReviewQuerySet:
        """Rounds that wait for something."""
        return self.filter(closed_at=None)

    def of(self, subjects: Iterable[tuple[str, str]]) -> ReviewQuerySet:
        """Rounds of these subjects, given as pairs of kind and key."""
        kinds: dict[str, list[str]] = defaultdict(list)
        for kind, key in subjects:
            kinds[kind].append(key)
        found = Q(pk__in=[])
        for kind, keys in kinds.items():
            found |= Q(kind=kind, key__in=keys)
        return self.filter(found)


class Review(models.Model):
    """One round. A subject has at most one that is not closed; closed ones stay."""

    class Decision(models.TextChoices):
        NONE = "", "waiting"
        APPROVED = "approved", "approved"
        SENT_BACK = "sent_back", "sent back"

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64, help_text="Hash of the document that is reviewed.")
    is_major = models.BooleanField()
    is_correction = models.BooleanField(default=False)
    change_note = models.CharField(max_length=500, blank=True)
    live_from = models.DateTimeField(null=True, blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who made the last edit: anybody else may approve it.",
    )
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(default=timezone.now)
    decision = models.CharField(max_length=10, choices=Decision, blank=True, default="")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, max_length=2000, help_text="From the reviewer to the writer.")
    row_notes = models.JSONField(default=dict, blank=True, help_text="Field of the document → note on that row.")
    closed_at = models.DateTimeField(null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ("-submitted_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=("kind", "key"), condition=Q(closed_at=None), name="review_one_open_round"),
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None, decided_at=None)
                | (~Q(decision="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="review_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(decision="approved") | Q(edited_by=None) | ~Q(decided_by=F("edited_by")),
                name="review_is_approved_by_another",
            ),
            models.CheckConstraint(condition=Q(is_major=False) | ~Q(change_note=""), name="review_major_has_a_note"),
            models.CheckConstraint(condition=~Q(decision="sent_back") | ~Q(note=""), name="review_sent_back_says_why"),
        ]

    def __str__(self) -> str:
        return f"Review of {self.kind} {self.key}, {self.submitted_at:%Y-%m-%d}"

    @classmethod
    def close(cls, subjects: Iterable[tuple[str, str]]) -> None:
        """Close the open rounds of subjects, given as pairs of kind and key."""
        cls.objects.open().of(subjects).update(closed_at=timezone.now())
