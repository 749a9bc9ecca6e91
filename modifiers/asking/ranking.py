"""How well a statement fits a question, and from which fit on it is shown. Pure.

Two things speak for a statement: that it stands in a part of the page that answers this kind of question, and that
its words are those of the question. Where the question names its subject, the part alone may do; where it does not,
the words must carry it, or the honest answer is that we do not know.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from modifiers.search.postings import Fit, Slot

from .question import Question
from .statements import Quotable

NAMED_FLOOR = 0.75
"""The least fit of a statement on a page that the question names: its part or its words must speak for it."""

PAIR_FLOOR = 0.9
"""The least fit of a statement that names two modifiers of the question."""

FOUND_FLOOR = 0.62
"""The least fit of the best statement where the question names no subject that we know."""

FOUND_WORDS = 0.6
"""How much of what was asked, by weight of words, that best statement and its page must hold."""

_WORDS, _PART, _PAGE = 1.0, 0.5, 0.45
_BOTH_NAMED = 0.7
_PROCEDURE = 0.35


@dataclass(frozen=True, slots=True)
class Ranked:
    """A statement with its fit; ``words`` is the share of the question's words that it holds."""

    quotable: Quotable
    fit: float
    words: float


class Ranker:
    """Ranks statements for one question."""

    def __init__(self, question: Question, slots: Sequence[Slot], payers: Collection[str] = ()) -> None:
        """Take the question, its words as the index knows them, and the payers that it names."""
        self._question = question
        self._parts = question.parts
        self._fit = Fit(slots)
        self._mass = sum(slot.mass for slot in slots)
        self._payers = frozenset(payers)
        self._codes = frozenset(question.codes)
        self._procedures = frozenset(question.procedures)

    def share(self, terms: frozenset[str]) -> float:
        """The share of what was asked, by weight of words, that a set of stems holds: 0 to 1."""
        if not self._mass:
            return 0.0
        return min(1.0, (self._fit.of(terms) / self._mass) ** 0.5)

    def rank(self, quotable: Quotable, relevance: float) -> Ranked:
        """The fit of a statement.

        Args:
            quotable: the statement.
            relevance: how well its page fits as a whole: 1 for what the question names, else 0 to 1.
        """
        words = self.share(quotable.terms)
        fit = _WORDS * words + _PART * self._parts.get(quotable.part, 0.0) + _PAGE * relevance
        others = self._codes - {quotable.key}
        if self._codes and others & quotable.names:
            fit += _BOTH_NAMED if quotable.key in self._codes else 0.2
        if self._payers and {quotable.payer, quotable.key} & self._payers:
            fit += 0.8
        elif self._payers and quotable.payer:
            fit = 0.0  # what another payer does answers nothing
        elif quotable.payer:
            fit -= 0.2  # a payer that nobody asked about
        if self._procedures & quotable.procedures:
            fit += _PROCEDURE
        if self._question.denials and quotable.denials & set(self._question.denials):
            fit += 0.5
        return Ranked(quotable, fit, words)


def best(ranked: Sequence[Ranked], floor: float, most: int) -> tuple[Ranked, ...]:
    """Those that fit well enough, best first; equal ones in the order of their page."""
    kept = [one for one in ranked if one.fit >= floor]
    return tuple(sorted(kept, key=lambda one: -one.fit)[:most])


def relevances(scores: Mapping[str, float]) -> dict[str, float]:
    """Scores of pages as shares of the best one."""
    top = max(scores.values(), default=0.0)
    return {key: score / top for key, score in scores.items()} if top else {}
