"""Plain pages: about, editorial policy, disclaimer."""

from __future__ import annotations

from django.db import models

from .subject import SUBJECT_PERMISSIONS, Subject


class Page(Subject):
    """A page of our own words. Its sections are in :mod:`.statements`."""

    kind = "page"

    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    summary = models.CharField(max_length=155)

    class Meta:
        ordering = ("slug",)
        default_permissions = SUBJECT_PERMISSIONS

    def __str__(self) -> str:
        return self.name
