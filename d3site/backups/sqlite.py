"""A SQLite database and the stores beside it: copied while the site runs, checked, and put in place of another.

Knows paths and no settings, so that it works where the site's own database is gone.
"""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

# REGEXP and other words of Django, which the CHECKs of our tables use.
from django.db.backends.sqlite3._functions import register  # type: ignore[import-untyped]

from . import contents, files
from .contents import Contents, ContentsError
from .manifest import BackupError

DATABASE = "d3.sqlite3"
STORES = "ncci"
_BESIDE = ("-journal", "-wal", "-shm")
_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Stored:
    """A store of official rows that a release names, and how many rows that release counts."""

    name: str
    rows: int

    @property
    def path(self) -> str:
        """Where it lies in a data directory, and in a backup."""
        return f"{STORES}/{self.name}.sqlite3"


def path_of(settings: Mapping[str, Any]) -> Path:
    """The file that an entry of Django's DATABASES names (``file:…?mode=rw``)."""
    return Path(str(settings["NAME"]).removeprefix("file:").partition("?")[0])


def copy(source: Path, target: Path) -> Contents:
    """Copy a database that others write to, and read from the same state what it holds.

    Readers go on. A writer waits for the copy, which takes a part of its patience of ten seconds: SQLite's backup in
    steps would let writers in between and begin anew after each.

    Raises:
        BackupError: if it cannot be read, or not be written.
    """
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with _told(source), _opened(source) as live, _opened(target) as copied:
        live.execute("BEGIN")
        found = contents.read(live.execute, _tables(live))
        live.backup(copied)
        live.execute("ROLLBACK")
    files.sync(target)
    return found


def check(database: Path) -> tuple[Contents, list[str]]:
    """Hold a database to SQLite's own rules.

    Returns:
        What it holds, and a sentence for each thing that is wrong.

    Raises:
        BackupError: if it cannot be read at all.
    """
    with _told(database), _opened(database) as opened:
        problems = [f"integrity: {line}" for (line,) in opened.execute("PRAGMA integrity_check(20)") if line != "ok"]
        broken = opened.execute("PRAGMA foreign_key_check").fetchmany(20)
        problems += [
            f"A row of {table} leads to a row of {parent} that is not there." for table, _, parent, _ in broken
        ]
        return contents.read(opened.execute, _tables(opened)), problems


def check_store(path: Path, rows: int, *, is_proven: bool) -> list[str]:
    """Hold a store to the number of rows that its release counts, and to SQLite's own rules unless that was done."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)) as opened:
            lines = [] if is_proven else opened.execute("PRAGMA integrity_check(5)").fetchall()
            found = [f"{path.name}: {line}" for (line,) in lines if line != "ok"]
            count = opened.execute("SELECT count(*) FROM rows").fetchone()[0]
    except sqlite3.Error as error:
        return [f"{path.name} cannot be read: {error}."]
    return found + [f"{path.name} has {count:,} rows, not {rows:,}."] * (count != rows)


def stores(database: Path) -> list[Stored]:
    """The stores that answer, as the releases of a database name them."""
    with _told(database), _opened(database) as opened:
        if "ncci_release" not in _tables(opened):
            return []
        named = opened.execute("SELECT store, line_count FROM ncci_release WHERE state = 'ready' ORDER BY store")
        return [Stored(name, rows) for name, rows in named]


def begin_anew(database: Path) -> None:
    """Make a copy fit to take the place of another: it bears a new stamp, and nobody is signed in.

    By the stamp every process notices. Sessions that have ended since the backup would live again.
    """
    with _told(database), _opened(database) as opened:
        tables = _tables(opened)
        opened.execute("BEGIN IMMEDIATE")
        if "modifiers_catalogueversion" in tables:
            opened.execute(
                "UPDATE modifiers_catalogueversion SET number = number + 1, stamp = ? WHERE id = 1", [uuid.uuid4().hex]
            )
        if "django_session" in tables:
            opened.execute("DELETE FROM django_session")
        opened.execute("COMMIT")
    files.sync(database)


def is_empty(database: Path) -> bool:
    """Whether there is nothing to lose: no file, or one without a byte, as ``d3site.prepare`` makes it."""
    return not database.exists() or database.stat().st_size == 0


def put_in_place(staged: Path, database: Path, aside: Path) -> None:
    """Have a whole, synced file take the place of the database; the old one stays in ``aside``.

    There is no moment without a database: the old file gets a second name, and the new one takes the first. Writers
    are waited for. Killed at any moment, it leaves the old database or the new one, each complete.
    """
    if is_empty(database):
        staged.replace(database)
        files.sync(database.parent)
        return
    with _no_writer(database):
        files.make_folder(aside)
        for end in _BESIDE:
            beside = database.with_name(database.name + end)
            if beside.exists():
                # No journal is hot any more, or the database is past opening. The new file must not meet it.
                beside.rename(aside / beside.name)
        os.link(database, aside / database.name)
        files.sync(aside)
        staged.replace(database)
        files.sync(database.parent)


@contextmanager
def _no_writer(database: Path) -> Iterator[None]:
    """Keep writers out, if the file can be opened; opening it takes back what a killed writer had begun."""
    opened = None
    try:
        with suppress(sqlite3.DatabaseError):
            opened = sqlite3.connect(f"file:{quote(str(database))}?mode=rw", uri=True, timeout=_PATIENCE)
            opened.isolation_level = None
            opened.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        if opened is not None:
            opened.close()


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    # With the right to write, because reading may have to take back what a killed writer had begun; never creating one.
    address = f"file:{quote(str(path))}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE, isolation_level=None)) as opened:
        register(opened)
        yield opened


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, ContentsError, OSError) as error:
        raise BackupError(f"{path.name}: {error}") from error


def _tables(opened: sqlite3.Connection) -> Sequence[str]:
    found = opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return [name for (name,) in found if not name.startswith("sqlite_")]
