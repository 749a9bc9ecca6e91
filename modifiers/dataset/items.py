"""What the file holds: a head, and one item for each modifier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from modifiers.documents import ModifierDocument


@dataclass(frozen=True, slots=True)
class Item:
    """One modifier: what is told of its edition, its document, and the document's frozen text."""

    facts: Mapping[str, Any]
    document: ModifierDocument
    text: str


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the items. ``updated`` is the moment since which the data are so, in UTC."""

    name: str
    updated: str
    count: int
    url: str
    terms: str

    def told(self) -> dict[str, Any]:
        """As members, in their order."""
        return {"name": self.name, "updated": self.updated, "url": self.url, "terms": self.terms, "count": self.count}
