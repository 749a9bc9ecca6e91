"""What the model is given and what comes back. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Task = Literal["answer", "letter"]
"""Sum up an answer of ``/ask/``, or word the argument of an appeal letter."""

MOST_GIVEN = 20
"""Statements of one call."""


@dataclass(frozen=True, slots=True)
class Given:
    """A published statement. ``key`` names it in the answer; ``text`` is as it reads, without link markup;
    ``codes`` are those of its subject, which the text may leave out (``GZ``)."""

    key: str
    text: str
    codes: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        """Everything that a sentence resting on it may repeat."""
        return f"{' '.join(self.codes)}: {self.text}" if self.codes else self.text


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the model that has passed the checks, and the keys of the statements it rests on."""

    text: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Worded:
    """A whole answer that has passed the checks."""

    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The sentences as one paragraph."""
        return " ".join(sentence.text for sentence in self.sentences)
