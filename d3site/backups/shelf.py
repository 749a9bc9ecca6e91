"""The folder of backups. A backup is a folder whose name is its moment; it gets that name once it is verified.

What is being made, or was found broken, has another kind of name and is never counted as a backup.
"""

from __future__ import annotations

import fcntl
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from . import files
from .manifest import NAME as MANIFEST
from .manifest import BackupError

MAKING, BROKEN = ".making-", "broken-"
BEFORE_MIGRATIONS = "before-migrations"
_MOMENT = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(rf"(?P<moment>\d{{8}}T\d{{6}}Z)(?P<before>-{BEFORE_MIGRATIONS})?(?:-\d+)?")
_LOOKS_EVERY = 0.2


@dataclass(frozen=True, slots=True, order=True)
class Backup:
    """A whole, verified backup."""

    made_at: datetime
    folder: Path
    is_before_migrations: bool = False

    @classmethod
    def of(cls, folder: Path) -> Backup | None:
        """The backup in a folder; None if it is none, or not a whole one."""
        match = _NAME.fullmatch(folder.name)
        if not match or not (folder / MANIFEST).is_file():
            return None
        moment = datetime.strptime(match["moment"], _MOMENT).replace(tzinfo=UTC)
        return cls(moment, folder, bool(match["before"]))


def backups(shelf: Path) -> list[Backup]:
    """All that are whole, oldest first. Reads names and no files."""
    try:
        return sorted(found for folder in shelf.iterdir() if (found := Backup.of(folder)))
    except OSError:
        return []


def age(shelf: Path, now: datetime) -> timedelta | None:
    """How long ago the newest backup was made; None if there is none. Never negative, whatever the clock did."""
    found = backups(shelf)
    return max(now - found[-1].made_at, timedelta(0)) if found else None


def free_name(shelf: Path, moment: datetime, reason: str) -> str:
    """A name that no backup has."""
    stem = moment.astimezone(UTC).strftime(_MOMENT)
    if reason == BEFORE_MIGRATIONS:
        stem += f"-{BEFORE_MIGRATIONS}"
    names = [stem, *(f"{stem}-{number}" for number in range(2, 100))]
    return next(name for name in names if not (shelf / name).exists())


def find(shelf: Path, named: str) -> Path:
    """The folder of a backup: ``latest``, its name on the shelf, or the path of a folder anywhere.

    Raises:
        BackupError: if there is none.
    """
    if named == "latest":
        found = backups(shelf)
        if not found:
            raise BackupError(f"There is no backup in {shelf}.")
        return found[-1].folder
    folder = shelf / named if (shelf / named).is_dir() else Path(named)
    if folder.name.startswith((MAKING, BROKEN)) or not (folder / MANIFEST).is_file():
        raise BackupError(f"{named} is no whole backup. `manage.py backup --list` tells which there are.")
    return folder


@contextmanager
def locked(shelf: Path, patience: float = 60) -> Iterator[None]:
    """Held by the one process that makes or removes backups. What a killed one has left is swept away first.

    Args:
        shelf: the folder of backups; made if need be.
        patience: seconds to wait for another process.

    Raises:
        BackupError: if another one holds it all the time.
    """
    files.make_folder(shelf)
    until = time.monotonic() + patience
    with (shelf / ".lock").open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= until:
                    raise BackupError(
                        "Another backup is being made. Wait until it has ended, then try again."
                    ) from error
                time.sleep(_LOOKS_EVERY)
        for left in shelf.glob(".*-*"):
            shutil.rmtree(left, ignore_errors=True)
        yield
