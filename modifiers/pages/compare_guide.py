"""“Which one?”: the questions of an editors' set ready to show, all of them, so that paper and readers without
JavaScript have every branch."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from modifiers.documents import ComparisonDocument

from .prose import Badge, Piece, Shown, Writer


@dataclass(frozen=True, slots=True)
class AnswerView:
    """An answer: the number and anchor of the next question, or badges with the reason, or the way out."""

    text: str
    number: int | None
    anchor: str
    badges: tuple[Badge, ...]
    reason: tuple[Piece, ...]
    is_exit: bool


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question with its number and answers."""

    number: int
    line: Shown
    answers: tuple[AnswerView, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """The whole guide; ``beyond`` are codes that it knows and the page does not compare."""

    questions: tuple[QuestionView, ...]
    counter_examples: tuple[Shown, ...]
    beyond: tuple[Badge, ...]


def guide_of(writer: Writer, document: ComparisonDocument, codes: Collection[str]) -> Guide | None:
    """The guide of a set, for a page that compares some or all of its codes; None if there are no questions."""
    if not document.questions:
        return None
    writer.citations.know(document.sources)
    numbers = {question.key: number for number, question in enumerate(document.questions, start=1)}
    questions = []
    for question in document.questions:
        line = writer.shown("which", question)
        answers = tuple(
            AnswerView(
                text=answer.text,
                number=numbers.get(answer.question) if answer.question else None,
                anchor=f"which-{answer.question}" if answer.question else "",
                badges=writer.badges(answer.codes),
                reason=writer.pieces(answer.reason),
                is_exit=answer.is_exit,
            )
            for answer in question.answers
        )
        questions.append(QuestionView(numbers[question.key], line, answers))
    return Guide(
        tuple(questions),
        writer.all_shown("looks-like", document.counter_examples),
        writer.badges(code for code in document.codes if code not in codes),
    )
