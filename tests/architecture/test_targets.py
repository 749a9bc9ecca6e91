"""docs/targets.md: what "good" means here, and for each statement the test that proves it or the reason why not."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

BASE = Path(settings.BASE_DIR)
# How many statements each part has.
PARTS = {"UX": 26, "SEO": 16, "A11Y": 18, "ED": 20, "SEC": 15, "PHI": 5, "REL": 16, "SUP": 5}
PROOF = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
REASON = re.compile(r"\*\*(Argued|Measured|Not met|A person)\*\*: (.+)")
ROW = re.compile(r"^\| ([A-Z0-9]+-\d+) \| (.+?) \| (.+) \|$", re.MULTILINE)


@cache
def rows() -> dict[str, tuple[str, str]]:
    """Id → statement and proof."""
    found = ROW.findall((BASE / "docs" / "targets.md").read_text())
    assert len(found) == len({id_ for id_, _, _ in found}), "an id stands twice"
    return {id_: (statement, proof) for id_, statement, proof in found}


@cache
def names_in(path: str) -> set[str]:
    tree = ast.parse((BASE / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_every_statement_has_its_row():
    assert rows().keys() == {f"{part}-{n}" for part, count in PARTS.items() for n in range(1, count + 1)}


@pytest.mark.parametrize("part", PARTS)
def test_each_is_proven_by_a_test_that_exists_or_argued(part):
    for id_, (statement, proof) in rows().items():
        if not id_.startswith(f"{part}-"):
            continue
        assert len(statement) > 10, id_
        proofs, reason = PROOF.findall(proof), REASON.search(proof)
        assert proofs or reason, f"{id_} has neither a test nor a reason"
        assert reason is None or len(reason[2]) >= 40, f"{id_}: a reason is a sentence"
        missing = [f"{path}::{name}" for path, name in proofs if name not in names_in(path)]
        assert not missing, f"{id_} names {missing}"
        assert proof.count("::") == len(proofs), f"{id_}: a proof is written `tests/path.py::test_name`"
