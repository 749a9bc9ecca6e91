"""One state of the reference: every subject's live edition, and what is found across them.

Immutable and in memory; nothing here touches the database. Which snapshot holds now is told by :mod:`.keeping`.
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any

from modifiers import documents
from modifiers.codes import DenialCode, ModifierCode
from modifiers.documents import ComparisonDocument, ModifierDocument
from modifiers.documents.parts import Related


@dataclass(frozen=True, eq=False)
class Entry:
    """One edition of one subject, with its document read on first use."""

    id: int
    kind: str
    key: str
    number: int
    live_from: datetime
    published_at: datetime
    is_major: bool
    is_correction: bool
    change_note: str
    withdrawal: str
    merged_into: str
    sha256: str
    packed: bytes = field(repr=False)

    @cached_property
    def document(self) -> documents.Document:
        """The frozen document."""
        return documents.parse(json.loads(zlib.decompress(self.packed)))

    @property
    def canonical_json(self) -> str:
        """The document's exact text, as hashed."""
        return zlib.decompress(self.packed).decode()


@dataclass(frozen=True, slots=True)
class Use:
    """A statement of a modifier, found from the other side: by payer, denial code, setting or source."""

    modifier: Entry
    statement: Any


@dataclass(frozen=True, slots=True)
class RelatedPair:
    """A related modifier as seen from one of the two: ``is_first`` when the pair is written there."""

    code: str
    relation: Related
    is_first: bool
    entry: Entry | None


