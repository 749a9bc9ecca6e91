"""Where the data of a site lies: copied into a backup, and a backup tried in a scratch place beside it."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from django.conf import settings

from . import files, postgresql, sqlite
from .contents import Contents
from .manifest import BackupError, Engine, Manifest, sha256_of


@dataclass(frozen=True, slots=True)
class Copied:
    """What lies in a new backup. ``proven`` are files that a verified backup holds, byte by byte, as well."""

    contents: Contents
    missing: tuple[str, ...] = ()
    proven: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Tried:
    """A backup restored to a scratch place: what it holds, what is wrong with it, and how a site reads it."""

    contents: Contents
    problems: Sequence[str]
    data_dir: Path
    database_url: str


class Place(Protocol):
    """Where the data lies."""

    engine: Engine

    @property
    def url(self) -> str:
        """The address of the database; it may hold a password."""
        ...

    def version(self) -> str:
        """Of the database engine."""
        ...

    def room_needed(self) -> int:
        """Bytes that a backup and its trial take on the disk of the backups, roughly."""
        ...

    def copy_into(self, folder: Path, before: Path | None) -> Copied:
        """Copy everything into a folder. ``before`` is the backup before, with which unchanged files may be shared."""
        ...

    def tried(self, folder: Path, copied: Copied) -> AbstractContextManager[Tried]:
        """Restore a copy to a scratch place, which is gone afterwards."""
        ...


class SqlitePlace:
    """A SQLite file, and the stores of official rows in the data directory."""

    engine: Engine = "sqlite"

    def __init__(self, database: Path, data_dir: Path) -> None:
        self.database, self.data_dir = database, data_dir

    @property
    def url(self) -> str:
        return f"sqlite:///{quote(str(self.database))}"

    def version(self) -> str:
        return sqlite3.sqlite_version

    def room_needed(self) -> int:
        try:
            return 2 * self.database.stat().st_size
        except OSError as error:
            raise BackupError(f"There is no database: {error.strerror}.") from error

    def copy_into(self, folder: Path, before: Path | None) -> Copied:
        contents = sqlite.copy(self.database, folder / sqlite.DATABASE)
        known = _hashes(before)
        missing, proven = [], set()
        for store in sqlite.stores(folder / sqlite.DATABASE):
            target = folder / store.path
            # A finished store never changes, so that one copy does for all backups, as long as its bytes are right.
            if before and store.path in known and _is(before / store.path, known[store.path]):
                files.link_or_copy(before / store.path, target)
                proven.add(store.path)
            elif (self.data_dir / store.path).exists():
                files.copy(self.data_dir / store.path, target)
            else:
                missing.append(store.name)
        return Copied(contents, tuple(missing), frozenset(proven))

    @contextmanager
    def tried(self, folder: Path, copied: Copied) -> Iterator[Tried]:
        scratch = Path(tempfile.mkdtemp(prefix=".scratch-", dir=folder.parent))
        try:
            files.copy(folder / sqlite.DATABASE, scratch / sqlite.DATABASE)
            found, problems = sqlite.check(scratch / sqlite.DATABASE)
            for store in sqlite.stores(scratch / sqlite.DATABASE):
                if store.name in copied.missing:
                    continue
                files.link_or_copy(folder / store.path, scratch / store.path)
                is_proven = store.path in copied.proven
                problems += sqlite.check_store(scratch / store.path, store.rows, is_proven=is_proven)
            yield Tried(found, problems, scratch, "")
        finally:
            shutil.rmtree(scratch, ignore_errors=True)


class PostgresPlace:
    """A PostgreSQL database, official rows included."""

    engine: Engine = "postgresql"

    def __init__(self, database: postgresql.Database, scratch: postgresql.Database | None = None) -> None:
        self.database, self.scratch = database, scratch or database

    @property
    def url(self) -> str:
        return self.database.url

    def version(self) -> str:
        return postgresql.server_version(self.database)

    def room_needed(self) -> int:
        return postgresql.size(self.database) // 2

    def copy_into(self, folder: Path, before: Path | None) -> Copied:
        return Copied(postgresql.dump(self.database, folder / postgresql.DUMP))

    @contextmanager
    def tried(self, folder: Path, copied: Copied) -> Iterator[Tried]:
        begin = postgresql.passing(postgresql.TRIAL, self.database)
        postgresql.drop_passing(self.scratch, begin)
        database = self.scratch.named(f"{begin}{uuid.uuid4().hex[:12]}")
        data_dir = Path(tempfile.mkdtemp(prefix=".scratch-", dir=folder.parent))
        try:
            postgresql.create(database)
            found = postgresql.load(folder / postgresql.DUMP, database)
            yield Tried(found, [], data_dir, database.url)
        finally:
            shutil.rmtree(data_dir, ignore_errors=True)
            postgresql.drop(database)


def configured() -> Place:
    """Where the settings say that the data lies."""
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        return SqlitePlace(sqlite.path_of(database), Path(settings.DATA_DIR))
    scratch = postgresql.Database.at(settings.BACKUPS_SCRATCH_URL) if settings.BACKUPS_SCRATCH_URL else None
    return PostgresPlace(postgresql.Database.of(database), scratch)


def _hashes(before: Path | None) -> dict[str, str]:
    if before is None:
        return {}
    try:
        return {file.path: file.sha256 for file in Manifest.read(before).files}
    except BackupError:
        return {}


def _is(path: Path, sha256: str) -> bool:
    try:
        return sha256_of(path) == sha256
    except OSError:
        return False
