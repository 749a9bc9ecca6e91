"""Families: modifiers that share guidance."""

from __future__ import annotations

from django.db import models

from .subject import SUBJECT_PERMISSIONS, Subject


class Family(Subject):
    """A family's guidance is written once and shown on each member's page."""

    kind = "family"

    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    summary = models.CharField(max_length=200)

    class Meta:
        ordering = ("slug",)
        default_permissions = SUBJECT_PERMISSIONS
        verbose_name_plural = "families"

    def __str__(self) -> str:
        return self.name
