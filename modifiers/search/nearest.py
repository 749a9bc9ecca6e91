"""The codes nearest to what was typed, for pages that say that there is nothing. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

OFTEN = ("59", "25", "26", "50", "GA", "KX")
"""Codes that are often looked up, for where none is near."""

_LONGEST = 80
_LONGEST_CODE = 3
_ALIKE = 40
_GOOD_ENOUGH = 55


def nearest_codes(typed: str, names: Mapping[str, Sequence[str]], limit: int = 6) -> tuple[str, ...]:
    """Codes nearest first: what is as short as a code by the code itself, the rest by name and everyday words.

    Args:
        typed: anything; only its first 80 characters count.
        names: each code with its name and everyday words in lower case, in the order in which codes are listed.
        limit: how many at most.

    Returns:
        The codes; none if nothing is near.
    """
    cleaned = " ".join(re.sub(r"[^\w]+", " ", typed[:_LONGEST]).split())
    if not cleaned:
        return ()
    last = cleaned.split()[-1].upper()
    if len(last) <= _LONGEST_CODE:
        scores = {code: fuzz.ratio(last, code) for code in names}
        near = [code for code in names if scores[code] >= _ALIKE]
        near.sort(key=lambda code: (-scores[code], code[0] != last[0], code[1] != last[1:2]))
    else:
        asked = cleaned.lower()
        found = {code: process.extractOne(asked, own, scorer=fuzz.WRatio) for code, own in names.items()}
        near = [code for code, best in found.items() if best and best[1] >= _GOOD_ENOUGH]
        near.sort(key=lambda code: -found[code][1])
    return tuple(near[:limit])
