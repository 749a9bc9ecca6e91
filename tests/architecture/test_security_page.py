"""docs/security.md: every adopted item has a row, every named test exists, the table of limits is the one in force."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from django.conf import settings

from d3site.limits import LIMITS

BASE = Path(settings.BASE_DIR)
PAGE = (BASE / "docs" / "security.md").read_text()
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| (.+) \|$", re.MULTILINE)
PROOF = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
REASON = re.compile(r"\*\*Argued\*\*: (.{40,})")

# Chapter and section → items, in the numbers of the standard.
ADOPTED = {
    "1.2": (10,),
    "1.3": (1, 5),
    "2.3": (3, 5),
    "2.4": (1,),
    "3.2": (2,),
    "3.3": (1, 2, 3, 4),
    "3.4": (1, 3, 5, 6, 7, 8),
    "3.5": (1, 3),
    "3.6": (1,),
    "4.1": (1, 3, 4),
    "5.2": (1, 2, 3),
    "6.2": tuple(range(1, 13)),
    "6.3": (1, 3),
    "6.4": (3,),
    "7.3": (1, 2),
    "7.4": (2,),
    "8.2": (1, 2, 3),
    "8.3": (1,),
    "13.4": tuple(range(1, 8)),
    "14.2": (1, 3),
    "14.3": (2, 3),
    "15.1": (1, 2),
    "15.2": (1,),
    "15.3": (3,),
    "15.4": (2,),
    "16.2": (5,),
    "16.3": (1, 2, 3, 4),
    "16.4": (1,),
    "16.5": (1, 2, 3),
}


@cache
def named_in(path: str) -> set[str]:
    return {node.name for node in ast.walk(ast.parse((BASE / path).read_text())) if isinstance(node, ast.FunctionDef)}


def test_every_item_has_a_row_that_names_tests_or_a_reason():
    rows = ROW.findall(PAGE)
    assert [item for item, _, _ in rows] == [f"{part}.{n}" for part, items in ADOPTED.items() for n in items]
    for item, _, proof in rows:
        proofs = PROOF.findall(proof)
        assert proofs or REASON.search(proof), f"{item} has neither a test nor a reason"
        assert proof.count("::") == len(proofs), f"{item}: a proof is written `tests/path.py::test_name`"
        missing = [f"{path}::{name}" for path, name in proofs if name not in named_in(path)]
        assert not missing, f"{item} names {missing}"


def test_the_table_of_limits_is_the_one_in_force():
    told = {name: int(most) for name, most in re.findall(r"^\| ([a-z-]+) \| (\d+) \| [a-z ]+ \|", PAGE, re.MULTILINE)}
    assert told == {limit.name: limit.most for limit in LIMITS}
