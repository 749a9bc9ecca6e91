"""Whether a published statement may stand in a letter: whom it speaks of, and of which procedures. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from modifiers.documents.parts import PayerNote

_SUPPORTS = frozenset({"follows_medicare", "accepts", "requires", "prefers"})
"""Stances of a payer that speak for the modifier; the others are told to the sender and not to the payer."""

_OURSELVES = re.compile(r"\b(?:we|our|us)\b", re.IGNORECASE)
_CODE = r"(?:\d{5}|\d{4}[FTUM]|[A-V]\d{4})"
_NAMED = re.compile(rf"(?<![$,.\d])\b({_CODE})(?:(?:–|-| to )({_CODE}))?\b")


def speaks_of_us(text: str) -> bool:
    """Whether it tells what this reference knows or does not know: in a letter, “we” would be the sender."""
    return bool(_OURSELVES.search(text))


def is_about(text: str, procedures: Iterable[str]) -> bool:
    """Whether it may be about these procedures: it names none at all, or one of them, alone or within a range."""
    named = _NAMED.findall(text)
    return not named or any(first <= code <= (last or first) for first, last in named for code in procedures)


def may_quote(note: PayerNote, procedures: Iterable[str]) -> bool:
    """Whether a payer's note speaks for the modifier on these procedures, in words that can stand in a letter."""
    return note.stance in _SUPPORTS and is_about(note.text, procedures) and not speaks_of_us(note.text)
