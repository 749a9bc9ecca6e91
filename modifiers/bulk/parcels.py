"""An upload of document files → content: a zip as ``export_content`` fills a folder, or one file. Reads no database.

Nothing is unpacked onto a disk: members are read one by one, measured before, and their names only stand in messages.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import Any

from modifiers.content.check import SOURCES, Content, ContentError, Finding, take_document, take_sources
from modifiers.content.files import ContentFile, FileError, parse
from modifiers.official import OfficialFileError, clean, excerpt, opened_part, unzipped
from modifiers.publishing import Problem

LARGEST = 16 * 1024**2
"""Bytes of an upload. All content has about two million, unpacked."""
LARGEST_FILE = 1024**2
LARGEST_WHOLE = 48 * 1024**2
MOST_FILES = 3_000

_ENDINGS = (".yaml", ".yml", ".json")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


def read(content: bytes, name: str) -> Content:
    """Read an upload.

    Args:
        content: a zip or one file.
        name: of the file, as it was sent.

    Returns:
        Every document and source that could be read; ``findings`` hold what could not, with file and line.

    Raises:
        ContentError: if it cannot be taken as a whole: too large, damaged, locked, or with nothing in it.
    """
    if len(content) > LARGEST:
        raise _whole(name, f"The file has {len(content):,} bytes; at most {LARGEST:,} are read.")
    found = Content()
    if content.startswith(_ZIP):
        _read_zip(content, name, found)
    else:
        _read_file(clean(PurePosixPath(name).name) or "file", content, found)
    if not (found.documents or found.sources or found.findings):
        raise _whole(name, "There is no document in this file.")
    return found


def _whole(name: str, message: str) -> ContentError:
    return ContentError([Finding(excerpt(name) or "file", 1, Problem("block", "", message))])


def _read_zip(content: bytes, name: str, found: Content) -> None:
    try:
        with unzipped(io.BytesIO(content)) as archive:
            members = [
                member for member in archive.infolist() if not member.is_dir() and not _is_litter(member.filename)
            ]
            _refuse_bombs(name, members)
            for member in sorted(members, key=lambda one: (PurePosixPath(one.filename).name != SOURCES, one.filename)):
                _read_member(archive, member, found)
    except OfficialFileError as error:
        raise _whole(name, str(error)) from error
    except (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, EOFError, OSError) as error:
        raise _whole(
            name, f"The zip is damaged or of a kind that cannot be unpacked ({type(error).__name__})."
        ) from error


def _is_litter(name: str) -> bool:
    """What systems put into zips by themselves."""
    return name.startswith("__MACOSX/") or PurePosixPath(name).name in (".DS_Store", "Thumbs.db", "desktop.ini")


def _refuse_bombs(name: str, members: list[zipfile.ZipInfo]) -> None:
    """The sizes that a zip declares bind: what is longer fails its checksum and is not read on."""
    if len(members) > MOST_FILES:
        raise _whole(name, f"The zip holds {len(members):,} files; at most {MOST_FILES:,} are read.")
    if sum(member.file_size for member in members) > LARGEST_WHOLE:
        raise _whole(name, "The zip unpacks to far more than all our content. It was not read.")


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, found: Content) -> None:
    shown = clean(member.filename)
    parts = PurePosixPath(member.filename.replace("\\", "/")).parts
    if ".." in parts or member.filename.startswith(("/", "\\")) or ":" in member.filename or shown != member.filename:
        return _refuse(excerpt(shown), "The name of this file leads elsewhere or cannot be read.", found)
    if not member.filename.lower().endswith(_ENDINGS):
        return _refuse(shown, "This is no document: write YAML or JSON.", found)
    if member.file_size > LARGEST_FILE:
        return _refuse(
            shown, f"The file unpacks to {member.file_size:,} bytes; at most {LARGEST_FILE:,} are read.", found
        )
    with opened_part(archive, member) as packed:
        _read_file(shown, packed.read(), found)
    return None


def _refuse(shown: str, message: str, found: Content, line: int = 1) -> None:
    found.findings.append(Finding(shown, line, Problem("block", "", message)))


def _read_file(shown: str, content: bytes, found: Content) -> None:
    if len(content) > LARGEST_FILE:
        return _refuse(shown, f"The file has {len(content):,} bytes; at most {LARGEST_FILE:,} are read.", found)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _refuse(shown, "The file is not UTF-8 text.", found, content.count(b"\n", 0, error.start) + 1)
    try:
        read = _parsed_json(text, shown) if shown.lower().endswith(".json") else parse(text, shown)
    except FileError as error:
        return _refuse(shown, str(error), found, error.line)
    if isinstance(read.data, list) or PurePosixPath(shown).name == SOURCES:
        take_sources(read, found)
    else:
        take_document(read, found)
    return None


def _parsed_json(text: str, shown: str) -> ContentFile:
    """JSON, with the lines of its fields where it is also YAML, as it nearly always is.

    Raises:
        FileError: if it is not JSON, or holds a field twice.
    """
    try:
        data = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise FileError(error.lineno, f"Not JSON: {error.msg}.") from error
    except RecursionError as error:
        raise FileError(1, "Lists and fields are nested too deeply.") from error
    except ValueError as error:
        raise FileError(1, str(error)) from error
    try:
        lines = parse(text, shown).lines
    except FileError:
        lines = {}
    return ContentFile(shown, data, lines)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"The field “{excerpt(name)}” stands here twice.")
        found[name] = value
    return found


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is not a number of JSON.")
