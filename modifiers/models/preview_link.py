"""Links by which somebody without an account sees one draft, as it stood when it was shared."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

_signer = signing.Signer(salt="modifiers.preview-link", sep=".")


class PreviewLink(models.Model):
    """One draft, frozen when it was shared. The link ends by itself, or when an editor ends it.

    The document is kept by value, so that the reader of the link comments on the words that were sent, and an
    auditor can see later what was shown to whom.
    """

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    document = models.TextField(help_text="Canonical JSON of the draft.")
    recipient = models.CharField(
        "for whom", max_length=120, help_text="Who asked to see it, such as “Dr. Ruiz, coding committee”."
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = [models.Index(fields=("kind", "key"), name="preview_link_of_subject")]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="preview_link_lasts_a_while"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="preview_link_is_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Preview of {self.kind} {self.key} for {self.recipient}"

    @property
    def token(self) -> str:
        """What stands in the link: the number of this row, signed."""
        return _signer.sign(str(self.pk))

    @classmethod
    def by_token(cls, token: str) -> PreviewLink | None:
        """The link of a token; None if the token was not made here."""
        try:
            number = _signer.unsign(token)
        except signing.BadSignature:
            return None
        return cls.objects.select_related("created_by").filter(pk=number).first()

    @property
    def is_open(self) -> bool:
        """Whether the link still shows the draft."""
        return self.ended_at is None and timezone.now() < self.expires_at
