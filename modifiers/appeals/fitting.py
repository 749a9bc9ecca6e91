"""Whether a published statement may stand in a letter: whom it speaks of, and of which procedures. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

_OURSELVES = re.compile(r"\b(?:we|our|us)\b", re.IGNORECASE)
_CODE = r"(?:\d{5}|\d{4}[FTUM]|[A-V]\d{4})"
_NAMED = re.compile(rf"\b({_CODE})(?:(?:–|-| to )({_CODE}))?\b")


def speaks_of_us(text: str) -> bool:
    """Whether it tells what this reference knows or does not know: in a letter, “we” would be the sender."""
    return bool(_OURSELVES.search(text))


def is_about(text: str, procedures: Iterable[str]) -> bool:
    """Whether it may be about these procedures: it names none at all, or one of them, alone or within a range."""
    named = _NAMED.findall(text)
    return not named or any(first <= code <= (last or first) for first, last in named for code in procedures)
