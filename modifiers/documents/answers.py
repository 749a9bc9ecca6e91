"""Answers of a decision guide as an editor types them, one a line.

``Yes -> same-note`` leads to the question with that key, ``Another site -> XS: why`` to a code (or several:
``LT RT``), ``No -> none: what to do instead`` to none of these.
"""

from __future__ import annotations

import re

from pydantic import ValidationError

from modifiers.codes import CodeError, ModifierSet

from .parts import Answer

_ARROW = re.compile(r"\s*(?:->|→)\s*")
_NONE = "none"
_HOW = "Write “Yes -> question-key”, “Yes -> XS: why” or “No -> none: what to do instead”."


def parse(text: str) -> tuple[Answer, ...]:
    """Read answers, skipping blank lines.

    Raises:
        CodeError: naming the line's number and what is wrong with it.
    """
    return tuple(_read(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip())


def _read(number: int, line: str) -> Answer:
    said, *rest = _ARROW.split(line, maxsplit=1)
    if not rest:
        raise CodeError(f"Line {number}: There is no arrow. {_HOW}")
    target, colon, reason = (piece.strip() for piece in rest[0].partition(":"))
    try:
        if not colon:
            return Answer(text=said, question=target)
        if target.lower() == _NONE:
            return Answer(text=said, reason=reason)
        codes = ModifierSet.parse(target).values
        if not codes:
            raise CodeError("There is no code before the colon.")
        return Answer(text=said, codes=codes, reason=reason)
    except ValidationError as error:
        raise CodeError(f"Line {number}: {_first(error)} {_HOW}") from error
    except CodeError as error:
        raise CodeError(f"Line {number}: {error} {_HOW}") from error


def _first(error: ValidationError) -> str:
    detail = error.errors(include_url=False)[0]
    if detail["loc"] == ("question",):
        return "A question is named by its key: small letters, digits and hyphens."
    if detail["type"] == "value_error":
        return str(detail["ctx"]["error"])
    if detail["loc"] == ("reason",):
        return "The reason is longer than 300 characters."
    return "The answer has from 1 to 120 characters and no arrow of its own."


def show(answer: Answer) -> str:
    """The answer as it is typed and read back by :func:`parse`."""
    if answer.question:
        return f"{answer.text} -> {answer.question}"
    return f"{answer.text} -> {' '.join(answer.codes) or _NONE}: {answer.reason}"


def show_all(answers: tuple[Answer, ...]) -> str:
    """All answers, one a line."""
    return "\n".join(map(show, answers))
