"""Lists of subjects with the modifiers that belong to each (``listing/members.html``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from modifiers.catalogue import Catalogue

from .addresses import path_of
from .prose import Badge, Writer


def items_of(badges: Iterable[Badge]) -> tuple[tuple[str, str], ...]:
    """(name, path) of the modifiers that have a page, for :class:`.structured_data.About`."""
    return tuple((badge.name, badge.url) for badge in badges if badge.url)


def with_members(
    snapshot: Catalogue, kind: str, codes_of: Callable[[str], Iterable[str]]
) -> list[tuple[str, Any, tuple[Badge, ...]]]:
    """(address, document, badges) of every live subject of a kind.

    Args:
        snapshot: the catalogue.
        kind: of the subjects.
        codes_of: a subject's key → the codes of its modifiers, in their order.
    """
    writer = Writer(snapshot)
    return [
        (path_of(kind, key), entry.document, writer.badges(codes_of(key))) for key, entry in snapshot.all(kind).items()
    ]
