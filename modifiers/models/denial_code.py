"""Denial codes: claim adjustment groups, CARC and RARC."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from modifiers.codes import DenialCode as DenialCodeValue

from .code_fields import DenialSlugField
from .subject import SUBJECT_PERMISSIONS, Subject


class DenialCode(Subject):
    """A code of the remittance advice, in our own words (X12's texts are copyrighted)."""

    kind = "denial_code"
    key_field = "code"

    class Appeal(models.TextChoices):
        YES = "yes", "yes"
        NO = "no", "no"
        DEPENDS = "depends", "it depends"
        UNKNOWN = "unknown", "not known"

    code = DenialSlugField(
        unique=True, help_text="As on the remittance: CO-97, CARC 236, N519. Kept as carc-97, rarc-n519."
    )
    name = models.CharField(max_length=200, help_text="A few words of our own.")
    can_appeal = models.CharField(max_length=7, choices=Appeal, default=Appeal.UNKNOWN)
    often_with = models.ManyToManyField("self", blank=True, symmetrical=False)
    official_url = models.URLField("official address", max_length=500, blank=True)

    class Meta:
        ordering = ("code",)
        default_permissions = SUBJECT_PERMISSIONS
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^(group-[a-z]{2}|carc-[a-z]?[0-9]{1,3}|rarc-(m|ma|n)[0-9]{1,4})$"),
                name="denial_code_is_well_formed",
            )
        ]

    def __str__(self) -> str:
        return f"{DenialCodeValue.parse(self.code)}: {self.name}" if self.code else self.name
