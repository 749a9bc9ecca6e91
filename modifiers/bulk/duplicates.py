"""Sources that are one: the same section of the same address under two keys."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import urlsplit

from modifiers.models import Source

_PUNCTUATION = re.compile(r"[\W_]+")


def place_of(url: str, section: str) -> tuple[str, str]:
    """What two sources of the same place have in common: scheme, ``www.``, a last slash and punctuation say nothing."""
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").removeprefix("www.")
    query = f"?{parts.query}" if parts.query else ""
    address = f"{host}{parts.path.rstrip('/')}{query}#{parts.fragment}"
    return address, " ".join(_PUNCTUATION.sub(" ", section.casefold()).split())


def groups(sources: Iterable[Source]) -> list[list[Source]]:
    """The sources of which there are several for one place, the one consulted last first in each group."""
    found: dict[tuple[str, str], list[Source]] = defaultdict(list)
    for source in sources:
        if source.url:
            found[place_of(source.url, source.section)].append(source)
    several = [sorted(group, key=lambda one: (one.checked_on, one.key), reverse=True) for group in found.values()]
    return sorted((group for group in several if len(group) > 1), key=lambda group: group[0].key)
