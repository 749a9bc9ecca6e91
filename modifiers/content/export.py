"""Working copies → content files, in canonical form: what was exported and loaded exports to the same bytes."""

from __future__ import annotations

from pathlib import Path

from modifiers import publishing
from modifiers.models import Source

from .check import FOLDERS, SOURCES, Progress, silent
from .files import write, write_sources


def export(folder: Path, progress: Progress = silent) -> list[Path]:
    """Write every working copy and every source to its file, published or not.

    Files of other subjects are left alone; a file that would not change is not touched.

    Args:
        folder: is made if it is not there.
        progress: told about every file.

    Returns:
        The files that were written anew.

    Raises:
        ComposeError: if the rows of a subject do not fit together. Nothing is written then.
    """
    texts: dict[Path, str] = {}
    for kind, name in FOLDERS.items():
        for key, document in sorted(publishing.compose_many(kind).items()):
            texts[folder / name / f"{key.lower()}.yaml"] = write(document)
    texts[folder / SOURCES] = write_sources([source.to_part() for source in Source.objects.all()])
    written = []
    for done, (path, text) in enumerate(texts.items(), start=1):
        if not path.exists() or path.read_bytes() != text.encode():
            _replace(path, text)
            written.append(path)
        progress(done, len(texts), path.name)
    return written


def _replace(path: Path, text: str) -> None:
    """Write beside the file and move it in place, so that a run that is broken off leaves no half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(text.encode())
    beside.replace(path)
