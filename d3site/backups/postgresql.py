"""A PostgreSQL database: dumped by ``pg_dump``, loaded by ``pg_restore`` in one transaction, swapped by two renames.

The password goes to the tools by their environment: a command line can be read by everybody on the machine.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import dj_database_url

from . import contents, files
from .contents import Contents, ContentsError
from .manifest import BackupError

DUMP = "database.dump"
TRIAL, RESTORING = "d3_trial_", "d3_restoring_"
"""How databases begin that are there for a while only: a backup being tried, a restored one before the swap."""

_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
}
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Database:
    """One database on a server: its name, and how the server is reached (words of libpq)."""

    name: str
    server: Mapping[str, str]

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Database:
        """From an entry of Django's DATABASES."""
        found = {word: settings.get(word.upper(), "") for word in ("host", "port", "user", "password")}
        found |= {word: value for word, value in settings.get("OPTIONS", {}).items() if word in _VARIABLES}
        return cls(str(settings["NAME"]), {word: str(value) for word, value in found.items() if value})

    @classmethod
    def at(cls, url: str) -> Database:
        """From an address such as DATABASE_URL."""
        try:
            found: dict[str, Any] = dict(dj_database_url.parse(url))
        except ValueError as error:
            raise BackupError("That is no address of a database.") from error
        if "postgresql" not in found.get("ENGINE", "") or not found.get("NAME"):
            raise BackupError("A backup of PostgreSQL goes into a PostgreSQL database: postgres://user@host/name.")
        return cls.of(found)

    @property
    def url(self) -> str:
        """The address, for a process of ours and for nobody's eyes: it may hold the password."""
        more = {word: value for word, value in self.server.items() if word not in ("host", "port", "user", "password")}
        person = quote(self.server.get("user", ""), safe="")
        if password := self.server.get("password"):
            person += f":{quote(password, safe='')}"
        host = quote(self.server.get("host", ""), safe="")
        port = f":{self.server['port']}" if "port" in self.server else ""
        return f"postgres://{person}@{host}{port}/{quote(self.name, safe='')}" + (f"?{urlencode(more)}" if more else "")

    def named(self, name: str) -> Database:
        """Another database on the same server."""
        return replace(self, name=name)

    @contextmanager
    def opened(self) -> Iterator[Any]:
        """A connection on which each statement is a transaction of its own.

        Raises:
            BackupError: if it cannot be had, or a statement fails.
        """
        import psycopg  # only where PostgreSQL is used

        try:
            how: Any = {"connect_timeout": "5", **self.server, "dbname": self.name}
            with psycopg.connect(autocommit=True, **how) as connection:
                yield connection
        except psycopg.Error as error:
            raise BackupError(f"PostgreSQL: {str(error).strip()}") from error

    def run(self, tool: str, *arguments: str) -> None:
        """Run a tool of PostgreSQL on this database.

        Raises:
            BackupError: with what the tool said.
        """
        path = shutil.which(tool)
        if path is None:
            raise BackupError(f"{tool} is not installed. It comes with PostgreSQL's client programs.")
        environment = {**os.environ, **{_VARIABLES[word]: value for word, value in self.server.items()}}
        command = [path, f"--dbname={self.name}", *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise BackupError(f"{tool}: {done.stderr.strip()[-1500:]}")


def server_version(database: Database) -> str:
    """As the server tells it: 15.6."""
    with database.opened() as connection:
        return str(connection.execute("SHOW server_version").fetchone()[0]).split()[0]


def size(database: Database) -> int:
    """Bytes on the server's disk."""
    with database.opened() as connection:
        return int(connection.execute("SELECT pg_database_size(current_database())").fetchone()[0])


def dump(database: Database, target: Path) -> Contents:
    """Dump a database that others write to, and read from the same state what it holds. Nobody waits for it.

    Raises:
        BackupError: if it cannot be dumped, as where pg_dump is older than the server.
    """
    _refuse_older_tool(server_version(database))
    with database.opened() as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()[0]
        found = _read(connection)
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        database.run("pg_dump", "--format=custom", "--no-password", f"--snapshot={snapshot}", f"--file={target}")
    files.sync(target)
    return found


def load(archive: Path, database: Database) -> Contents:
    """Load a dump into an empty database, whole or not at all, and read what it holds then.

    Constraints are made anew over the rows, so rows that contradict one are an error here.

    Raises:
        BackupError: if it cannot be loaded.
    """
    options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-password")
    database.run("pg_restore", *options, str(archive))
    with database.opened() as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return _read(connection)


def create(database: Database) -> None:
    """Make an empty database.

    Raises:
        BackupError: if the user may not.
    """
    with _maintenance(database) as connection:
        connection.execute(f"CREATE DATABASE {_quoted(database.name)} TEMPLATE template0 ENCODING 'UTF8'")


def drop(database: Database) -> None:
    """Remove a database, whoever uses it."""
    with _maintenance(database) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {_quoted(database.name)} WITH (FORCE)")


def passing(kind: str, site: Database) -> str:
    """How the passing databases of one site begin. Sites that share a server leave each other's alone."""
    where = f"{site.server.get('host', '')}:{site.server.get('port', '')}/{site.name}"
    return f"{kind}{sha256(where.encode()).hexdigest()[:10]}_"


def drop_passing(database: Database, begin: str) -> None:
    """Remove the databases on a server that begin so, as a killed process leaves them."""
    query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
    with _maintenance(database) as connection:
        found = connection.execute(query, [begin]).fetchall()
    for (name,) in found:
        drop(database.named(name))


def exists(database: Database) -> bool:
    """Whether the server has a database of this name."""
    with _maintenance(database) as connection:
        return bool(connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database.name]).fetchone())


