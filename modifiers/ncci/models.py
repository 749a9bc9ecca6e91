"""Which releases of the official tables there are. Their rows lie in stores of their own (:mod:`.stores`)."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from .records import Loaded


class ReleaseQuerySet(models.QuerySet[Any]):
    """Releases of official tables."""

    def ready(self) -> Self:
        """Those whose checks held, the one that answers first.

        One that is no sample, then the newest quarter and revision; of the same, a whole set before one of which files
        were missing, then the last one imported.
        """
        return self.filter(state=Release.State.READY).order_by(
            "is_sample", "-quarter", "-version", "-is_complete", "-ready_at", "-id"
        )

    def of_set(self, kind: str, setting: str, program: str) -> Self:
        """Those of one set, such as the practitioner pairs of Medicare."""
        return self.filter(kind=kind, setting=setting, program=program)


class Release(models.Model):
    """One import of one set: the practitioner code pairs of a quarter, say.

    It is *importing* until its checks hold, then *ready*. What was read and refused is told in ``files``, ``refused``
    and ``remarks``; ``digest`` is the SHA-256 over the files as they were given, whatever their order. Files with CPT
    codes are loaded only by an operator who has accepted the AMA's terms; ``terms_accepted_by`` says who.
    """

    class State(models.TextChoices):
        IMPORTING = "importing", "importing"
        READY = "ready", "ready"

    class Kind(models.TextChoices):
        PTP = "ptp", "NCCI code pairs"
        MUE = "mue", "unit limits"
        ADD_ON = "add_on", "add-on codes"
        FEE_SCHEDULE = "fee_schedule", "fee-schedule indicators"

    class Setting(models.TextChoices):
        PRACTITIONER = "practitioner", "practitioner"
        HOSPITAL = "hospital", "outpatient hospital"
        SUPPLIER = "supplier", "equipment supplier"
        NONE = "", "any"

    class Program(models.TextChoices):
        MEDICARE = "medicare", "Medicare"
        MEDICAID = "medicaid", "Medicaid"

    kind = models.CharField(max_length=12, choices=Kind)
    setting = models.CharField(max_length=12, choices=Setting, blank=True)
    program = models.CharField(max_length=8, choices=Program)
    quarter = models.CharField(max_length=7, blank=True, help_text="Its first month: 2026-07. Empty until it is known.")
    version = models.CharField(max_length=16, blank=True, help_text="As in the names of the files: v322r0.")
    state = models.CharField(max_length=9, choices=State, default=State.IMPORTING)
    is_sample = models.BooleanField(default=False)
    is_complete = models.BooleanField(default=True, help_text="Whether a pair that is not there has no edit.")
    store = models.CharField(max_length=40, unique=True)
    digest = models.CharField(max_length=64)
    files = models.JSONField(default=list)
    texts = models.JSONField(default=list)
    line_count = models.PositiveIntegerField(default=0)
    pair_count = models.PositiveIntegerField(default=0, help_text="Different pairs; of other tables, lines.")
    live_count = models.PositiveIntegerField(default=0)
    repeated_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list, blank=True)
    remarks = models.JSONField(default=list, blank=True)
    first_effective_on = models.DateField(null=True, blank=True)
    terms_accepted_by = models.CharField(max_length=150, blank=True)
    terms_accepted_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "program", "setting", "-quarter", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("kind", "setting", "program", "digest"),
                condition=Q(state="ready"),
                name="release_files_are_imported_once",
            ),
            models.CheckConstraint(
                condition=Q(state="importing", ready_at__isnull=True) | Q(state="ready", ready_at__isnull=False),
                name="release_is_ready_from_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(is_sample=True) | (~Q(terms_accepted_by="") & Q(terms_accepted_at__isnull=False)),
                name="release_terms_were_accepted",
            ),
            models.CheckConstraint(condition=Q(is_sample=False) | Q(is_complete=False), name="release_sample_is_part"),
            models.CheckConstraint(
                condition=Q(quarter__regex=r"^[0-9]{4}-(01|04|07|10)$") | Q(state="importing", quarter=""),
                name="release_is_of_a_quarter",
            ),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="release_has_a_digest"),
        ]

    def __str__(self) -> str:
        return self.loaded.name

    @property
    def loaded(self) -> Loaded:
        """What the reading side knows of it."""
        return Loaded(
            id=self.id,
            kind=self.kind,  # type: ignore[arg-type]
            setting=self.setting,  # type: ignore[arg-type]
            program=self.program,  # type: ignore[arg-type]
            quarter=self.quarter,
            version=self.version,
            store=self.store,
            line_count=self.line_count,
            pair_count=self.pair_count,
            is_sample=self.is_sample,
            is_complete=self.is_complete,
            first_effective_on=self.first_effective_on,
            texts=tuple(self.texts),
        )
