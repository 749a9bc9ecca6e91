"""What all readers of official files have in common: clean text, dates, refused lines, workbooks measured first.

Pure. The HCPCS Level II file and the files of NCCI and of the fee schedule are read with it.
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import IO, Any

Progress = Callable[[int, int, str], None]
"""Told now and then: how much is done, of how much, and what."""

NOT_TEXT = (
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old workbook (.xls)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"<", "a web page or XML"),
    (b"\xff\xfe", "text in UTF-16"),
    (b"\xfe\xff", "text in UTF-16"),
)
"""How files begin that people take for the official one, and what they are."""

_DAYS = (
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"),
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[ T]00:00(?::00)?)?"),
    re.compile(r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})"),
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SERIAL_ZERO = date(1899, 12, 30)
_SHOWN = 100
_CHUNK = 1024**2


class OfficialFileError(ValueError):
    """The file as a whole cannot be taken. ``str()`` says what was found and what is expected."""


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line or row that is not what it should be. ``number`` counts from 1."""

    number: int
    text: str
    reason: str
    code: str = ""

    def __str__(self) -> str:
        return f"{self.number}: {self.reason} “{self.text}”"


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a workbook may be, unpacked, in bytes. ``strings`` is the one part that is held in memory whole."""

    part: int
    whole: int
    strings: int
    parts: int = 500


def silent(_done: int, _all: int, _what: str) -> None:
    """No progress shown."""


def clean(text: str) -> str:
    """One line: white space of every kind (0xA0 too) folded, no control characters, composed."""
    return " ".join(unicodedata.normalize("NFC", _CONTROL.sub(" ", text)).split())


def excerpt(text: str) -> str:
    """The beginning of a text, fit to stand in a sentence."""
    shown = clean(text[: _SHOWN * 4])
    return f"{shown[:_SHOWN].rstrip()}…" if len(shown) > _SHOWN else shown


def read_day(value: object) -> date | None:
    """A date from text (``20261001``, ``2026-10-01``, ``10/1/2026``), number (also Excel's days) or datetime.

    Returns:
        None where nothing stands, or only zeros.

    Raises:
        ValueError: if it is something else than a date.
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return _plausible(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1_000_000:
        return _plausible(_SERIAL_ZERO + timedelta(days=value))
    text = clean("" if value is None else str(value))
    if not text.strip("0"):
        return None
    for shape in _DAYS:
        if found := shape.fullmatch(text):
            return _plausible(date(int(found["y"]), int(found["m"]), int(found["d"])))
    raise ValueError(text)


def _plausible(day: date) -> date:
    if not 1900 <= day.year <= 2100:
        raise ValueError(day)
    return day


def is_workbook(archive: zipfile.ZipFile) -> bool:
    """Whether a zip is a workbook."""
    return "xl/workbook.xml" in archive.namelist()


def unzipped(stream: IO[bytes]) -> zipfile.ZipFile:
    """Open a zip.

    Raises:
        BadZipFile: if it is none, its offsets cannot be, or its names are not written in the encoding that it says.
    """
    try:
        return zipfile.ZipFile(stream)
    except ValueError as error:
        raise zipfile.BadZipFile(str(error)) from error


def opened_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> IO[bytes]:
    """Open one file of a zip, to be read.

    Raises:
        OfficialFileError: if it is locked with a password.
        BadZipFile: if the zip contradicts itself about the file.
    """
    if part.flag_bits & 1:
        raise OfficialFileError(f"{excerpt(part.filename)} is locked with a password.")
    try:
        return archive.open(part)
    except ValueError as error:
        raise zipfile.BadZipFile(str(error)) from error


def refuse_bombs(archive: zipfile.ZipFile, limits: Limits, what: str, *, name: str = "The workbook") -> None:
    """Measure the parts of a workbook before anything is made of them.

    The sizes that a zip declares bind: what is longer fails its checksum and is not read on.

    Args:
        archive: the workbook.
        limits: how large it may be.
        what: what it should hold, for the sentence.
        name: what the workbook is called, for the sentence.

    Raises:
        OfficialFileError: if it is locked, would unpack to too much, or its XML declares entities, which can grow when
            read.
        BadZipFile: if it contradicts itself.
    """
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise OfficialFileError(f"{name} is locked with a password.")
    strings = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
    if (
        len(parts) > limits.parts
        or max((part.file_size for part in parts), default=0) > limits.part
        or sum(part.file_size for part in parts) > limits.whole
        or strings > limits.strings
    ):
        raise OfficialFileError(f"The workbook unpacks to far more than {what} holds. It was not read.")
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")):
            with opened_part(archive, part) as content:
                _refuse_entities(content)


def _refuse_entities(content: Any) -> None:
    before = b""
    while chunk := content.read(_CHUNK):
        if not before and b"\0" in chunk[:64]:
            raise OfficialFileError("The workbook is not written in UTF-8, as Excel writes it. It was not read.")
        if b"<!DOCTYPE" in before + chunk:
            raise OfficialFileError("The XML of the workbook declares a document type, as Excel never does.")
        before = chunk[-16:]
