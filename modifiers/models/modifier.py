"""The modifier's working copy."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from .code_fields import ModifierCodeField
from .family import Family
from .subject import SUBJECT_PERMISSIONS, Subject
from .vocabulary import Topic


class Modifier(Subject):
    """A CPT or HCPCS Level II modifier. Its statements are in :mod:`.statements`."""

    kind = "modifier"
    key_field = "code"
    in_one_text: ClassVar[dict[str, str]] = {"search_terms": "\n"}

    class System(models.TextChoices):
        CPT = "CPT", "CPT"
        HCPCS = "HCPCS Level II", "HCPCS Level II"

    class Depth(models.TextChoices):
        FULL = "full", "Full page"
        ENTRY = "entry", "Entry"

    code = ModifierCodeField(unique=True, help_text="Two characters, such as 59 or XS.")
    name = models.CharField(max_length=200, help_text="The official short name, or our own. Never a CPT descriptor.")
    system = models.CharField(max_length=14, choices=System)
    depth = models.CharField(max_length=5, choices=Depth, default=Depth.FULL)
    summary = models.CharField(
        max_length=155, help_text="One sentence that a coder could say aloud: what it tells the payer."
    )
    family = models.ForeignKey(Family, null=True, blank=True, on_delete=models.PROTECT, related_name="modifiers")
    topics = models.ManyToManyField(Topic, blank=True, related_name="modifiers")
    is_ncci_associated = models.BooleanField(
        "opens NCCI edits", default=False, help_text="On the list of NCCI PTP-associated modifiers."
    )
    effective_on = models.DateField(
        null=True, blank=True, help_text="First date of service. Empty when we do not know it."
    )
    ended_on = models.DateField(null=True, blank=True, help_text="Last date of service.")
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces")
    search_terms = models.TextField(blank=True, help_text="Everyday words and synonyms, one a line.")

    class Meta:
        ordering = ("code",)
        default_permissions = SUBJECT_PERMISSIONS
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[0-9A-Z]{2}$"), name="modifier_code_is_two_characters"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(effective_on__isnull=True) | Q(ended_on__gte=F("effective_on")),
                name="modifier_dates_in_order",
            ),
            models.CheckConstraint(condition=~Q(successor=F("id")), name="modifier_is_not_its_own_successor"),
            models.CheckConstraint(
                condition=Q(review_due_on__isnull=True)
                | Q(reviewed_on__isnull=True)
                | Q(review_due_on__gte=F("reviewed_on")),
                name="modifier_review_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
