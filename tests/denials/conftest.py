"""The published content as the files in fixtures/ hold it, read once, and lines as somebody pastes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from modifiers import documents
from modifiers.content import files
from modifiers.denials.facts import Edit, Facts
from modifiers.denials.reading import read
from modifiers.denials.route import Published, Route
from modifiers.denials.router import route

TODAY = date(2026, 11, 25)


@cache
def content() -> Published:
    """Every file of four kinds, as it would be published."""

    def of(kind: str) -> dict[str, Any]:
        folder = Path(settings.BASE_DIR) / "fixtures" / kind
        found = [documents.parse(files.read(path).data) for path in sorted(folder.glob("*.yaml"))]
        return {document.key: document for document in found}

    payers: dict[str, Any] = of("payers")
    return Published(of("denial_codes"), of("modifiers"), of("families"), tuple(payers.values()))


@pytest.fixture
def published() -> Published:
    return content()


@pytest.fixture
def ask(published: Published) -> Callable[..., Route]:
    """Route one line as it is pasted."""

    def ask_(text: str, payer: Any = "medicare", edit: Edit | None = None, **dates: date) -> Route:
        (line,) = read(text).lines
        return route(Facts(line, payer, edit=edit or Edit(), **dates), published, TODAY)

    return ask_
