"""One code twice: ``/pairs/97140-97140/``. No code pair is about that; unit limits and three modifiers are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from modifiers.catalogue import Catalogue
from modifiers.ncci.releases import Releases

from .addresses import path_of
from .pair_asked import Asked
from .pair_verdict import units_table
from .prose import Badge, Writer

REPEATED = ("76", "77", "91")
"""Modifiers that say why a service was given again: by the same professional, by another one, as a laboratory test."""


@dataclass(frozen=True, slots=True)
class RepeatView:
    """A modifier for repeated services, with what its page says of it in one sentence."""

    badge: Badge
    summary: str


def repeated_context(snapshot: Catalogue, releases: Releases, asked: Asked, code: str) -> dict[str, Any]:
    """The context of ``pair_repeated/page.html``."""
    writer = Writer(snapshot, snapshot.sources.values())
    badges = writer.badges(each for each in REPEATED if each in snapshot.modifiers)
    return {
        "code": code,
        "code_url": path_of("procedure", code),
        "edits_url": asked.path(code),
        "headline": f"{code} twice is no code pair.",
        "repeats": [RepeatView(badge, badge.summary) for badge in badges],
        "units": units_table(writer, releases, asked, (code,)),
        "title": f"{code} twice: no code pair",
        "description": "",
        "crumbs": [("Code pairs", "/pairs/"), (f"{code} twice", None)],
        "sources": writer.citations.listed(snapshot),
    }
