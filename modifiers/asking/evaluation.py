"""Questions with known answers, and what is made of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from modifiers.catalogue import Catalogue
from modifiers.search.evaluation import read_rows
from modifiers.search.index import Index

from .answer import Answer
from .answering import answer

UNKNOWN = "unknown"
_GROUPS, _STATEMENTS = 3, 5


@dataclass(frozen=True, slots=True)
class Case:
    """A question, what answers it (any of), and the half of the file under which it is counted."""

    question: str
    expected: tuple[str, ...]
    half: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A case and what was answered: the first groups and statements, or ``unknown``."""

    case: Case
    found: tuple[str, ...]

    @property
    def is_hit(self) -> bool:
        """Whether anything expected is among the first three groups or the first five statements."""
        return any(_fits(wanted, got) for wanted in self.case.expected for got in self.found)


def read_cases(path: Path) -> list[Case]:
    """Read a file of tab-separated questions, expected answers and halves.

    Raises:
        EvaluationError: if the file or a line cannot be read.
    """
    rows = read_rows(path, "question", "question, expected answers and half")
    return [Case(question, expected, half or "all") for question, expected, half in rows]


def judge(case: Case, snapshot: Catalogue, index: Index) -> Judged:
    """Ask one question."""
    return Judged(case, shown(answer(case.question, snapshot, index)))


def shown(found: Answer) -> tuple[str, ...]:
    """The first groups and statements of an answer, as the file names them."""
    if not found.is_known:
        return (UNKNOWN,)
    groups = [group.key for group in found.groups[:_GROUPS]]
    statements = [
        f"{one.quotable.key}#{one.quotable.anchor or one.quotable.part}" for one in found.statements[:_STATEMENTS]
    ]
    return (*groups, *statements)


def _fits(wanted: str, got: str) -> bool:
    if "#" in wanted:
        return got.startswith(wanted)
    if "-vs-" in wanted and "-vs-" in got:
        return set(wanted.split("-vs-")) <= set(got.partition("#")[0].split("-vs-"))
    return got == wanted
