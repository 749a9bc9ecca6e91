"""The official HCPCS Level II file as last imported: kept apart from our own words, to tell what CMS changed."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from .code_fields import ModifierCodeField
from .source import Source


class HcpcsFile(models.Model):
    """One imported file of the quarterly update. ``batch`` is what its events bear, so that they are found together."""

    batch = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=255, help_text="The file as it was given.")
    member = models.CharField("member read", max_length=255, blank=True, help_text="Where the file is a zip.")
    sha256 = models.CharField(max_length=64, unique=True)
    quarter = models.CharField(
        max_length=7, validators=[RegexValidator(r"^\d{4}-(01|04|07|10)$", "Write a quarter: 2026-10.")]
    )
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    modifier_count = models.PositiveIntegerField("modifiers")
    told = models.CharField("what was found", max_length=300)
    note = models.CharField(max_length=300, blank=True)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "HCPCS file"
        ordering = ("-imported_at", "-id")
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="hcpcs_file_has_a_hash"),
            models.CheckConstraint(
                condition=Q(quarter__regex=r"^[0-9]{4}-(01|04|07|10)$"), name="hcpcs_file_is_of_a_quarter"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quarter} ({self.name})"


class HcpcsRecord(models.Model):
    """A modifier as the official file last held it. ``reworded_on`` is the day on which we saw its wording change."""

    code = ModifierCodeField(unique=True)
    short_descriptor = models.CharField(max_length=200, blank=True)
    long_descriptor = models.TextField(blank=True)
    added_on = models.DateField(null=True)
    action_effective_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    action_code = models.CharField(max_length=1, blank=True)
    previous_short_descriptor = models.CharField(max_length=200, blank=True)
    previous_long_descriptor = models.TextField(blank=True)
    reworded_on = models.DateField(null=True)
    file = models.ForeignKey(
        HcpcsFile,
        on_delete=models.PROTECT,
        related_name="records",
        help_text="The last one in which it was different.",
    )

    class Meta:
        verbose_name = "HCPCS record"
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9A-Z]{2}$"), name="hcpcs_record_code_is_a_modifier"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.short_descriptor}"
