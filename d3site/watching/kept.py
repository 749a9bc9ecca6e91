"""The files in which several processes count, and what becomes of them when a process ends.

The server calls :func:`begin` once before it starts workers, and :func:`ended` for each that has gone. Counts of a
process that has ended are added to one file, or a server that replaces its workers would gather files for ever.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_PREFIX = "d3-metrics-"
_LOCK, _HELD = "lock", "held"
_PAST = "past"
_ADDED = ("counter", "histogram")
"""Kinds of numbers that live on when their process has ended; the others say how a process is now."""


def begin(folder: Path | None = None) -> Path:
    """Make an empty folder for the counts, and say so to all that is started from here. Before any metric is made.

    Args:
        folder: where; what lies in it is removed. Without one, a new folder in memory, which :func:`end` removes.
    """
    if folder is None:
        memory = Path("/dev/shm")  # noqa: S108  (a folder of its own is made there)
        place = memory if memory.is_dir() else Path(tempfile.gettempdir())
        _sweep(place)
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _hold(folder)
    for file in folder.glob("*.db"):
        file.unlink()
    os.environ[VARIABLE] = str(folder)
    return folder


def _hold(folder: Path) -> int | None:
    """Lock a folder for as long as this process, or one forked from it, lives; None if a living server has it."""
    descriptor = os.open(folder / _HELD, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def _sweep(place: Path) -> None:
    """Remove what servers have left that were killed: nobody holds it any more."""
    for folder in place.glob(f"{_PREFIX}*"):
        with suppress(OSError):  # another server sweeps as well
            if folder.stat().st_uid == os.getuid() and (folder / _HELD).exists() and (held := _hold(folder)):
                shutil.rmtree(folder, ignore_errors=True)
                os.close(held)


def end(folder: Path) -> None:
    """Remove the folder when the server has ended."""
    shutil.rmtree(folder, ignore_errors=True)


def ended(pid: int) -> None:
    """Add what a process has counted to what all before it have, and remove its files. Safe to call twice."""
    if (folder := current()) is None:
        return
    from prometheus_client.mmap_dict import MmapedDict

    with locked(folder, fcntl.LOCK_EX):
        for kind in _ADDED:
            file = folder / f"{kind}_{pid}.db"
            if not file.exists():
                continue
            past = MmapedDict(str(folder / f"{kind}_{_PAST}.db"))
            for key, value, _, _ in MmapedDict.read_all_values_from_file(str(file)):
                past.write_value(key, past.read_value(key)[0] + value, 0.0)
            past.close()
            file.unlink()
        for file in folder.glob(f"gauge_*_{pid}.db"):
            file.unlink()


def current() -> Path | None:
    """The folder of this server, or None where one process counts for itself."""
    told = os.environ.get(VARIABLE, "")
    return Path(told) if told and Path(told).is_dir() else None


@contextmanager
def locked(folder: Path, how: int) -> Iterator[None]:
    """Hold the folder while files are added up (alone) or read (with others)."""
    with (folder / _LOCK).open("w") as file:
        fcntl.flock(file, how)
        yield
