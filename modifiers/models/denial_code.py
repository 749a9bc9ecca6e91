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

    class Road(models.TextChoices):
        CORRECTED_CLAIM = "corrected_claim", "Send a corrected claim"
        NEW_CLAIM = "new_claim", "Send a new claim"
        REOPENING = "reopening", "Ask for a reopening"
        APPEAL = "appeal", "Appeal"
        NO_APPEAL = "no_appeal", "No appeal rights"
        BILL_PATIENT = "bill_patient", "Bill the patient"
        WRITE_OFF = "write_off", "Write it off"
        RESPOND = "respond", "Answer the request for records"

    class Weight(models.TextChoices):
        SETTLES = "settles", "settles it, whatever else is on the line"
        DECIDES = "decides", "decides: it names the fault"
        WEIGHS = "weighs", "weighs: the record and the modifier decide"
        REFERS = "refers", "refers to the remark beside it"
        INFORMS = "informs", "informs only"

    code = DenialSlugField(
        unique=True, help_text="As on the remittance: CO-97, CARC 236, N519. Kept as carc-97, rarc-n519."
    )
    name = models.CharField(max_length=200, help_text="A few words of our own.")
    can_appeal = models.CharField(max_length=7, choices=Appeal, default=Appeal.UNKNOWN)
    road = models.CharField(
        "usual way out",
        max_length=15,
        choices=Road,
        null=True,
        blank=True,
        help_text="Where this code has the say. Leave it empty where the code alone shows no way.",
    )
    road_elsewhere = models.CharField(
        "usual way out elsewhere",
        max_length=15,
        choices=Road,
        null=True,
        blank=True,
        help_text="At payers other than Medicare, where it is another.",
    )
    weight = models.CharField(
        "how much it says about the way out",
        max_length=7,
        choices=Weight,
        default=Weight.WEIGHS,
        help_text="A line bears several codes; the one with most weight shows the way.",
    )
    rests_on_edit = models.BooleanField(
        "may rest on a code pair edit",
        default=False,
        help_text="Then the pair's NCCI indicator decides whether a modifier can open it.",
    )
    often_with = models.ManyToManyField("self", blank=True, symmetrical=False)
    official_url = models.URLField("official address", max_length=500, blank=True)

    class Meta:
        ordering = ("code",)
        default_permissions = SUBJECT_PERMISSIONS
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^(group-[a-z]{2}|carc-[a-z]?[0-9]{1,3}|rarc-(m|ma|n)[0-9]{1,4})$"),
                name="denial_code_is_well_formed",
            ),
            models.CheckConstraint(
                condition=~Q(weight__in=("settles", "decides")) | Q(road__isnull=False),
                name="denial_code_that_decides_has_a_road",
            ),
        ]

    def __str__(self) -> str:
        return f"{DenialCodeValue.parse(self.code)}: {self.name}" if self.code else self.name
