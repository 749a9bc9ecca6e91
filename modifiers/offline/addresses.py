"""Which file of the pack holds which address, and how one file names another."""

from __future__ import annotations

import posixpath
from urllib.parse import unquote


def file_of(path: str) -> str:
    """``/`` → ``index.html``, ``/modifiers/59/`` → ``modifiers/59/index.html``, ``/static/a.css`` → ``static/a.css``.

    Raises:
        ValueError: for a path that would lead out of the pack.
    """
    name = unquote(path).removeprefix("/")
    if name.startswith("/") or "\\" in name or "\0" in name or ".." in name.split("/"):
        raise ValueError(f"{path} is no address of a page.")
    return f"{name}index.html" if not name or name.endswith("/") else name


def relative(from_file: str, to_file: str) -> str:
    """How a page of the pack names another file of it."""
    return posixpath.relpath(to_file, posixpath.dirname(from_file) or ".")
