"""What was given → the one file in it that holds the table: text, CSV or workbook, in a zip or bare. No Django here."""

from __future__ import annotations

import lzma
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal

from modifiers.official import (
    NOT_TEXT,
    Limits,
    OfficialFileError,
    clean,
    excerpt,
    is_workbook,
    opened_part,
    refuse_bombs,
    unzipped,
)

LARGEST_MEMBER = 1024**3
"""Bytes of a member unpacked. A quarter of the practitioner pairs has about 45 million."""
WORKBOOK_LIMITS = Limits(part=768 * 1024**2, whole=1024**3, strings=16 * 1024**2)
"""A worksheet of 700,000 rows of seven cells; its texts are codes and a dozen sentences."""

_MOST_MEMBERS = 200
_CHUNK = 1024**2
_ON_DISK_FROM = 8 * 1024**2
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
_TEXTS = (".txt", ".csv", ".tsv")


@dataclass(frozen=True, slots=True)
class Opened:
    """A table that can be read. ``member`` is its name in the zip, empty for a bare file; ``size`` its bytes."""

    name: str
    member: str
    form: Literal["text", "workbook"]
    stream: BinaryIO
    size: int


@contextmanager
def opened(path: Path, wanted: Sequence[str], what: str) -> Iterator[Opened]:
    """Open a file as CMS ships it.

    Args:
        path: a zip, a text, a CSV or a workbook; its ending does not matter.
        wanted: patterns for the name of the member that holds the table, the best first, in any letter case.
        what: what the file should hold, for sentences: "the NCCI code pairs".

    Raises:
        OfficialFileError: if it cannot be read, is damaged, is something else, or unpacks to far too much.
    """
    if not path.is_file():
        raise OfficialFileError(f"{path}: {'This is no file.' if path.exists() else 'There is no such file.'}")
    try:
        with path.open("rb") as stream:
            start = stream.read(4)
            stream.seek(0)
            if start not in _ZIPS:
                yield _text(path.name, "", stream, path.stat().st_size, what)
                return
            with unzipped(stream) as archive:
                if is_workbook(archive):
                    refuse_bombs(archive, WORKBOOK_LIMITS, what, name=path.name)
                    stream.seek(0)
                    yield Opened(path.name, "", "workbook", stream, path.stat().st_size)
                    return
                yield from _member(path.name, archive, wanted, what)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, NotImplementedError, EOFError) as error:
        raise OfficialFileError(
            f"{path.name} is damaged or of a kind that cannot be unpacked ({error}). Load it from CMS again."
        ) from error
    except OSError as error:
        raise OfficialFileError(f"{path}: {error.strerror or error}.") from error


def _member(name: str, archive: zipfile.ZipFile, wanted: Sequence[str], what: str) -> Iterator[Opened]:
    taken = _chosen(name, archive.infolist(), wanted, what)
    member = clean(taken.filename)
    if taken.file_size > LARGEST_MEMBER:
        raise OfficialFileError(
            f"{member} unpacks to {taken.file_size:,} bytes, far more than {what} have. It was not read."
        )
    with opened_part(archive, taken) as packed:
        if not member.lower().endswith(".xlsx"):
            yield _text(name, member, packed, taken.file_size, what)  # type: ignore[arg-type]
            return
        # A workbook is read at several places, so it needs a file that can be sought.
        with tempfile.SpooledTemporaryFile(max_size=_ON_DISK_FROM) as unpacked:
            while chunk := packed.read(_CHUNK):
                unpacked.write(chunk)
            unpacked.seek(0)
            with unzipped(unpacked) as inner:
                refuse_bombs(inner, WORKBOOK_LIMITS, what, name=member)
            unpacked.seek(0)
            yield Opened(name, member, "workbook", unpacked, taken.file_size)  # type: ignore[arg-type]


def _chosen(name: str, members: Sequence[zipfile.ZipInfo], wanted: Sequence[str], what: str) -> zipfile.ZipInfo:
    if len(members) > _MOST_MEMBERS:
        raise OfficialFileError(f"{name} holds {len(members):,} files; a zip of CMS holds about ten.")
    for pattern in wanted:
        fitting = [each for each in members if re.search(pattern, PurePosixPath(each.filename).name, re.IGNORECASE)]
        for endings in (_TEXTS, (".xlsx",)):
            # Several of a kind: the largest is the table, the others tell about it.
            if of_kind := [each for each in fitting if each.filename.lower().endswith(endings)]:
                return max(of_kind, key=lambda each: (each.file_size, each.filename))
    names = ", ".join(excerpt(each.filename) for each in members[:8]) or "nothing"
    raise OfficialFileError(f"{name} holds no text and no workbook with {what}. It holds: {names}.")


def _text(name: str, member: str, stream: BinaryIO, size: int, what: str) -> Opened:
    """A text, unless its first bytes say that it is something else. The bytes looked at stay in the stream."""
    peeked = _Peeked(stream)
    start = peeked.start
    shown = member or name
    if not start:
        raise OfficialFileError(f"{shown} is empty.")
    for sign, kind in NOT_TEXT:
        if start.lstrip().startswith(sign):
            raise OfficialFileError(f"{shown} is {kind}, not {what}.")
    if b"\0" in start:
        raise OfficialFileError(f"{shown} holds bytes that are no text. It is not {what}.")
    return Opened(name, member, "text", peeked, size)  # type: ignore[arg-type]


class _Peeked:
    """A stream whose beginning has been looked at: a member of a zip cannot be wound back."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.start = stream.read(4096)
        self._left = self.start.removeprefix(b"\xef\xbb\xbf")

    def read(self, size: int = -1) -> bytes:
        if not self._left:
            return self._stream.read(size)
        if size < 0:
            found, self._left = self._left + self._stream.read(), b""
            return found
        found, self._left = self._left[:size], self._left[size:]
        return found if found or size == 0 else self._stream.read(size)
