"""What a reader sent with the form: which page it is about, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from modifiers.catalogue import Catalogue
from modifiers.models.feedback import LONGEST, FeedbackReport

from . import screening

TRAP = "website"
"""A field that people do not see. Whoever fills it in is a program."""

_ANCHOR = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_ANCHOR = 160


@dataclass(frozen=True, slots=True)
class About:
    """The page that a reader speaks of: kind, key and edition of a subject, and the anchor of one statement.

    All are empty where it is the site as a whole.
    """

    kind: str = ""
    key: str = ""
    edition: int | None = None
    statement: str = ""

    def query(self) -> dict[str, str]:
        """The same as parameters of an address."""
        told = {"kind": self.kind, "key": self.key, "edition": self.edition, "statement": self.statement}
        return {name: str(value) for name, value in told.items() if value}


@dataclass(frozen=True, slots=True)
class Report:
    """What a reader wrote, and what is wrong with it: ``problems`` is field → sentence."""

    choice: str
    text: str
    problems: Mapping[str, str] = field(default_factory=dict)


def about(given: Mapping[str, str], snapshot: Catalogue) -> About:
    """Which live page is meant. Whatever names none is about the site; an edition that never was is the live one."""
    kind, key = given.get("kind", ""), given.get("key", "")
    entry = snapshot.get(kind, key)
    if entry is None:
        return About()
    number = given.get("edition", "")
    known = {str(each.number) for each in snapshot.history(kind, key)}
    statement = given.get("statement", "")
    is_anchor = len(statement) <= _LONGEST_ANCHOR and _ANCHOR.fullmatch(statement)
    return About(kind, key, int(number) if number in known else entry.number, statement if is_anchor else "")


def read(given: Mapping[str, str], *, names: Collection[str], words: Collection[str]) -> Report:
    """What was written, with what has to be put right first. Nothing of it is kept here.

    Args:
        given: the form's fields.
        names: frequent names of people.
        words: words of the field.
    """
    choice, text = given.get("choice", ""), given.get("text", "").replace("\r\n", "\n").replace("\0", "").strip()
    problems: dict[str, str] = {}
    if choice not in FeedbackReport.Choice.values:
        choice, problems["choice"] = "", "Choose what is wrong."
    if not text:
        problems["text"] = "Say in a sentence what is wrong."
    elif len(text) > LONGEST:
        problems["text"] = f"This has {len(text):,} characters. At most {LONGEST:,} can be sent."
    elif kinds := screening.found_in(text, names=names, words=words):
        problems["text"] = (
            f"This looks like {_in_words(kinds)}. Nothing was sent and nothing kept. Take it out; a month, "
            "such as May 2026, will do for a date."
        )
    return Report(choice, text, problems)


def _in_words(kinds: Collection[str]) -> str:
    *others, last = kinds
    return f"{', '.join(others)} and {last}" if others else last
