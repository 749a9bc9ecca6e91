"""What must hold of the database for nothing written to be lost: told by ``check``, enforced at the first connection.

WAL mode of SQLite can corrupt a database when a checkpoint and a write meet, in 3.7.0 to 3.51.2 (release notes of
SQLite 3.51.3; mended in 3.50.7 and 3.44.6 too). So the rollback journal is used (docs/adr/0006).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

_SAFE_WAL = (3, 51, 3)
_MENDED = ((3, 50, 7), (3, 44, 6))
_PATIENCE = 5
_FULL = 2
Version = tuple[int, int, int]

_looked_at: set[str] = set()


def wal_is_safe(version: Version) -> bool:
    """Whether WAL mode may be used with this version of SQLite."""
    return version >= _SAFE_WAL or any(version[:2] == line[:2] and version >= line for line in _MENDED)


def unsafe_settings(database: Mapping[str, Any], version: Version = sqlite3.sqlite_version_info) -> list[str]:
    """What is wrong with an entry of DATABASES, one sentence each."""
    if database["ENGINE"] != "django.db.backends.sqlite3":
        return []
    options = database.get("OPTIONS", {})
    command = str(options.get("init_command", "")).lower().replace(" ", "")
    found = []
    if "journal_mode=wal" in command and not wal_is_safe(version):
        found.append(
            f"WAL mode can corrupt a database with SQLite {'.'.join(map(str, version))}; 3.51.3 has it mended."
        )
    elif "journal_mode=delete" not in command and "journal_mode=wal" not in command:
        found.append("The journal mode is left to chance: set it in init_command.")
    if "synchronous=full" not in command:
        found.append("synchronous is not FULL, so a power cut may take what was saved.")
    if str(options.get("transaction_mode", "")).upper() != "IMMEDIATE":
        found.append("Transactions are not IMMEDIATE, so that two writers may fail instead of one waiting.")
    if float(options.get("timeout", 0)) < _PATIENCE:
        found.append(f"A writer waits less than {_PATIENCE} seconds for another.")
    return found


@checks.register(checks.Tags.database)
@checks.register(checks.Tags.compatibility)
def durable(**_: Any) -> list[checks.CheckMessage]:
    """The settings of the database."""
    return [checks.Error(told, id="backups.E001") for told in unsafe_settings(settings.DATABASES["default"])]


def refuse_unsafe(connection: Any, **_: Any) -> None:
    """Receiver of ``connection_created``: look at the first real connection of a process to each database.

    Raises:
        ImproperlyConfigured: if SQLite is not as the settings say it should be. The process does not go on.
    """
    if connection.vendor != "sqlite" or connection.alias in _looked_at:
        return
    found = unsafe_connection(connection.connection)
    if found:
        raise ImproperlyConfigured(" ".join(found))
    _looked_at.add(connection.alias)


def unsafe_connection(opened: sqlite3.Connection, version: Version = sqlite3.sqlite_version_info) -> list[str]:
    """What is wrong with an open connection to a file; nothing of one in memory."""

    def pragma(name: str) -> Any:
        return opened.execute(f"PRAGMA {name}").fetchone()[0]

    mode = str(pragma("journal_mode")).lower()
    if mode == "memory":
        return []
    found = []
    if mode == "wal" and not wal_is_safe(version):
        found.append(f"The database is in WAL mode, which SQLite {'.'.join(map(str, version))} can corrupt.")
    elif mode not in ("delete", "wal"):
        found.append(f"The journal mode is {mode}.")
    if pragma("synchronous") < _FULL:
        found.append("synchronous is not FULL.")
    if not pragma("foreign_keys"):
        found.append("Foreign keys are not enforced.")
    if pragma("busy_timeout") < _PATIENCE * 1000:
        found.append(f"A writer waits less than {_PATIENCE} seconds for another.")
    return found
