"""What is answered. Statements are quoted as they are published; nothing here words anything."""

from __future__ import annotations

from dataclasses import dataclass

from .question import Question
from .ranking import Ranked
from .statements import Subject


@dataclass(frozen=True, slots=True)
class Group:
    """Statements of one subject, best first. A pair of modifiers is a subject too: ``kind`` is then ``pair``
    and ``key`` the address of the two (``59-vs-xs``)."""

    kind: str
    key: str
    codes: tuple[str, ...]
    statements: tuple[Ranked, ...]
    fit: float


@dataclass(frozen=True, slots=True)
class Near:
    """A page that may help where nothing answers."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The groups that answer a question, best first; none means that we do not know.

    ``subjects`` hold the sources that the statements cite. ``procedures`` are the codes of a pair, or one code,
    for which there is a page of its own; ``silent`` the payers of the question of which no statement shown tells.
    """

    question: Question
    groups: tuple[Group, ...] = ()
    subjects: tuple[Subject, ...] = ()
    near: tuple[Near, ...] = ()
    procedures: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether there is any statement to quote."""
        return bool(self.groups)

    @property
    def statements(self) -> tuple[Ranked, ...]:
        """All statements in the order in which they are shown."""
        return tuple(one for group in self.groups for one in group.statements)
