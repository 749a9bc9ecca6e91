"""The catalogue: everything that readers read, as an immutable snapshot in memory.

``catalogue(at=None)`` is the state of the reference at a moment: for every subject the edition with
the highest number whose ``live_from`` has come. It is built from editions alone. A process asks the
database for the catalogue's version at most every 250 ms, rebuilds when it has moved or when the next
scheduled edition's moment has come, and goes on with what it has when the database is unreachable.
Pages, search, feeds and letters read this and nothing else.
"""

from __future__ import annotations

import json
import logging
import threading
import time
import zlib
from bisect import bisect_right
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import Any

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection
from django.utils import timezone

from modifiers import documents
from modifiers.codes import DenialCode, ModifierCode
from modifiers.documents import ComparisonDocument, ModifierDocument
from modifiers.documents.parts import Related
from modifiers.models.edition import CatalogueVersion, Edition

logger = logging.getLogger(__name__)

CHECK_EVERY = 0.25
"""Seconds between two looks at the catalogue's version (docs/architecture.md, "The life of a request")."""

PATIENCE = 0.2
"""Seconds that a reader waits for whoever holds the database locked, before going on with the catalogue known last."""

_KEPT_SNAPSHOTS = 8


class CatalogueUnavailable(Exception):
    """The database cannot be reached and this process has never seen a catalogue."""


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


class Store:
    """Keeps the snapshots of one process. Safe under threads: one rebuilds, the others go on reading."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._entries: dict[int, Entry] = {}
        self._moments: list[datetime] = []
        self._stamp = ""
        self._snapshots: OrderedDict[int, Catalogue] = OrderedDict()
        self._checked_at = float("-inf")
        self._must_check = True
        self.is_degraded = False

    def snapshot(self, at: datetime | None = None) -> Catalogue:
        """The catalogue at a moment (now by default).

        Raises:
            CatalogueUnavailable: if there is no database and nothing has been read before.
        """
        self._keep_current()
        moments, entries, stamp = self._moments, self._entries, self._stamp
        point = bisect_right(moments, at or timezone.now())
        found = self._snapshots.get(point)
        if found is None or found.stamp != stamp:
            since = moments[point - 1] if point else datetime.min.replace(tzinfo=timezone.get_default_timezone())
            found = Catalogue(entries.values(), since, stamp)
            with self._lock:
                self._snapshots[point] = found
                while len(self._snapshots) > _KEPT_SNAPSHOTS:
                    self._snapshots.popitem(last=False)
        return found

    def invalidate(self) -> None:
        """Look at the database on the next read, without waiting for the quarter of a second."""
        self._must_check = True

    def _keep_current(self) -> None:
        if not self._must_check and self._clock() - self._checked_at < CHECK_EVERY:
            return
        waits = self._must_check or not self._stamp
        if not self._lock.acquire(blocking=waits):
            return
        try:
            if not self._must_check and self._clock() - self._checked_at < CHECK_EVERY:
                return
            self._must_check = False
            if self._stamp:
                with impatient(connection):
                    self._read()
            else:
                self._read()
            self.is_degraded = False
        except DatabaseError as error:
            if not self.is_degraded:
                logger.warning("catalogue: database unreachable, serving the last version (%s)", type(error).__name__)
            self.is_degraded = True
            if not self._stamp:
                self._must_check = True
                raise CatalogueUnavailable from error
        finally:
            self._checked_at = self._clock()
            self._lock.release()

    def _read(self) -> None:
        """Take over what is new. Editions never change, so a known one is not read again."""
        stamp = CatalogueVersion.objects.values_list("stamp", flat=True).get(id=1)
        if stamp == self._stamp:
            return
        stored = {id_: (sha, at) for id_, sha, at in Edition.objects.values_list("id", "sha256", "published_at")}
        kept = {
            id_: entry for id_, entry in self._entries.items() if stored.get(id_) == (entry.sha256, entry.published_at)
        }
        missing = sorted(stored.keys() - kept.keys())
        for start in range(0, len(missing), 500):
            for row in Edition.objects.filter(id__in=missing[start : start + 500]):
                kept[row.id] = _entry(row)
        self._entries = kept
        self._moments = sorted({entry.live_from for entry in kept.values()})
        self._snapshots = OrderedDict()
        self._stamp = stamp


def _entry(row: Edition) -> Entry:
    return Entry(
        id=row.id,
        kind=row.kind,
        key=row.key,
        number=row.number,
        live_from=row.live_from,
        published_at=row.published_at,
        is_major=row.is_major,
        is_correction=row.is_correction,
        change_note=row.change_note,
        withdrawal=row.withdrawal,
        merged_into=row.merged_into,
        sha256=row.sha256,
        packed=zlib.compress(row.document.encode()),
    )


@contextmanager
def impatient(used: Any) -> Iterator[None]:
    """Have this thread's connection to SQLite wait no longer than :data:`PATIENCE` for a lock, also while it is opened.

    PostgreSQL's readers wait for no writer.
    """
    if used.vendor != "sqlite":
        yield
        return
    patient = used.settings_dict
    options = patient["OPTIONS"]
    used.settings_dict = {**patient, "OPTIONS": {**options, "timeout": PATIENCE}}
    _wait_for_locks(used, PATIENCE)
    try:
        yield
    finally:
        used.settings_dict = patient
        _wait_for_locks(used, options.get("timeout", 5))


def _wait_for_locks(used: Any, seconds: float) -> None:
    """Applies to a connection that is open; one that is opened later takes it from its settings."""
    if used.connection is not None:
        used.connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


store = Store()


def catalogue(at: datetime | None = None) -> Catalogue:
    """The reference as it stands now, or as it stood at a moment."""
    return store.snapshot(at)


def warm() -> None:
    """Build the current snapshot and its indexes; for the start of a server process."""
    try:
        catalogue().warm()
    except CatalogueUnavailable:
        logger.warning("catalogue: database unreachable at start")
    finally:
        close_old_connections()
