"""A file of the HCPCS Level II quarterly update → official modifiers. No Django here.

Takes the fixed-width text, the workbook, the zip with either, or a tab-separated table. Rows are read one
by one; only modifiers and refused lines are kept, and of both there can be few.
"""

from __future__ import annotations

import hashlib
import tempfile
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from modifiers.official import (
    NOT_TEXT,
    OfficialFileError,
    Progress,
    RefusedLine,
    clean,
    is_workbook,
    opened_part,
    refuse_bombs,
    silent,
    unzipped,
)

from . import text, workbook
from .archive import choose, quarter_in
from .record import OfficialModifier, Record, assemble
from .text import EXPECTED

LARGEST_FILE = 160 * 1024**2
MOST_REFUSED = 500
"""Refused lines after which the file is held to be another one."""

_CHUNK = 1024**2
_ON_DISK_FROM = 8 * 1024**2


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds.

    Attributes:
        name: the file's name; ``member`` that of the member read, where the file is a zip.
        form: fixed-width text, tab-separated text or workbook.
        sha256: of the file as it was given.
        quarter: ``2026-10``, where a name tells it.
        modifiers: in the order of the file.
        refused: lines that are no modifier although they should be.
        remarks: sentences about choices that the reader made.
    """

    name: str
    form: str
    sha256: str
    modifiers: tuple[OfficialModifier, ...]
    refused: tuple[RefusedLine, ...] = ()
    quarter: str = ""
    member: str = ""
    remarks: tuple[str, ...] = ()


def read(path: Path, progress: Progress = silent) -> Reading:
    """Read a file whole.

    Args:
        path: in any of the forms; its ending does not matter.
        progress: told about lines or rows.

    Raises:
        OfficialFileError: if it is none of the forms, cannot be read, is far too large, or holds no modifier.
    """
    try:
        if not path.is_file():
            raise OfficialFileError(f"{path}: {'This is no file.' if path.exists() else 'There is no such file.'}")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise OfficialFileError(f"{path.name} has {size:,} bytes; the HCPCS file has about a million, packed.")
        with path.open("rb") as stream, warnings.catch_warnings():
            # openpyxl warns of styles and extensions that it leaves out.
            warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
            stream.seek(0)
            found = _read(stream, size, progress)
    except OSError as error:
        raise OfficialFileError(f"{path}: {error.strerror or error}.") from error
    return replace(found, name=path.name, sha256=sha256, quarter=found.quarter or quarter_in(path.name))


def _read(stream: BinaryIO, size: int, progress: Progress) -> Reading:
    start = stream.read(4)
    stream.seek(0)
    if start != b"PK\x03\x04":
        return _of_text(stream, size, progress)
    try:
        with unzipped(stream) as archive:
            if is_workbook(archive):
                return _of_workbook(stream, progress)
            return _of_zip(archive, progress)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise OfficialFileError(f"The zip is damaged or of a kind that cannot be unpacked ({error}).") from error


def _of_zip(archive: zipfile.ZipFile, progress: Progress) -> Reading:
    choice = choose(archive.infolist())
    name = clean(choice.taken.filename)
    with (
        opened_part(archive, choice.taken) as packed,
        tempfile.SpooledTemporaryFile(max_size=_ON_DISK_FROM) as unpacked,
    ):
        while chunk := packed.read(_CHUNK):
            unpacked.write(chunk)
        unpacked.seek(0)
        stream: BinaryIO = unpacked  # type: ignore[assignment]
        if name.lower().endswith(".xlsx"):
            found = _of_workbook(stream, progress)
        else:
            found = _of_text(stream, choice.taken.file_size, progress)
    remarks: tuple[str, ...] = ()
    if choice.left:
        remarks = (f"The zip holds several revisions: {name} is the newest and was read; left {_and(choice.left)}.",)
    return replace(found, member=name, quarter=quarter_in(name), remarks=remarks)


def _of_workbook(stream: BinaryIO, progress: Progress) -> Reading:
    stream.seek(0)
    try:
        with unzipped(stream) as archive:
            refuse_bombs(archive, workbook.LIMITS, "the HCPCS file")
        stream.seek(0)
        return _collect(workbook.WORKBOOK, workbook.records_of(stream, progress))
    except OfficialFileError:
        raise
    except (SyntaxError, KeyError, IndexError, AttributeError, TypeError, ValueError, zipfile.BadZipFile) as error:
        # openpyxl has no error of its own for a workbook that is broken inside; that of whichever XML parser it finds,
        # its own or lxml, is a SyntaxError.
        raise OfficialFileError(
            f"The workbook is damaged and cannot be read ({type(error).__name__}: {error})."
        ) from error


def _of_text(stream: BinaryIO, size: int, progress: Progress) -> Reading:
    start = stream.read(512)
    stream.seek(0)
    if not start:
        raise OfficialFileError(f"The file is empty. {EXPECTED}")
    for sign, kind in NOT_TEXT:
        if start.lstrip().startswith(sign):
            raise OfficialFileError(f"This is not the HCPCS file: found {kind}. {EXPECTED}")
    if b"\0" in start:
        raise OfficialFileError(f"This is not the HCPCS file: found bytes that are no text. {EXPECTED}")
    return _collect(*text.recognise(text.lines_of(stream, size, progress)))


def _collect(form: str, records: Iterator[Record | RefusedLine]) -> Reading:
    modifiers: list[OfficialModifier] = []
    refused: list[RefusedLine] = []
    for row in assemble(records):
        if isinstance(row, OfficialModifier):
            modifiers.append(row)
        else:
            refused.append(row)
        if len(refused) > MOST_REFUSED:
            raise OfficialFileError(
                f"More than {MOST_REFUSED} lines cannot be read, the first of them line {refused[0]} {EXPECTED}"
            )
    if not modifiers:
        told = f" The first refused line is {refused[0]}" if refused else ""
        raise OfficialFileError(f"The file holds no modifier, only procedures or nothing ({form}).{told}")
    refused.sort(key=lambda line: line.number)
    return Reading("", form, "", tuple(modifiers), tuple(refused))


def _and(names: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
