"""What search engines have been told: one row for each public address (modifiers/announcing)."""

from __future__ import annotations

from django.db import models


class Announcement(models.Model):
    """An address, and the edition of its page of which search engines were last told."""

    address = models.URLField(max_length=300, unique=True)
    edition = models.PositiveIntegerField()
    told_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.address}, edition {self.edition}"
