"""Files that are whole or not there, and that their owner alone can read."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

_PIECE = 1024 * 1024


def make_folder(path: Path) -> Path:
    """A folder for its owner alone, with those above it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def write_new(path: Path, content: bytes) -> None:
    """Write a file that does not exist yet, and sync it."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def copy(source: Path, target: Path) -> None:
    """Copy a file to one that does not exist yet, and sync it."""
    make_folder(target.parent)
    number = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with source.open("rb") as given, os.fdopen(number, "wb") as taken:
        shutil.copyfileobj(given, taken, _PIECE)
        taken.flush()
        os.fsync(taken.fileno())


def link_or_copy(source: Path, target: Path) -> None:
    """A second name for a file that nobody writes to any more; a copy where the disk is another one."""
    make_folder(target.parent)
    try:
        os.link(source, target)
    except OSError:
        copy(source, target)


def sync(path: Path) -> None:
    """Have the disk take in a file, or the names in a folder."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def sync_tree(folder: Path) -> None:
    """Have the disk take in the names in a folder and in those below it."""
    for path in (folder, *(each for each in folder.rglob("*") if each.is_dir())):
        sync(path)


def remove(folder: Path) -> None:
    """Remove a folder in two steps, so that no half of it bears its name."""
    gone = folder.with_name(f".removed-{folder.name}")
    shutil.rmtree(gone, ignore_errors=True)
    with suppress(FileNotFoundError):
        folder.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)
