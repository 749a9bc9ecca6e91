"""A backup before each migration that changes a database with something in it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.recorder import MigrationRecorder

from .making import make
from .manifest import BackupError
from .shelf import BEFORE_MIGRATIONS


def before_migrations(using: str, plan: Any, verbosity: int = 0, stdout: Any = None, **_: Any) -> None:
    """Receiver of ``pre_migrate``. Does nothing where nothing is to be migrated, or nothing is there yet.

    Raises:
        CommandError: if the backup fails. Then nothing is migrated.
    """
    if not plan or not settings.BACKUP_BEFORE_MIGRATIONS or using != DEFAULT_DB_ALIAS:
        return
    recorder = MigrationRecorder(connections[using])
    if not recorder.has_table() or not recorder.applied_migrations():
        return
    # Copies are made over connections of their own.
    connections[using].close()
    try:
        made = make(BEFORE_MIGRATIONS)
    except BackupError as error:
        raise CommandError(
            f"There is no backup, so nothing was migrated: {error}\n"
            "Mend that, or migrate with D3_BACKUP_BEFORE_MIGRATIONS=0 if you have one of your own."
        ) from error
    if verbosity and stdout:
        stdout.write(f"Backup before migrations: {made.folder.name}\n")
