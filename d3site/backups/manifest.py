"""What a backup says of itself: ``manifest.json``, written last, by which its files are held to what they were."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from .contents import Contents
from .files import write_new

FORMAT = 1
NAME = "manifest.json"

Engine = Literal["sqlite", "postgresql"]


class BackupError(Exception):
    """Something of a backup is not as it must be. ``str()`` says what, and what to do."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of a backup: its path inside, its length, its SHA-256."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A backup in its own words.

    ``pages`` are hashes of rendered pages by path; empty where the code was newer than the database, as it is before
    migrations. ``missing`` names stores of official rows that were gone when it was made: the files of CMS bring them
    back. ``identity`` is what pages depend on beside the rows: stamp, change point and day.
    """

    made_at: datetime
    reason: str
    engine: Engine
    versions: Mapping[str, str]
    contents: Contents
    files: tuple[File, ...]
    pages: Mapping[str, str]
    identity: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    def write(self, folder: Path) -> None:
        """Put it into its folder, synced to the disk."""
        told = {"format": FORMAT, **asdict(self), "made_at": self.made_at.isoformat()}
        write_new(folder / NAME, json.dumps(told, indent=1, sort_keys=True).encode() + b"\n")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The manifest of a backup.

        Raises:
            BackupError: if there is none, or it is of another form.
        """
        try:
            told: dict[str, Any] = json.loads((folder / NAME).read_bytes())
            form = told.pop("format")
            if form != FORMAT:
                raise BackupError(f"{folder.name} has form {form}; this release reads form {FORMAT}.")
            return cls(
                made_at=datetime.fromisoformat(told.pop("made_at")),
                contents=Contents(**told.pop("contents")),
                files=tuple(File(**each) for each in told.pop("files")),
                identity=tuple(told.pop("identity")),
                missing=tuple(told.pop("missing")),
                **told,
            )
        except FileNotFoundError as error:
            raise BackupError(f"{folder} is no backup: it has no {NAME}.") from error
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise BackupError(f"The manifest of {folder.name} cannot be read ({type(error).__name__}).") from error

    def damage(self, folder: Path) -> list[str]:
        """What is wrong with the files, one sentence each; none if all are what they were."""
        return [sentence for file in self.files if (sentence := _damage(folder, file))]


def describe(folder: Path, path: Path) -> File:
    """A file of a backup as it is now."""
    return File(path.relative_to(folder).as_posix(), path.stat().st_size, sha256_of(path))


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, read piece by piece."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _damage(folder: Path, file: File) -> str:
    path = folder / file.path
    # A manifest from elsewhere must not make us read, or put back, what lies outside of its folder.
    if path.is_symlink() or not path.resolve().is_relative_to(folder.resolve()):
        return f"{file.path} does not lie in the backup."
    try:
        size = path.stat().st_size
        if size != file.bytes:
            return f"{file.path} has {size:,} bytes and had {file.bytes:,}."
        return "" if sha256_of(path) == file.sha256 else f"{file.path} has other bytes than it had."
    except FileNotFoundError:
        return f"{file.path} is missing."
    except OSError as error:
        return f"{file.path} cannot be read: {error.strerror}."
