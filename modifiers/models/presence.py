"""Who has a change form open: kept for two minutes, told to the other editors, and then forgotten."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

GONE_AFTER = timedelta(minutes=2)
"""A form whose page has not been heard of for so long is taken to be closed."""


class PresenceQuerySet(models.QuerySet["Presence"]):
    """Open forms."""

    def others(self, kind: str, key: int, user_id: int) -> PresenceQuerySet:
        """Who else has a subject open now, whoever came first before the others."""
        heard = timezone.now() - GONE_AFTER
        found = self.filter(kind=kind, key=key, seen_at__gte=heard).exclude(user_id=user_id)
        return found.select_related("user").order_by("opened_at", "pk")

    def sweep(self) -> None:
        """Forget forms that have been closed."""
        self.filter(seen_at__lt=timezone.now() - GONE_AFTER).delete()


class Presence(models.Model):
    """One person who has one subject open. ``key`` is its primary key, because a code or slug may be edited."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    key = models.PositiveBigIntegerField()
    opened_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now, db_index=True)
    typed_at = models.DateTimeField(null=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = "open form"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=("user", "kind", "key"), name="presence_is_one_per_person_and_subject")
        ]

    def __str__(self) -> str:
        return f"{self.user} has {self.kind} {self.key} open"
