"""Editions: what readers read. Frozen documents, numbered per subject, never changed, never deleted.

The database refuses UPDATE, DELETE and replacement, and an edition that is let out by whoever made the last edit of
the working copy (triggers in migrations 0002 and 0012, on SQLite and PostgreSQL). This module imports no working
copy: the catalogue builds on it alone.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Edition(models.Model):
    """One subject whole, as published.

    Of the editions whose ``live_from`` has come, readers get the one with the highest number. So an
    edition published after a scheduled one, but before its moment, takes its place for good.
    """

    class Withdrawal(models.TextChoices):
        NONE = "", "live"
        MERGED = "merged", "merged into another"
        ERROR = "error", "published in error"

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    document = models.TextField(help_text="Canonical JSON, exactly the bytes that were hashed.")
    sha256 = models.CharField(max_length=64)
    live_from = models.DateTimeField()
    published_at = models.DateTimeField()
    is_major = models.BooleanField(default=False)
    is_correction = models.BooleanField(default=False)
    change_note = models.CharField(max_length=500, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who made the last edit. Empty for content that came from files.",
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who let it out: never the author, but in an emergency.",
    )
    emergency_reason = models.CharField(max_length=500, blank=True, default="")
    withdrawal = models.CharField(max_length=10, choices=Withdrawal, blank=True, default="")
    merged_into = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        ordering = ("kind", "key", "number")
        constraints = [
            models.UniqueConstraint(fields=("kind", "key", "number"), name="edition_number_is_unique"),
            models.CheckConstraint(condition=Q(number__gte=1), name="edition_numbers_start_at_one"),
            models.CheckConstraint(
                condition=Q(live_from__gte=F("published_at")), name="edition_goes_live_after_publishing"
            ),
            models.CheckConstraint(condition=Q(is_major=False) | ~Q(change_note=""), name="edition_major_has_a_note"),
            models.CheckConstraint(
                condition=(Q(withdrawal="merged") & ~Q(merged_into="")) | (~Q(withdrawal="merged") & Q(merged_into="")),
                name="edition_merged_names_its_target",
            ),
            models.CheckConstraint(
                condition=Q(author=None)
                | Q(approved_by=None)
                | ~Q(author=F("approved_by"))
                | ~Q(emergency_reason="")
                | ~Q(withdrawal=""),
                name="edition_is_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(emergency_reason="") | Q(approved_by__isnull=False), name="edition_emergency_has_a_person"
            ),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="edition_has_a_hash"),
        ]
        indexes = [models.Index(fields=("live_from",), name="edition_live_from")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}, edition {self.number}"


class CatalogueVersion(models.Model):
    """One row. Its stamp changes in the same transaction as anything that the catalogue is built from."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=1)
    stamp = models.CharField(max_length=32)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="catalogue_version_is_one_row")]

    def __str__(self) -> str:
        return f"catalogue version {self.number}"

    @classmethod
    def move(cls) -> None:
        """Make every process rebuild its catalogue. Call inside the transaction that adds editions."""
        cls.objects.filter(id=1).update(number=F("number") + 1, stamp=uuid.uuid4().hex)
