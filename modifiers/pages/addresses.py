"""Where a subject of the catalogue has its page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.urls import reverse

from modifiers.catalogue import Catalogue
from modifiers.codes import ModifierSet


@lru_cache(maxsize=4096)
def path_of(kind: str, key: str) -> str:
    """The path of a subject's page, whether or not the subject is live.

    Args:
        kind: a kind of document, ``source`` or ``procedure``.
        key: the subject's natural key (``59``, ``carc-97``, ``noridian``, ``20610``).
    """
    return reverse(kind, args=[key if kind == "procedure" else key.lower()])


def link_to(catalogue: Catalogue, kind: str, key: str) -> str | None:
    """The path of a live subject's page, or None: a page links only what answers."""
    if kind == "source":
        return path_of(kind, key) if key in catalogue.sources else None
    return path_of(kind, key) if catalogue.get(kind, key) else None


def compare_path(codes: Iterable[str]) -> str:
    """The one address of these modifiers side by side, whatever their order."""
    return path_of("comparison", ModifierSet.of(codes).slug)


def absolute(path: str) -> str:
    """A path with the site's origin in front (``settings.SITE_ORIGIN``)."""
    return settings.SITE_ORIGIN.rstrip("/") + path
