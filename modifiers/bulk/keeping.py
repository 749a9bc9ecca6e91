"""An upload kept between its preview and the decision: on the machine's disk, under a name that only its owner has.

The name stands in the preview's form, signed with the owner's id and good for an hour. The file lies outside
everything that is served, readable by the process alone; what was shown lies beside it, so that a decision can be held
against it. Whatever is older than the hour is removed with the next upload.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import signing

FOR = 3600
"""Seconds for which an upload is kept."""
MOST_FOR_ONE = 5
"""Uploads of one person that are kept at the same time; an older one makes room."""

_SALT = "modifiers.bulk.keeping"
_NAME = re.compile(r"(?P<owner>\d{1,19})-[A-Za-z0-9_-]{22}")


class NotKept(LookupError):
    """There is no such upload for this person. ``str()`` says what to do."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An upload as it was given, and what the preview showed of it."""

    content: bytes
    name: str
    shown: dict[str, str]


def keep(content: bytes, *, owner: int, what: str, name: str, shown: dict[str, str]) -> str:
    """Keep an upload.

    Args:
        content: the file.
        owner: primary key of the person.
        what: what it is for; a decision on something else does not find it.
        name: of the file, as it was sent.
        shown: what :meth:`.plan.Plan.shown` said.

    Returns:
        The token that finds it again.
    """
    folder = _folder()
    _sweep(folder, owner)
    stem = f"{owner}-{secrets.token_urlsafe(16)}"
    _write(folder / f"{stem}.upload", content)
    about = {"what": what, "name": name[:200], "shown": shown, "sha256": sha256(content).hexdigest()}
    _write(folder / f"{stem}.json", json.dumps(about).encode())
    return signing.dumps([stem, owner, what], salt=_SALT)


def find(token: str, *, owner: int, what: str) -> Kept:
    """The upload of a token.

    Raises:
        NotKept: if it is somebody else's, for something else, too old, or gone.
    """
    stem = _stem(token, owner, what)
    try:
        content = (_folder() / f"{stem}.upload").read_bytes()
        about: dict[str, Any] = json.loads((_folder() / f"{stem}.json").read_bytes())
    except (OSError, ValueError):
        raise NotKept("The upload is no longer here. Send the file again.") from None
    if about["sha256"] != sha256(content).hexdigest():
        raise NotKept("The upload is damaged. Send the file again.")
    return Kept(content, about["name"], about["shown"])


def drop(token: str, *, owner: int, what: str) -> None:
    """Remove an upload; one that is gone already is no error."""
    with suppress(NotKept):
        _remove(_folder() / f"{_stem(token, owner, what)}.upload")


def _stem(token: str, owner: int, what: str) -> str:
    try:
        stem, of, meant = signing.loads(token, salt=_SALT, max_age=FOR)
    except signing.SignatureExpired:
        raise NotKept("The preview is more than an hour old. Send the file again.") from None
    except (signing.BadSignature, ValueError, TypeError):
        raise NotKept("There is no such upload. Send the file again.") from None
    if of != owner or meant != what or not _NAME.fullmatch(stem):
        raise NotKept("There is no such upload. Send the file again.")
    return str(stem)


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "kept-uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)


def _sweep(folder: Path, owner: int) -> None:
    """Remove what is too old, and the owner's oldest beyond the number that may be kept."""
    own: list[tuple[float, Path]] = []
    for path in folder.glob("*.upload"):
        with suppress(OSError):
            written = path.stat().st_mtime
            if written < time.time() - FOR:
                _remove(path)
            elif path.name.startswith(f"{owner}-"):
                own.append((written, path))
    for _, path in sorted(own)[: max(0, len(own) - MOST_FOR_ONE + 1)]:
        _remove(path)


def _remove(path: Path) -> None:
    for each in (path, path.with_suffix(".json")):
        each.unlink(missing_ok=True)
