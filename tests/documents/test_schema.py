"""The JSON Schemas in ``docs/schemas/`` are those of the classes."""

from __future__ import annotations

from pathlib import Path

import pytest

from modifiers.documents import DOCUMENTS
from modifiers.documents.schema import schema_text

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_schema_file_is_up_to_date(kind: str) -> None:
    written = (SCHEMAS / f"{kind}.json").read_text(encoding="utf-8")
    assert written == schema_text(kind), "run: python -m modifiers.documents.schema docs/schemas"


def test_no_schema_is_left_over() -> None:
    assert {path.stem for path in SCHEMAS.glob("*.json")} == set(DOCUMENTS)
