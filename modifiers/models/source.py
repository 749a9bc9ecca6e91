"""Sources: the documents that statements rest on."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from modifiers import documents


class SourceQuerySet(models.QuerySet["Source"]):
    """Sources."""

    def get_by_natural_key(self, key: str) -> Source:
        """The source with this key."""
        return self.get(key=key)


class Source(models.Model):
    """A document of CMS, a contractor, a payer, a society …; copied by value into each edition that cites it."""

    class Kind(models.TextChoices):
        CMS = "cms", "CMS"
        GOVERNMENT = "government", "Government"
        CONTRACTOR = "contractor", "Medicare contractor"
        PAYER = "payer", "Payer"
        SOCIETY = "society", "Professional society"
        TRADE = "trade", "Trade press"
        STANDARDS = "standards", "Standards body"

    key = models.SlugField(
        max_length=64, unique=True, help_text="Short and lasting, such as cms-59. Editions refer to it."
    )
    title = models.CharField(max_length=200)
    publisher = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind)
    url = models.URLField("address", max_length=500, blank=True)
    section = models.CharField(max_length=200, blank=True)
    document_date = models.CharField(
        max_length=10,
        blank=True,
        validators=[
            RegexValidator(r"^\d{4}(-\d{2}(-\d{2})?)?$", "Write a year, a month or a day: 2024, 2024-02 or 2024-02-29.")
        ],
        help_text="The date that the document bears: 2024, 2024-02 or 2024-02-29.",
    )
    checked_on = models.DateField(help_text="The day on which it was last consulted.")
    note = models.CharField(max_length=300, blank=True, help_text="For readers: “archived copy”, “read as an excerpt”.")

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ("key",)
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(publisher=""), name="source_is_named"),
            models.CheckConstraint(condition=Q(key__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"), name="source_key_is_a_slug"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.title}"

    def natural_key(self) -> tuple[str]:
        """For serialisers: the key."""
        return (self.key,)

    _FIELDS = ("key", "title", "publisher", "kind", "url", "section", "document_date", "checked_on", "note")

    def to_part(self) -> documents.Source:
        """The source as a document holds it."""
        return documents.Source(**{name: getattr(self, name) for name in self._FIELDS})

    @classmethod
    def values_of(cls, part: documents.Source) -> dict[str, Any]:
        """Field values for the row of a source that came from a file or an edition."""
        return {name: getattr(part, name) for name in cls._FIELDS}
