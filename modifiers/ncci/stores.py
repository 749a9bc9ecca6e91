"""Where the rows of a release lie: a file of its own beside SQLite, a table of its own on PostgreSQL.

A full quarter has some 4.5 million rows. In the tables that readers and editors share, loading them would hold locks
and removing them would take minutes. Apart, a release is built where nobody reads, is complete before anything points
to it, and is removed as a whole (docs/adr/0017).

SQL names its table ``{table}`` and its values ``%s``; it must mean the same on both databases. ``{by_index}`` after a
table has SQLite read it by the first index of the dataset, which PostgreSQL finds out by itself.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import DatabaseError, IntegrityError, OperationalError, ProgrammingError, connection, transaction

from .datasets import Dataset

Rows = list[tuple[Any, ...]]

_KEPT_OPEN = 8
_CACHE_KIB = 65_536
_LOCK_KEY = 0x6E636369  # "ncci"; PostgreSQL knows its locks by number
_NO_SUCH_TABLE = "42P01"
_COPIED_AT_ONCE = 1024
_SORT_MIB = 256


class ImportRunning(Exception):
    """Another process imports now."""


class Store(ABC):
    """The rows of one release. Built once by :meth:`create`, :meth:`insert`, :meth:`finish`, then only read."""

    def __init__(self, name: str, dataset: Dataset) -> None:
        self.name = name
        self.dataset = dataset

    @abstractmethod
    def create(self) -> None:
        """Make an empty one. What lies there from before is gone."""

    @abstractmethod
    def insert(self, rows: Rows) -> None:
        """Add rows, in the order of the dataset's columns. A key that is there already is left as it is."""

    @abstractmethod
    def finish(self) -> None:
        """Make the indexes, and make what was written last."""

    @abstractmethod
    def drop(self) -> None:
        """Remove it, whatever its state."""

    @abstractmethod
    def query(self, sql: str, values: Sequence[Any] = ()) -> Rows:
        """Read rows.

        Raises:
            OperationalError: if it cannot be read.
        """


class FileStore(Store):
    """A SQLite file. Until it is finished it has another name, so that no half of one is ever read."""

    _open = threading.local()
    changes = 0
    """How often this process has learnt of other releases. Threads then close the files that are gone."""

    def __init__(self, name: str, dataset: Dataset) -> None:
        super().__init__(name, dataset)
        self._writer: sqlite3.Connection | None = None

    @property
    def path(self) -> Path:
        """The finished file."""
        return _folder() / f"{self.name}.sqlite3"

    @property
    def _building(self) -> Path:
        return self.path.with_suffix(".building")

    def create(self) -> None:
        columns = ", ".join(f"{name} {type_} NOT NULL" for name, type_ in self.dataset.columns)
        with _told_as_operational():
            self.drop()
            self.path.parent.mkdir(parents=True, exist_ok=True)
            writer = self._writer = sqlite3.connect(self._building, isolation_level=None)
            # A crash leaves a file that nothing points to; so nothing is journaled, and all is synced at the end.
            for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE_KIB}"):
                writer.execute(f"PRAGMA {pragma}")
            writer.execute(f"CREATE TABLE rows ({columns}, PRIMARY KEY ({', '.join(self.dataset.key)})) WITHOUT ROWID")
            writer.execute("BEGIN")

    def insert(self, rows: Rows) -> None:
        places = ", ".join("?" * len(self.dataset.columns))
        assert self._writer is not None
        with _told_as_operational():
            self._writer.executemany(f"INSERT OR IGNORE INTO rows VALUES ({places})", rows)

    def finish(self) -> None:
        writer = self._writer
        assert writer is not None
        with _told_as_operational():
            writer.execute("COMMIT")
            for number, columns in enumerate(self.dataset.indexes):
                writer.execute(f"CREATE INDEX by_{number} ON rows ({', '.join(columns)})")
            writer.close()
            self._writer = None
            _sync(self._building)
            self._building.rename(self.path)
            _sync(self.path.parent)

    def drop(self) -> None:
        if self._writer is not None:
            with suppress(sqlite3.Error):
                self._writer.close()
            self._writer = None
        if known := getattr(self._open, "connections", {}).pop(self.path, None):
            known.close()
        for path in (self._building, self.path):
            path.unlink(missing_ok=True)
        forget_removed()

    def query(self, sql: str, values: Sequence[Any] = ()) -> Rows:
        text = sql.format(table="rows", by_index="INDEXED BY by_0").replace("%s", "?")
        with _told_as_operational():
            return self._reader().execute(text, tuple(values)).fetchall()

    def _reader(self) -> sqlite3.Connection:
        """This thread's own connection: a new one costs more than a query, and an immutable file needs no locks."""
        if self._writer is not None:
            return self._writer
        connections: OrderedDict[Path, sqlite3.Connection] | None = getattr(self._open, "connections", None)
        if connections is None:
            connections = self._open.connections = OrderedDict()
        if getattr(self._open, "changes", 0) != FileStore.changes:
            # A removed file takes its room on the disk for as long as somebody holds it open.
            self._open.changes = FileStore.changes
            for path in [path for path in connections if not path.exists()]:
                connections.pop(path).close()
        found = connections.get(self.path)
        if found is None:
            address = f"file:{quote(str(self.path))}?mode=ro&immutable=1"
            found = connections[self.path] = sqlite3.connect(address, uri=True)
            while len(connections) > _KEPT_OPEN:
                connections.popitem(last=False)[1].close()
        connections.move_to_end(self.path)
        return found


