"""The document of one comparison: modifiers that are mistaken for each other, and what tells them apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from modifiers.codes import ModifierSet

from .base import Named
from .parts import ModifierValue, Question, Statement


class ComparisonDocument(Named):
    """From two to six modifiers in the editor's order, with the decision guide “which one?”.

    The ``slug`` is the address of the codes (``59-vs-xs``), so no two comparisons are of the same codes. ``questions``
    begin with the first; every answer leads to another question, to codes of the set, or to none of these.
    ``counter_examples`` are cases that look like one modifier and are another.
    """

    kind: Literal["comparison"] = "comparison"
    codes: Annotated[tuple[ModifierValue, ...], Field(min_length=2, max_length=6)]
    intro: tuple[Statement, ...] = ()
    questions: tuple[Question, ...] = ()
    counter_examples: tuple[Statement, ...] = ()

    @field_validator("codes")
    @classmethod
    def _codes_have_one_address(cls, codes: tuple[str, ...], known: ValidationInfo) -> tuple[str, ...]:
        if len(set(codes)) < len(codes):
            raise ValueError("A modifier is named twice.")
        address = ModifierSet.of(codes).slug
        if known.data.get("slug", address) != address:
            raise ValueError(f"The slug is the address of the codes: {address}.")
        return codes

    @field_validator("questions")
    @classmethod
    def _guide_leads_somewhere(cls, questions: tuple[Question, ...], known: ValidationInfo) -> tuple[Question, ...]:
        if "codes" in known.data and (problem := next(_wrong_ways(questions, known.data["codes"]), None)):
            raise ValueError(problem)
        return questions


def _wrong_ways(questions: tuple[Question, ...], codes: tuple[str, ...]) -> Iterator[str]:
    """What keeps a reader from getting from the first question to every code; nothing for no questions."""
    ways = {question.key: [a.question for a in question.answers if a.question] for question in questions}
    answers = [(question.key, answer) for question in questions for answer in question.answers]
    for key, answer in answers:
        if answer.question and answer.question not in ways:
            yield f"“{key}” leads to “{answer.question}”, which is no question here."
        for code in answer.codes:
            if code not in codes:
                yield f"“{key}” leads to {code}, which is not one of the codes."
    if not questions:
        return
    if circle := _circle(ways):
        yield f"“{circle}” leads back to itself."
    reached = _reached(questions[0].key, ways)
    for key in ways:
        if key not in reached:
            yield f"No answer leads to “{key}”."
    for code in codes:
        if not any(code in answer.codes for _, answer in answers):
            yield f"No answer leads to {code}."
    if not any(answer.is_exit for _, answer in answers):
        yield "No answer leads to none of these."


def _reached(start: str, ways: Mapping[str, list[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        if (key := waiting.pop()) not in found:
            found.add(key)
            waiting += ways.get(key, ())
    return found


def _circle(ways: Mapping[str, list[str]]) -> str | None:
    """A question from which answers lead back to itself."""
    return next((key for key, led in ways.items() if any(key in _reached(other, ways) for other in led)), None)
