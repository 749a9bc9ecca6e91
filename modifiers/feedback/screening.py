"""What in a reader's words looks like something about a person. Pure.

Readers are asked for what is wrong with a page, so nothing that they need to say is lost by refusing too much: whoever
is refused is told what it looked like, keeps the words in the form, and can write them differently.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from modifiers.denials import identifiers

_WORD = r"[^\W\d_]{1,40}"
_CAPITALIZED = r"[^\W\d_a-z][^\W\d_]{1,40}"
_AFTER = re.compile(rf"\b(patients?|subscribers?|insureds?|beneficiar(?:y|ies)|pt)\b(?=[^\S\n]{{1,3}}({_WORD}))", re.I)
_TITLED = re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Dr)\b\.?[^\S\n]{{1,3}}{_CAPITALIZED}")
_TWO = re.compile(rf"(?<![^\W_])({_CAPITALIZED})(?=[^\S\n]{{1,3}}(?:[^\W\d_a-z]\.?[^\S\n]{{1,3}})?({_CAPITALIZED}))")
_MASK = "person"


def found_in(text: str, *, names: Collection[str], words: Collection[str]) -> tuple[str, ...]:
    """What a text seems to say about a person.

    Args:
        text: as it was typed.
        names: frequent names of people, in lower case.
        words: words of the field, in lower case: they are no names, though some people bear them.

    Returns:
        Kinds such as “a date” or “a telephone number”, each once; empty if nothing is suspicious.
    """
    kinds = dict.fromkeys(identifiers.drop(_without_common(text, names, words))[1])
    two = any(_are_name(match[1], match[2], names, words) for match in _TWO.finditer(text))
    if two or _TITLED.search(text):
        kinds["a name"] = None
    return tuple(kinds)


def _without_common(text: str, names: Collection[str], words: Collection[str]) -> str:
    """The text in which “the patient owes” no longer reads like “patient: Owes”.

    The recognizer of the denial router takes every word after “patient” for a name. That suits a remittance, where
    nothing is lost by dropping it, and not a sentence.
    """

    def masked(match: re.Match[str]) -> str:
        after = match[2]
        is_name = after.lower() in names and after.lower() not in words
        return match[0] if is_name or (after[0].isupper() and after.lower() not in words) else _MASK

    return _AFTER.sub(masked, text)


def _are_name(first: str, second: str, names: Collection[str], words: Collection[str]) -> bool:
    """Whether two words with capitals, one after the other, are both names, and not both words of the field."""
    pair = (first.lower(), second.lower())
    return all(word in names for word in pair) and not all(word in words for word in pair)
