"""The argument of a letter in sentences, if a language model has worded it: what it rests on, where it stands. Pure.

The statements of the letter stay as they are. The worded argument stands before them, says whose words it is, and each
of its sentences names the statements on which it rests (docs/adr/0021). What is no statement of the letter cannot be
named, so a sentence without its statements is no part of a letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .blocks import Argued, Argument, Heading, Rule
from .letter import Letter

LABEL = "Worded by a language model from the statements below. Each sentence names those on which it rests."
CAUTION = (
    "A language model worded the argument in sentences. Read each one against the statements that it names, and strike"
    " it where it says more: the statements hold."
)

_ARGUED = frozenset({"meaning", "when_to_use", "payer_notes", "opens_edit", "checklist"})
"""Parts of pages that argue. Time limits do not, and why another modifier does not fit only the sender can say."""


@dataclass(frozen=True, slots=True)
class Worded:
    """One sentence and the names of the statements on which it rests (``modifier/59/meaning/what-it-signals``)."""

    text: str
    names: tuple[str, ...]


def argued(letter: Letter) -> tuple[Rule, ...]:
    """The statements of a letter that can be worded as its argument, each once, in their order."""
    found = {rule.name: rule for rule in letter.rules if rule.name.split("/")[2] in _ARGUED}
    return tuple(found.values())


def with_argument(letter: Letter, sentences: Sequence[Worded]) -> Letter:
    """The letter with its argument in sentences, before the statements.

    Args:
        letter: as it was written, without one.
        sentences: checked against the statements of this letter.

    Raises:
        KeyError: if a sentence names a statement that is not in the letter.
    """
    if not sentences:
        return letter
    rules = {rule.name: rule for rule in letter.rules}
    told = tuple(_argued(each, [rules[name] for name in each.names]) for each in sentences)
    first = next(place for place, block in enumerate(letter.blocks) if isinstance(block, Heading))
    blocks = (*letter.blocks[:first], Heading("The argument"), Argument(LABEL, told), *letter.blocks[first:])
    return replace(letter, blocks=blocks, note=replace(letter.note, cautions=(*letter.note.cautions, CAUTION)))


def _argued(sentence: Worded, rules: Sequence[Rule]) -> Argued:
    numbers = {number for rule in rules for number in rule.numbers}
    return Argued(sentence.text, sentence.names, tuple(sorted(numbers)))
