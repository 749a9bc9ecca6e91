"""Problems: what stands between a working copy and an edition, in sentences that editors read. No Django here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import ValidationError

Level = Literal["block", "warn"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        level: ``block`` keeps the subject from being published, ``warn`` does not.
        field: where it is: ``summary``, ``do_not_use.more-specific-fits.text``; empty for the subject as a whole.
        message: what is wrong and what to do, as a sentence.
        kind: kind of the subject, where several are looked at together.
        key: natural key of the subject.
    """

    level: Level
    field: str
    message: str
    kind: str = ""
    key: str = ""

    def of(self, kind: str, key: str) -> Problem:
        """The same problem, bearing the name of its subject."""
        return replace(self, kind=kind, key=key)

    def __str__(self) -> str:
        place = " ".join(filter(None, (self.kind.replace("_", " "), self.key, self.field)))
        return f"{place}: {self.message}" if place else self.message


class Refused(ValueError):
    """Something cannot be done; ``problems`` say why. ``str()`` is all of them, one a line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


class ComposeError(Refused):
    """The rows of a working copy do not fit the document's schema."""


class ApplyError(Refused):
    """A document cannot be written to rows: it names something that does not exist, or contradicts itself."""


class PublishRefused(Refused):
    """A subject cannot be published, withdrawn or restored as it stands."""


def from_validation(error: ValidationError, path: tuple[str, ...] = ()) -> list[Problem]:
    """Turn what pydantic says into problems with sentences.

    Args:
        error: the refusal of a document, a part or a source.
        path: names in front of each field, such as ``("checklist", "separate-site")``.
    """
    return [
        Problem("block", ".".join((*path, *map(str, detail["loc"]))), sentence(detail))
        for detail in error.errors(include_url=False)
    ]


def sentence(detail: Any) -> str:
    """What is wrong with one value, for someone who has never seen a schema."""
    limits = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return "This field is missing."
        case "extra_forbidden":
            return "There is no field of this name."
        case "too_short" if limits["min_length"] > 1:
            return f"This needs at least {limits['min_length']} entries."
        case "string_too_short" | "too_short":
            return "This field is empty."
        case "string_too_long" | "too_long":
            unit = "characters" if isinstance(detail["input"], str) else "entries"
            return f"This is longer than {limits['max_length']} {unit}."
        case "literal_error":
            return f"Write one of these: {limits['expected']}."
        case "string_pattern_mismatch":
            return f"“{str(detail['input'])[:60]}” is not written as it must be here (pattern {limits['pattern']})."
        case "value_error":
            message = str(limits.get("error", detail["msg"]))
            return message if message.endswith((".", "?", "!")) else f"{message[:1].upper()}{message[1:]}."
        case kind if kind.startswith(("date_", "datetime_")):
            return f"“{str(detail['input'])[:40]}” is not a date. Write 2026-11-23."
        case kind if kind.startswith("bool_"):
            return "Write true or false."
        case "string_type":
            return "Write text here; put it in quotation marks if it is a number."
        case "tuple_type":
            return "Write a list here."
        case "model_type":
            return "Write fields with their names here."
        case _:
            return f"{detail['msg']}."
