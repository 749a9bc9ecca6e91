"""A plan: what an upload would do, row by row or file by file, found without writing anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from modifiers.documents import Document, Source
from modifiers.documents.base import canonical_json, content_hash

How = Literal["new", "changed", "unchanged", "refused"]
SOURCE = "source"
"""The kind under which sources stand in plans and events, beside the kinds of subjects."""

May = Callable[[str], bool]
"""Whether the person may add to and change a kind."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row or file.

    Attributes:
        place: where it stands: ``row 7``, ``modifiers/59.yaml, line 3``.
        kind: of the subject, or ``source``; empty where it could not be told.
        key: its natural key, likewise.
        how: what would become of it.
        old: what the working copy says now; None if there is none, or its rows do not fit together.
        new: what it would say; None if refused.
        reasons: why it is refused, as sentences.
    """

    place: str
    kind: str
    key: str
    how: How
    old: Document | Source | None = None
    new: Document | Source | None = None
    reasons: tuple[str, ...] = ()

    @property
    def identity(self) -> str:
        """``payer/aetna``, by which two looks at one file are compared; the place where it names nothing."""
        return f"{self.kind}/{self.key}" if self.key else self.place

    def fingerprint(self) -> str:
        """Stands for what was shown of it: another one means that something is different now."""
        return content_hash(canonical_json([self.place, self.how, *self.reasons, _data(self.old), _data(self.new)]))


@dataclass(frozen=True)
class Plan:
    """Everything that an upload would do.

    Attributes:
        entries: in the order of the file.
        remarks: sentences about what the file leaves out or the reader chose.
    """

    entries: tuple[Entry, ...]
    remarks: tuple[str, ...] = field(default=())

    @cached_property
    def counts(self) -> Counter[str]:
        """How many entries of each ``how``."""
        return Counter(entry.how for entry in self.entries)

    @property
    def is_refused(self) -> bool:
        """Whether anything is refused; then nothing of it is written."""
        return bool(self.counts["refused"]) or not self.entries

    @property
    def writes(self) -> bool:
        """Whether there is anything to write."""
        return not self.is_refused and bool(self.counts["new"] or self.counts["changed"])

    @property
    def told(self) -> str:
        """“3 new, 1 changed, 12 unchanged”."""
        named = [
            f"{self.counts[how]:,} {how}" for how in ("new", "changed", "unchanged", "refused") if self.counts[how]
        ]
        return ", ".join(named) or "nothing"

    def written(self) -> tuple[Entry, ...]:
        """The entries that would be written."""
        return tuple(entry for entry in self.entries if entry.how in ("new", "changed"))

    def shown(self) -> dict[str, str]:
        """Identity → fingerprint, to be kept with the preview."""
        return {entry.identity: entry.fingerprint() for entry in self.entries}

    def since(self, shown: dict[str, str]) -> list[str]:
        """The identities that are no longer as they were shown."""
        now = self.shown()
        return sorted(name for name in now.keys() | shown.keys() if now.get(name) != shown.get(name))


def _data(value: Any) -> Any:
    return value.model_dump(mode="json") if value is not None else None