class Catalogue:
    """An immutable snapshot at ``at``. Every mapping is read-only; nothing here touches the database."""

    def __init__(self, entries: Iterable[Entry], at: datetime, stamp: str) -> None:
        """Build from the editions of all subjects; those not yet live at ``at`` are left out."""
        self.at = at
        self.stamp = stamp
        histories: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        for entry in entries:
            if entry.live_from <= at:
                histories[entry.kind, entry.key].append(entry)
        self._histories = {
            subject: tuple(sorted(editions, key=lambda entry: -entry.number)) for subject, editions in histories.items()
        }
        current = {subject: editions[0] for subject, editions in self._histories.items()}
        live: dict[str, dict[str, Entry]] = {kind: {} for kind in documents.DOCUMENTS}
        for (kind, key), entry in sorted(current.items(), key=lambda item: sort_key(*item[0])):
            if not entry.withdrawal:
                live[kind][key] = entry
        self._withdrawn = {subject: entry for subject, entry in current.items() if entry.withdrawal}
        self._live: Mapping[str, Mapping[str, Entry]] = MappingProxyType(
            {kind: MappingProxyType(found) for kind, found in live.items()}
        )

    def all(self, kind: str) -> Mapping[str, Entry]:
        """Live entries of a kind by key, in the order in which they are listed."""
        return self._live[kind]

    def get(self, kind: str, key: str) -> Entry | None:
        """The live entry of one subject, or None."""
        return self._live.get(kind, {}).get(key)

    def withdrawn(self, kind: str, key: str) -> Entry | None:
        """The edition that withdrew a subject, or None while it is live or unknown."""
        return self._withdrawn.get((kind, key))

    def history(self, kind: str, key: str) -> tuple[Entry, ...]:
        """Editions whose ``live_from`` has come, newest first."""
        return self._histories.get((kind, key), ())

    def edition(self, kind: str, key: str, number: int) -> Entry | None:
        """One edition by number, or None if there is none or its moment has not come."""
        return next((entry for entry in self.history(kind, key) if entry.number == number), None)

    @property
    def modifiers(self) -> Mapping[str, Entry]:
        """Live modifiers by code, numeric codes first."""
        return self._live["modifier"]

    @cached_property
    def updates(self) -> tuple[Entry, ...]:
        """Major editions and withdrawals of all subjects, newest first."""
        told = [e for editions in self._histories.values() for e in editions if e.is_major or e.withdrawal]
        return tuple(sorted(told, key=lambda entry: (entry.live_from, entry.id), reverse=True))

    @cached_property
    def went_live(self) -> tuple[Entry, ...]:
        """Every edition of every subject that readers have seen, in the order in which they began to see it.

        Left out is what a later number replaced before its moment had come (docs/adr/0003): it was never live.
        """
        seen = []
        for editions in self._histories.values():
            taken_at: datetime | None = None
            for entry in editions:
                if taken_at is None or entry.live_from < taken_at:
                    taken_at = entry.live_from
                    seen.append(entry)
        return tuple(sorted(seen, key=lambda entry: (entry.live_from, entry.id)))

    @cached_property
    def corrections(self) -> tuple[Entry, ...]:
        """Editions that correct what an edition before them had wrong, newest first."""
        told = [e for editions in self._histories.values() for e in editions if e.is_correction and not e.withdrawal]
        return tuple(sorted(told, key=lambda entry: (entry.live_from, entry.id), reverse=True))

    def updated_at(self, kind: str, key: str) -> datetime | None:
        """When the last major edition went live: the date that readers and search engines are told."""
        return next((entry.live_from for entry in self.history(kind, key) if entry.is_major), None)

    @cached_property
    def by_family(self) -> Mapping[str, tuple[Entry, ...]]:
        """Family slug → its modifiers."""
        return _grouped((doc.family, entry) for entry, doc in self._modifier_documents() if doc.family)

    @cached_property
    def by_topic(self) -> Mapping[str, tuple[Entry, ...]]:
        """Topic slug → its modifiers."""
        return _grouped((topic, entry) for entry, doc in self._modifier_documents() for topic in doc.topics)

    @cached_property
    def by_setting(self) -> Mapping[str, tuple[Use, ...]]:
        """Setting slug → uses (:class:`SettingUse`)."""
        return _grouped(
            (use.setting, Use(entry, use)) for entry, doc in self._modifier_documents() for use in doc.where_used
        )

    @cached_property
    def by_payer(self) -> Mapping[str, tuple[Use, ...]]:
        """Payer slug → notes (:class:`PayerNote`)."""
        return _grouped(
            (note.payer, Use(entry, note)) for entry, doc in self._modifier_documents() for note in doc.payer_notes
        )

    @cached_property
    def by_question(self) -> Mapping[str, tuple[Use, ...]]:
        """Question slug → notes (:class:`PayerNote`) that answer it."""
        return _grouped(
            (note.topic, Use(entry, note))
            for entry, doc in self._modifier_documents()
            for note in doc.payer_notes
            if note.topic
        )

    @cached_property
    def by_compared(self) -> Mapping[str, tuple[Entry, ...]]:
        """Modifier code → the comparisons that hold it, those of fewest codes first."""
        found: list[tuple[int, str, Entry]] = []
        for entry in self._live["comparison"].values():
            assert isinstance(entry.document, ComparisonDocument)
            found += [(len(entry.document.codes), code, entry) for code in entry.document.codes]
        return _grouped((code, entry) for _, code, entry in sorted(found, key=lambda row: (row[0], row[2].key)))

    @cached_property
    def by_denial(self) -> Mapping[str, tuple[Use, ...]]:
        """Denial code slug → denial reasons (:class:`Denial`)."""
        return _grouped(
            (code, Use(entry, denial))
            for entry, doc in self._modifier_documents()
            for denial in doc.denials
            for code in denial.codes
        )

    @cached_property
    def by_procedure(self) -> Mapping[str, tuple[str, ...]]:
        """Procedure code → modifiers whose pages name it, among typical codes or on a claim line of an example."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for _, doc in self._modifier_documents():
            named = [code for use in doc.where_used for code in use.procedures]
            named += [line.procedure for scenario in doc.scenarios for line in scenario.lines]
            for code in named:
                found[code][doc.code] = None
        return MappingProxyType({code: tuple(codes) for code, codes in found.items()})

    @cached_property
    def by_source(self) -> Mapping[str, tuple[Entry, ...]]:
        """Source key → live entries of any kind that cite it."""
        return _grouped(
            (source.key, entry)
            for found in self._live.values()
            for entry in found.values()
            for source in entry.document.sources
        )

    @cached_property
    def sources(self) -> Mapping[str, documents.Source]:
        """Every cited source by key; where editions hold different copies, the one last checked."""
        newest: dict[str, documents.Source] = {}
        for found in self._live.values():
            for entry in found.values():
                for source in entry.document.sources:
                    if source.key not in newest or newest[source.key].checked_on < source.checked_on:
                        newest[source.key] = source
        return MappingProxyType(dict(sorted(newest.items())))

    @cached_property
    def related(self) -> Mapping[str, tuple[RelatedPair, ...]]:
        """Modifier code → its pairs, whichever of the two holds the row."""
        pairs: list[tuple[str, RelatedPair]] = []
        for entry, doc in self._modifier_documents():
            for relation in doc.related:
                pairs.append(
                    (doc.code, RelatedPair(relation.code, relation, True, self.get("modifier", relation.code)))
                )
                pairs.append((relation.code, RelatedPair(doc.code, relation, False, entry)))
        return _grouped(pairs)

    def _modifier_documents(self) -> Iterable[tuple[Entry, ModifierDocument]]:
        for entry in self.modifiers.values():
            assert isinstance(entry.document, ModifierDocument)
            yield entry, entry.document

    def warm(self) -> None:
        """Read every live document and build every index now rather than on first use."""
        for name in (
            "updates",
            "went_live",
            "corrections",
            "by_family",
            "by_topic",
            "by_setting",
            "by_payer",
            "by_question",
            "by_compared",
            "by_denial",
            "by_procedure",
            "by_source",
            "sources",
            "related",
        ):
            getattr(self, name)


def _grouped(pairs: Iterable[tuple[str, Any]]) -> Mapping[str, tuple[Any, ...]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return MappingProxyType({key: tuple(values) for key, values in found.items()})


def sort_key(kind: str, key: str) -> tuple[Any, ...]:
    """Where a subject stands among those of its kind: codes in their own order, the rest by key."""
    if kind == "modifier":
        return (kind, *ModifierCode(key).sort_key)
    if kind == "denial_code":
        return (kind, *DenialCode.parse(key).sort_key)
    return (kind, key)
