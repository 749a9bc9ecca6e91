"""Payers, Medicare contractors among them."""

from __future__ import annotations

from django.db import models

from .subject import NamedSubject


class Payer(NamedSubject):
    """Who decides on the claim. Notes on single modifiers stand with the modifier."""

    kind = "payer"

    class PayerKind(models.TextChoices):
        MEDICARE = "medicare", "Medicare"
        MEDICAID = "medicaid", "Medicaid"
        FEDERAL = "federal", "Other federal program"
        COMMERCIAL = "commercial", "Commercial"
        WORKERS_COMPENSATION = "workers_compensation", "Workers' compensation"

    payer_kind = models.CharField(max_length=20, choices=PayerKind)
