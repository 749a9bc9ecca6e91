"""Which snapshot holds: kept in each process, taken anew when the catalogue's version has moved."""

from __future__ import annotations

import logging
import threading
import time
import zlib
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import Error as DatabaseError
from django.db import close_old_connections, connection
from django.utils import timezone

from modifiers.models.edition import CatalogueVersion, Edition

from .last_known import LastKnown
from .snapshot import Catalogue, Entry

logger = logging.getLogger(__name__)

CHECK_EVERY = 0.25
"""Seconds between two looks at the catalogue's version (docs/architecture.md, "The life of a request")."""

PATIENCE = 0.2
"""Seconds that a reader waits for whoever holds the database locked, before going on with the catalogue known last."""

_KEPT_SNAPSHOTS = 8


class CatalogueUnavailable(Exception):
    """The database cannot be reached and no catalogue was ever seen here."""


@dataclass(frozen=True, slots=True)
class _State:
    """What was read last, in one piece: a thread that reads while another takes over sees all of it or none."""

    entries: Mapping[int, Entry]
    moments: list[datetime]
    stamp: str

    @classmethod
    def of(cls, stamp: str, entries: Mapping[int, Entry]) -> _State:
        """A state with the moments at which it changes by itself."""
        return cls(entries, sorted({entry.live_from for entry in entries.values()}), stamp)


class Store:
    """Keeps the snapshots of one process. Safe under threads: one rebuilds, the others go on reading.

    ``known`` remembers beyond the process what was read last, for a start while the database is away.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, known: LastKnown | None = None) -> None:
        self._clock = clock
        self._known = known
        self._lock = threading.Lock()
        self._read_state = _State({}, [], "")
        self._snapshots: OrderedDict[int, Catalogue] = OrderedDict()
        self._checked_at = float("-inf")
        self.must_check = True
        """Something was published here, or nothing read yet: what is known is not to be gone by."""
        self.is_degraded = False

    def snapshot(self, at: datetime | None = None) -> Catalogue:
        """The catalogue at a moment (now by default).

        Raises:
            CatalogueUnavailable: if there is no database and nothing has been read before.
        """
        self._keep_current()
        state = self._read_state
        point = bisect_right(state.moments, at or timezone.now())
        found = self._snapshots.get(point)
        if found is None or found.stamp != state.stamp:
            since = state.moments[point - 1] if point else datetime.min.replace(tzinfo=timezone.get_default_timezone())
            found = Catalogue(state.entries.values(), since, state.stamp)
            with self._lock:
                self._snapshots[point] = found
                while len(self._snapshots) > _KEPT_SNAPSHOTS:
                    self._snapshots.popitem(last=False)
        return found

    def version(self) -> tuple[str, int]:
        """What distinguishes this snapshot from others: the stamp, and how many moments of editions have come.

        Cheap: no snapshot is built, and the database is asked at most every :data:`CHECK_EVERY` seconds.

        Raises:
            CatalogueUnavailable: as :meth:`snapshot`.
        """
        self._keep_current()
        return self.known_version()

    def known_version(self) -> tuple[str, int]:
        """:meth:`version` as of the last look at the database, whenever that was."""
        state = self._read_state
        return state.stamp, bisect_right(state.moments, timezone.now())

    def is_due(self) -> bool:
        """Whether the next reading asks the database."""
        return self.must_check or self._clock() - self._checked_at >= CHECK_EVERY

    def invalidate(self) -> None:
        """Look at the database on the next read, without waiting for the quarter of a second."""
        self.must_check = True

    @property
    def checked_ago(self) -> float:
        """Seconds since this process last looked at the catalogue's version, or tried to."""
        return self._clock() - self._checked_at

    def _keep_current(self) -> None:
        if not self.is_due():
            return
        waits = self.must_check or not self._read_state.stamp
        if not self._lock.acquire(blocking=waits):
            return
        try:
            if not self.is_due():
                return
            self.must_check = False
            if self._read_state.stamp:
                with impatient(connection):
                    self._read()
            else:
                self._read()
            self.is_degraded = False
        except DatabaseError as error:
            if not self.is_degraded:
                logger.warning("catalogue: database unreachable, serving the last version (%s)", type(error).__name__)
            self.is_degraded = True
            if not self._read_state.stamp and not self._recall():
                self.must_check = True
                raise CatalogueUnavailable from error
        finally:
            self._checked_at = self._clock()
            self._lock.release()

    def _read(self) -> None:
        """Take over what is new. Editions never change, so a known one is not read again."""
        stamp = CatalogueVersion.objects.values_list("stamp", flat=True).get(id=1)
        if stamp == self._read_state.stamp:
            return
        stored = {id_: (sha, at) for id_, sha, at in Edition.objects.values_list("id", "sha256", "published_at")}
        kept = {
            id_: entry
            for id_, entry in self._read_state.entries.items()
            if stored.get(id_) == (entry.sha256, entry.published_at)
        }
        missing = sorted(stored.keys() - kept.keys())
        for start in range(0, len(missing), 500):
            for row in Edition.objects.filter(id__in=missing[start : start + 500]):
                kept[row.id] = _entry(row)
        self._snapshots = OrderedDict()
        self._read_state = _State.of(stamp, kept)
        if self._known:
            self._known.remember(stamp, [asdict(entry) for entry in kept.values()])

    def _recall(self) -> bool:
        """Take over what was known when a process last read the database. Whether there was anything."""
        found = self._known.recall() if self._known else None
        if found is None:
            return False
        stamp, rows = found
        self._read_state = _State.of(stamp, {row["id"]: Entry(**row) for row in rows})
        return True


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


store = Store(known=LastKnown())


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
