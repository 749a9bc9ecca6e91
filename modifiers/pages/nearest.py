"""The live codes nearest to what was typed, for pages that say that there is nothing."""

from __future__ import annotations

import re
from typing import Any

from rapidfuzz import fuzz, process

from modifiers.catalogue import Catalogue

_LONGEST = 80
_GOOD_ENOUGH = 55


def nearest_codes(snapshot: Catalogue, typed: str, limit: int = 6) -> list[str]:
    """Codes of live modifiers, nearest first: by the code itself, then by name and everyday words.

    Args:
        snapshot: the catalogue.
        typed: anything; only its first 80 characters count.
        limit: how many at most.
    """
    cleaned = " ".join(re.sub(r"[^\w]+", " ", typed[:_LONGEST]).split())
    if not cleaned:
        return []
    found: dict[str, float] = {}
    last = cleaned.split()[-1].upper()
    if len(last) <= 3:
        for code in snapshot.modifiers:
            found[code] = fuzz.ratio(last, code)
    else:
        for code, entry in snapshot.modifiers.items():
            document: Any = entry.document
            best = process.extractOne(cleaned.lower(), _names(document), scorer=fuzz.WRatio)
            found[code] = best[1] if best else 0
    floor = 40 if len(last) <= 3 else _GOOD_ENOUGH
    ranked = sorted((code for code, score in found.items() if score >= floor), key=lambda code: -found[code])
    return ranked[:limit]


def _names(document: Any) -> list[str]:
    return [document.name.lower(), *(term.lower() for term in document.search_terms)]
