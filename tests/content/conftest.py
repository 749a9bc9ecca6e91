"""Folders of content files."""

from __future__ import annotations

from pathlib import Path

import pytest

from modifiers.content.check import FOLDERS, SOURCES
from modifiers.content.files import write, write_sources
from tests.factories import world_documents
from tests.factories.documents import SOURCES as SOURCE_PARTS
from tests.modifiers.strategies import publishable


@pytest.fixture
def folder(tmp_path) -> Path:
    """The world as content files in canonical form, complete enough to be published."""
    whole = {document.code: document for document in map(publishable, ("25", "XS", "59"))}
    for document in world_documents():
        path = tmp_path / FOLDERS[document.kind] / f"{document.key.lower()}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(write(whole.get(document.key, document)), encoding="utf-8")
    (tmp_path / SOURCES).write_text(write_sources(list(SOURCE_PARTS.values())), encoding="utf-8")
    return tmp_path


@pytest.fixture
def edit(folder):
    """Replace text in a file of the folder; the text must be there once at least."""

    def replace(name: str, old: str, new: str) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace
