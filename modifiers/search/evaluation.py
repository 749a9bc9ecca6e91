"""Queries with known answers, and what the index makes of them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from modifiers.codes import CodeError, CodePair, DenialCode, ModifierCode

from .index import Index
from .query import understand


class EvaluationError(ValueError):
    """The file cannot be read. ``str()`` names the line."""


@dataclass(frozen=True, slots=True)
class Case:
    """A query, the codes that answer it (best first) and the kind under which it is counted."""

    query: str
    expected: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A case and the codes that were found: modifiers, denial codes and the pair, in the order shown."""

    case: Case
    found: tuple[str, ...]

    @property
    def is_first(self) -> bool:
        """Whether the first expected code is on top."""
        return self.found[:1] == self.case.expected[:1]

    @property
    def is_near(self) -> bool:
        """Whether any expected code is among the first three."""
        return bool(set(self.found[:3]) & set(self.case.expected))


def read_cases(path: Path) -> list[Case]:
    """Read a file of tab-separated queries, expected codes and kinds, with or without a header.

    Raises:
        EvaluationError: if the file or a line cannot be read.
    """
    rows = read_rows(path, "query", "query, expected codes and kind")
    return [Case(query, tuple(map(_normal, expected)), kind or "all kinds") for query, expected, kind in rows]


def read_rows(path: Path, header: str, columns: str) -> list[tuple[str, tuple[str, ...], str]]:
    """Rows of a file with known answers: what is asked, what answers it, and the group under which it is counted.

    Args:
        path: tab-separated, with or without a header; lines that begin with ``#`` pass by.
        header: how the header begins, if there is one.
        columns: what the columns hold, for the sentence.

    Raises:
        EvaluationError: if the file or a line cannot be read, or there is no row.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path}: {error}") from error
    rows: list[tuple[str, tuple[str, ...], str]] = []
    for number, row in enumerate(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE), start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or cells[0].startswith("#") or (not rows and cells[0].lower() == header):
            continue
        if len(cells) < 2 or not cells[1]:
            raise EvaluationError(f"{path}:{number}: write {columns}, separated by tabs.")
        expected = tuple(one.strip() for one in cells[1].split(",") if one.strip())
        rows.append((cells[0], expected, cells[2] if len(cells) > 2 else ""))
    if not rows:
        raise EvaluationError(f"{path}: there is no {header} in it.")
    return rows


def judge(index: Index, case: Case) -> Judged:
    """Search for one query."""
    results = index.search(understand(case.query))
    pair = [str(results.query.pair)] if results.query.kind == "pair" else []
    shown = [hit.key for hit in results.hits if hit.kind in ("modifier", "denial_code")]
    return Judged(case, (*pair, *(shown or results.nearest)))


def _normal(code: str) -> str:
    """A modifier as its code, a denial code as its slug, a pair with a hyphen, however they are written."""
    for reader in (ModifierCode.parse, CodePair.parse):
        try:
            return str(reader(code))
        except CodeError:
            continue
    try:
        return DenialCode.parse(code).slug
    except CodeError:
        return code
