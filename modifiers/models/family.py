"""Families: modifiers that share guidance."""

from __future__ import annotations

from .subject import NamedSubject


class Family(NamedSubject):
    """A family's guidance is written once and shown on each member's page."""

    kind = "family"

    class Meta(NamedSubject.Meta):
        verbose_name_plural = "families"