class TableStore(Store):
    """A table of PostgreSQL. All is written in one transaction, so that a crash leaves nothing.

    The rows go through one COPY from :meth:`create` to :meth:`finish`: the server takes some in while others are read.
    """

    def __init__(self, name: str, dataset: Dataset) -> None:
        super().__init__(name, dataset)
        self._transaction: ExitStack | None = None
        self._copying: ExitStack | None = None
        self._copy: Any = None

    @property
    def table(self) -> str:
        """The name of the table, as it is written in SQL."""
        return connection.ops.quote_name(self.name.replace("-", "_"))

    def create(self) -> None:
        self.drop()
        self._transaction = ExitStack()
        self._transaction.enter_context(transaction.atomic())
        # Codes compare byte by byte, as on SQLite; by the rules of a language they would also be slower to sort.
        types = {"text": 'text COLLATE "C"', "integer": "integer"}
        columns = ", ".join(f"{name} {types[type_]} NOT NULL" for name, type_ in self.dataset.columns)
        self._execute(f"CREATE TABLE {self.table} ({columns})")
        self._copying = ExitStack()
        self._copying.enter_context(connection.wrap_database_errors)
        cursor = self._copying.enter_context(connection.cursor())
        # Frozen rows are written once: no reader and no vacuum has to mark them as settled afterwards.
        self._copy = self._copying.enter_context(cursor.cursor.copy(f"COPY {self.table} FROM STDIN WITH (FREEZE)"))

    def insert(self, rows: Rows) -> None:
        between = len(self.dataset.columns) - 1
        line = "\t".join(["%s"] * len(self.dataset.columns)) + "\n"
        with connection.wrap_database_errors:
            for start in range(0, len(rows), _COPIED_AT_ONCE):
                some = rows[start : start + _COPIED_AT_ONCE]
                text = "".join([line % row for row in some])
                # Nearly no text has a sign that COPY reads as its own; those few are written with more care.
                ends, tabs = text.count("\n"), text.count("\t")
                if "\\" in text or "\r" in text or (ends, tabs) != (len(some), between * len(some)):
                    for row in some:
                        self._copy.write_row(row)
                else:
                    self._copy.write(text)

    def finish(self) -> None:
        self._end_copy()
        key = ", ".join(self.dataset.key)
        make_key = f"ALTER TABLE {self.table} ADD PRIMARY KEY ({key})"
        self._execute(f"SET LOCAL maintenance_work_mem = '{_SORT_MIB}MB'")
        try:
            with transaction.atomic():
                self._execute(make_key)
        except IntegrityError:
            # Rows with the same key are rare, so they are looked for only when there are some.
            self._execute(
                f"DELETE FROM {self.table} WHERE ctid IN (SELECT ctid FROM (SELECT ctid, row_number() OVER "
                f"(PARTITION BY {key} ORDER BY ctid) AS place FROM {self.table}) AS numbered WHERE place > 1)"
            )
            self._execute(make_key)
        for columns in self.dataset.indexes:
            self._execute(f"CREATE INDEX ON {self.table} ({', '.join(columns)})")
        self._execute(f"ANALYZE {self.table}")
        self._leave()

    def drop(self) -> None:
        if self._transaction is not None:
            undone = RuntimeError("The import is taken back.")
            with suppress(DatabaseError):
                self._end_copy(undone)
            self._leave(undone)
        self._execute(f"DROP TABLE IF EXISTS {self.table}")

    def query(self, sql: str, values: Sequence[Any] = ()) -> Rows:
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql.format(table=self.table, by_index=""), tuple(values))
                return cursor.fetchall()
        except ProgrammingError as error:
            if getattr(error.__cause__, "sqlstate", "") != _NO_SUCH_TABLE:
                raise
            raise OperationalError(f"The table of official rows is gone: {self.name}.") from error

    def _end_copy(self, error: Exception | None = None) -> None:
        """Have the server take in what was written, or with an error, throw it away."""
        left, self._copying, self._copy = self._copying, None, None
        if left is not None:
            left.__exit__(type(error) if error else None, error, None)

    def _leave(self, error: Exception | None = None) -> None:
        """End the transaction: with an error, take it back."""
        left, self._transaction = self._transaction, None
        if left is not None:
            left.__exit__(type(error) if error else None, error, None)

    def _execute(self, sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)


