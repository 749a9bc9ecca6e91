"""The pictures as files: made for every live subject, in the background or by a command, never for a request.

A file is named by what stands on it, so it never changes, and a publish makes only what it changed. Whoever names a
picture in a page asks :func:`named`; where the file is missing, that wakes one thread of the process, which makes all
that the catalogue lacks, one after the other with a pause between. Processes take turns by a lock on a file.
"""

from __future__ import annotations

import fcntl
import logging
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from modifiers import documents
from modifiers.catalogue import Catalogue

from .words import WHOLE, PictureWords, words_of

logger = logging.getLogger(__name__)

KEPT_FOR = 90 * 24 * 3600
"""Seconds for which a picture is kept that no page names any more: other sites go on asking for it."""

_PAUSE = 0.05
_AGAIN_AFTER = 60.0


def folder() -> Path:
    """Where the files lie."""
    return Path(settings.DATA_DIR) / "pictures"


def wanted(snapshot: Catalogue) -> Iterator[PictureWords]:
    """The words of every picture that a page of this snapshot names, modifiers first."""
    yield WHOLE
    for kind in documents.DOCUMENTS:
        for entry in snapshot.all(kind).values():
            yield words_of(entry.document)


def make_missing(
    snapshot: Catalogue, *, pause: float = 0.0, tell: Callable[[int, int, str], None] | None = None
) -> int:
    """Make what is missing for a snapshot, and remove what has not been named for long.

    Args:
        snapshot: the catalogue.
        pause: seconds after each picture, for a process that answers readers at the same time.
        tell: is told how many of how many are done, and the name of the last.

    Returns:
        How many were made.

    Raises:
        OSError: if the data directory cannot be written.
    """
    from .drawing import draw  # Pillow is read only where something is drawn.

    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with _turn():
        all_words = list(wanted(snapshot))
        there = {path.name for path in folder().iterdir()}
        missing = [words for words in all_words if words.file_name not in there]
        for done, words in enumerate(missing, start=1):
            _write(words.file_name, draw(words))
            if tell:
                tell(done, len(missing), words.slug)
            time.sleep(pause)
        _remove_old(there - {words.file_name for words in all_words})
    return len(missing)


def read(name: str) -> bytes | None:
    """The bytes of a picture, or None if there is no such file."""
    try:
        return (folder() / name).read_bytes()
    except OSError:
        return None


class Maker:
    """Makes pictures in a thread of its own, which lives only while something is missing."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self._lock = threading.Lock()
        self._is_busy = False
        self._not_before = float("-inf")

    def notice(self, name: str, snapshot: Catalogue) -> None:
        """A page names this picture: where it is missing, make what the snapshot lacks. Never waits, never fails."""
        if name in self._seen:
            return
        if (folder() / name).exists():
            self._seen.add(name)
            return
        with self._lock:
            if self._is_busy or time.monotonic() < self._not_before:
                return
            self._is_busy = True
        threading.Thread(target=self._make, args=(snapshot,), name="pictures", daemon=True).start()

    def _make(self, snapshot: Catalogue) -> None:
        try:
            if made := make_missing(snapshot, pause=_PAUSE):
                logger.info("pictures: %d made", made)
        except OSError as error:
            logger.warning("pictures: cannot be written (%s)", type(error).__name__)
        finally:
            self._not_before = time.monotonic() + _AGAIN_AFTER
            self._is_busy = False


maker = Maker()


def named(words: PictureWords, snapshot: Catalogue) -> str:
    """The file name of a picture, for a page that names it; empty where this site has no pictures."""
    if settings.PICTURES == "off":
        return ""
    if settings.PICTURES == "background":
        maker.notice(words.file_name, snapshot)
    return words.file_name


@contextmanager
def _turn() -> Iterator[None]:
    """One process at a time; the next finds the work done."""
    with (folder() / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _write(name: str, content: bytes) -> None:
    """The whole file or none: it is written beside its name and moved there."""
    descriptor, beside = tempfile.mkstemp(dir=folder(), prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(beside).replace(folder() / name)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _remove_old(names: set[str]) -> None:
    """Files that no page names, once their time is over; what a crash left half written is among them."""
    for name in names - {".lock"}:
        path = folder() / name
        if time.time() - path.stat().st_mtime > KEPT_FOR:
            path.unlink(missing_ok=True)
