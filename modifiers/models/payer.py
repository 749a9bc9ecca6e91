"""Payers, Medicare contractors among them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

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
    is_general = models.BooleanField(
        "answers for its kind",
        default=False,
        help_text="One payer of each kind: what it says holds where the payer is not known more closely.",
    )

    class Meta(NamedSubject.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=("payer_kind",), condition=Q(is_general=True), name="one_general_payer_of_a_kind"
            )
        ]
