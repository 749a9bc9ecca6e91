"""The catalogue's documents as the router takes them. The one module of this package that knows the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from modifiers.catalogue import Catalogue, Entry
from modifiers.documents import PayerDocument

from .route import Published


class _Documents(Mapping[str, Any]):
    """Live documents of one kind by key, each read when it is asked for."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = entries

    def __getitem__(self, key: str) -> Any:
        return self._entries[key].document

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


def published(snapshot: Catalogue) -> Published:
    """Everything that readers see now."""
    payers = tuple(entry.document for entry in snapshot.all("payer").values())
    return Published(
        denial_codes=_Documents(snapshot.all("denial_code")),
        modifiers=_Documents(snapshot.all("modifier")),
        families=_Documents(snapshot.all("family")),
        payers=tuple(payer for payer in payers if isinstance(payer, PayerDocument)),
    )
