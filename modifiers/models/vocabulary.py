"""Topics and settings: the words under which modifiers are found."""

from __future__ import annotations

from django.db import models

from .subject import SUBJECT_PERMISSIONS, Subject


class Topic(Subject):
    """A question that modifiers answer: which side, distinct service, global period."""

    kind = "topic"

    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    summary = models.CharField(max_length=200)

    class Meta:
        ordering = ("slug",)
        default_permissions = SUBJECT_PERMISSIONS

    def __str__(self) -> str:
        return self.name


class Setting(Subject):
    """A setting or specialty in which modifiers are used."""

    kind = "setting"

    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    summary = models.CharField(max_length=200)

    class Meta:
        ordering = ("slug",)
        default_permissions = SUBJECT_PERMISSIONS

    def __str__(self) -> str:
        return self.name
