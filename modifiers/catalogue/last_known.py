"""What was last read from the database, in a file, so that a process that starts without it serves all the same.

Readers must not notice that the database is away (docs/adr/0026). A process that runs has its snapshot; one that starts
meanwhile, after an update or in place of one that died, would have nothing. The file holds the editions as they were
read; each document is held against its own hash when it is read back. It is written beside the requests.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
import os
import tempfile
import threading
import zlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

logger = logging.getLogger(__name__)

Row = dict[str, Any]
_FORMAT = 1
_MOMENTS = ("live_from", "published_at")


class LastKnown:
    """The file ``settings.LAST_KNOWN``; None there turns all of it off."""

    def remember(self, stamp: str, rows: Iterable[Row]) -> None:
        """Write the rows in a thread of their own, unless they are in the file already. What fails is logged."""
        path: Path | None = settings.LAST_KNOWN
        if path is not None:
            threading.Thread(target=_safely, args=(path, stamp, list(rows)), name="last-known", daemon=True).start()

    def recall(self) -> tuple[str, list[Row]] | None:
        """The stamp and rows of the file, or None if there is none that can be trusted."""
        path: Path | None = settings.LAST_KNOWN
        if path is None or not path.exists():
            return None
        try:
            return read(path)
        except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error) as error:
            logger.error("catalogue: the last known state cannot be read (%s)", type(error).__name__)
            return None


def write(path: Path, stamp: str, rows: list[Row]) -> None:
    """Put the rows into the file, whole or not at all, readable by its owner alone.

    Raises:
        OSError: if there is no room, or the folder cannot be written.
    """
    descriptor, unfinished = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=3, mtime=0) as packed:
                packed.write(_line({"format": _FORMAT, "stamp": stamp, "rows": len(rows)}))
                for row in rows:
                    told = {**row, "packed": zlib.decompress(row["packed"]).decode()}
                    packed.write(_line({**told, **{name: row[name].isoformat() for name in _MOMENTS}}))
            file.flush()
            os.fsync(file.fileno())
        Path(unfinished).replace(path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def read(path: Path) -> tuple[str, list[Row]]:
    """The stamp and rows of a file.

    Raises:
        OSError, EOFError, zlib.error: if it cannot be read to its end.
        ValueError, KeyError, TypeError: if it is not one of ours, or a document is not what its hash says.
    """
    with gzip.open(path, "rb") as file:
        head = json.loads(file.readline())
        if head["format"] != _FORMAT:
            raise ValueError("another format")
        rows = [_row(json.loads(line)) for line in file]
    if len(rows) != head["rows"]:
        raise ValueError("rows are missing")
    return head["stamp"], rows


def _row(told: Row) -> Row:
    document = told["packed"].encode()
    if hashlib.sha256(document).hexdigest() != told["sha256"]:
        raise ValueError("a document is not what its hash says")
    moments = {name: datetime.fromisoformat(told[name]) for name in _MOMENTS}
    return {**told, **moments, "packed": zlib.compress(document)}


def _line(data: Row) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _safely(path: Path, stamp: str, rows: list[Row]) -> None:
    try:
        if not _holds(path, stamp):
            write(path, stamp, rows)
    except OSError as error:
        logger.warning("catalogue: the last known state was not kept (%s)", type(error).__name__)


def _holds(path: Path, stamp: str) -> bool:
    """Whether another process has written this state already."""
    try:
        with gzip.open(path, "rb") as file:
            head = json.loads(file.readline())
    except (OSError, EOFError, ValueError, zlib.error):
        return False
    return bool(head.get("stamp") == stamp and head.get("format") == _FORMAT)