def is_empty(database: Database) -> bool:
    """Whether a database has no table."""
    with database.opened() as connection:
        return connection.execute(f"{_TABLES} LIMIT 1").fetchone() is None


def begin_anew(database: Database) -> None:
    """Give a restored database a new stamp, by which every process notices, and sign everybody out."""
    with database.opened() as connection, connection.transaction():
        tables = _names(connection)
        if "modifiers_catalogueversion" in tables:
            stamp = uuid.uuid4().hex
            connection.execute("UPDATE modifiers_catalogueversion SET number = number + 1, stamp = %s", [stamp])
        if "django_session" in tables:
            connection.execute("DELETE FROM django_session")


def swap(new: Database, old: Database, aside: str) -> None:
    """Give one database the name of another, which is called ``aside`` from then on: both renames or none.

    Raises:
        BackupError: if others come back to the old one faster than it can be renamed.
    """
    rename = "ALTER DATABASE {} RENAME TO {}"
    for left in reversed(range(_TRIES)):
        try:
            with _maintenance(old) as connection, connection.transaction():
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY(%s)",
                    [[old.name, new.name]],
                )
                connection.execute(rename.format(_quoted(old.name), _quoted(aside)))
                connection.execute(rename.format(_quoted(new.name), _quoted(old.name)))
            return
        except BackupError:
            if not left:
                raise


def _read(connection: Any) -> Contents:
    def execute(query: str) -> Iterator[tuple[Any, ...]]:
        return iter(connection.cursor().execute(query))

    try:
        return contents.read(execute, _names(connection))
    except ContentsError as error:
        raise BackupError(str(error)) from error


def _names(connection: Any) -> Sequence[str]:
    return [name for (name,) in connection.execute(_TABLES)]


@contextmanager
def _maintenance(database: Database) -> Iterator[Any]:
    """A connection beside the database: it can be neither made nor renamed from within."""
    # Every server has both of these.
    with database.named("template1" if database.name == "postgres" else "postgres").opened() as connection:
        yield connection


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _refuse_older_tool(server: str) -> None:
    path = shutil.which("pg_dump")
    if path is None:
        raise BackupError("pg_dump is not installed. It comes with PostgreSQL's client programs.")
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    tool = re.search(r"\d+", said)
    if tool and int(tool.group()) < int(server.split(".")[0]):
        raise BackupError(
            f"pg_dump is of version {tool.group()}, the server of {server}. Install the client programs of the server's"
            " version."
        )
