"""Payers, Medicare contractors among them."""

from __future__ import annotations

from django.db import models

from .subject import SUBJECT_PERMISSIONS, Subject


class Payer(Subject):
    """Who decides on the claim. Notes on single modifiers stand with the modifier."""

    kind = "payer"

    class PayerKind(models.TextChoices):
        MEDICARE = "medicare", "Medicare"
        MEDICAID = "medicaid", "Medicaid"
        FEDERAL = "federal", "Other federal program"
        COMMERCIAL = "commercial", "Commercial"
        WORKERS_COMPENSATION = "workers_compensation", "Workers' compensation"

    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    summary = models.CharField(max_length=200)
    payer_kind = models.CharField(max_length=20, choices=PayerKind)

    class Meta:
        ordering = ("slug",)
        default_permissions = SUBJECT_PERMISSIONS

    def __str__(self) -> str:
        return self.name
