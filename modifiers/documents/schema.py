"""JSON Schemas of the documents, for editors of content files and for other software.

``python -m modifiers.documents.schema docs/schemas`` writes one file for each kind; a test holds them to the classes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from . import DOCUMENTS


def schema_text(kind: str) -> str:
    """The JSON Schema (draft 2020-12) of one kind of document, indented, with a line's end.

    Raises:
        KeyError: if there is no such kind.
    """
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **DOCUMENTS[kind].model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def write(folder: Path) -> None:
    """Write ``<kind>.json`` for every kind into a folder, which is made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in DOCUMENTS:
        (folder / f"{kind}.json").write_text(schema_text(kind), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
