"""What the model is asked. Pure: the same statements make the same messages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from .given import Given, Task

MOST_SENTENCES, LONGEST_SENTENCE = 6, 320

_RULES = (
    "You restate sourced statements about medical billing modifiers. Use only what the statements say and, as far as "
    "you can, only their words. Add no code, number, date, payer, citation or advice of your own. Keep every “not”, "
    "“only” and “unless”. Each sentence names the keys of the statements that it rests on. Write plain American "
    'English, no markup. Answer with JSON alone: {"sentences": [{"text": "…", "keys": ["s1"]}]}, at most '
    f"{MOST_SENTENCES} sentences of at most {LONGEST_SENTENCE} characters."
)
_TASKS: dict[Task, str] = {
    "answer": "Sum up what these statements say, in two to four short sentences, the most important first.",
    "letter": "Word these statements as the argument of an appeal letter, in their order: in two to six sentences, of "
    "which each may join statements that belong together.",
}
WANTS = {
    "together": "whether the modifiers go together",
    "difference": "what tells the modifiers apart",
    "which": "which modifier it is",
    "when": "when it is used",
    "when_not": "when it is not used",
    "payment": "what it does to payment",
    "liability": "who pays",
    "on_the_claim": "how it goes on the claim",
    "record": "what the record must show",
    "denial": "denials",
    "appeal": "appeals",
    "deadline": "time limits",
    "payer": "what a payer does",
    "audit": "audits",
    "edit": "NCCI edits",
    "meaning": "what it means",
}
"""Kind of question → our own words for it. They stand for the reader's, which the model never gets."""


def messages(task: Task, given: Sequence[Given], wants: Sequence[str] = ()) -> list[dict[str, str]]:
    """The messages of a call.

    Args:
        task: what is to be worded.
        given: the statements.
        wants: kinds of question (keys of :data:`WANTS`); others are left out.
    """
    about = ", ".join(WANTS[want] for want in wants if want in WANTS)
    asked = f"{_TASKS[task]}{f' What matters: {about}.' if about else ''}"
    told = json.dumps([{"key": each.key, "statement": each.whole} for each in given], ensure_ascii=False)
    return [{"role": "system", "content": _RULES}, {"role": "user", "content": f"{asked}\n\nStatements:\n{told}"}]


def schema(given: Sequence[Given]) -> dict[str, Any]:
    """The JSON schema of an answer: sentences, each with keys of the statements given and no others."""
    sentence = {
        "type": "object",
        "properties": {
            "text": {"type": "string", "maxLength": LONGEST_SENTENCE},
            "keys": {"type": "array", "items": {"type": "string", "enum": [each.key for each in given]}, "minItems": 1},
        },
        "required": ["text", "keys"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"sentences": {"type": "array", "items": sentence, "minItems": 1, "maxItems": MOST_SENTENCES}},
        "required": ["sentences"],
        "additionalProperties": False,
    }