def store_of(name: str, dataset: Dataset) -> Store:
    """The store of this name, where the site's database keeps its own."""
    return TableStore(name, dataset) if connection.vendor == "postgresql" else FileStore(name, dataset)


def in_force(of: str = "") -> str:
    """SQL for an edit that holds on a day; its values are that day, twice (:meth:`~.records.Edit.holds_on`).

    Args:
        of: the name of the table with a dot, where there are two.
    """
    return f"{of}modifier_indicator <> '9' AND {of}effective <= %s AND ({of}deleted = 0 OR {of}deleted >= %s)"


def sweep(known: Iterable[str]) -> list[str]:
    """Remove the stores that no release names, as a crash may leave them. Call under :func:`import_lock`.

    Args:
        known: names of the stores that stay.

    Returns:
        The names of those that are gone.
    """
    kept = set(known)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            tables = [name for name in connection.introspection.table_names(cursor) if name.startswith("ncci_rows_")]
            gone = [name for name in tables if name.replace("_", "-") not in kept]
            for name in gone:
                cursor.execute(f"DROP TABLE {connection.ops.quote_name(name)}")
        return gone
    files = [path for end in ("sqlite3", "building") for path in _folder().glob(f"ncci-rows-*.{end}")]
    left = [path for path in files if path.suffix == ".building" or path.stem not in kept]
    for path in left:
        path.unlink(missing_ok=True)
    return sorted(path.name for path in left)


@contextmanager
def import_lock() -> Iterator[None]:
    """Held by the one process that imports; the operating system or PostgreSQL lets go of it when the process dies.

    Raises:
        ImportRunning: if another one holds it.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK_KEY])
            if not cursor.fetchone()[0]:
                raise ImportRunning
        try:
            yield
        finally:
            with suppress(OperationalError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK_KEY])
        return
    folder = _folder()
    with _told_as_operational():
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / "import.lock").open("w")
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ImportRunning from error
        yield


def forget_removed() -> None:
    """Let every thread of this process close the files of releases that are gone, when it next reads."""
    FileStore.changes += 1


def size_of(store: Store) -> int:
    """Bytes on disk, indexes included."""
    if isinstance(store, FileStore):
        return store.path.stat().st_size if store.path.exists() else 0
    assert isinstance(store, TableStore)
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(pg_total_relation_size(to_regclass(%s)), 0)", [store.table])
        return int(cursor.fetchone()[0])


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "ncci"


def _sync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def _told_as_operational() -> Iterator[None]:
    """A file that is gone, damaged or full is what the rest of the site knows as a database that is away."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise OperationalError(f"The table of official rows cannot be used: {error}.") from error
