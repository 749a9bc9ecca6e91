"""Where prose names a term of the glossary. Pure: pages ask while they are drawn, and no document is changed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

from .parts import Term


class Spellings:
    """Every way in which prose names the terms of a glossary, longest first."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """Take the terms; where two claim a spelling, the first has it."""
        self._keys: dict[str, str] = {}
        for term in terms:
            for spelling in (term.name, *term.also):
                self._keys.setdefault(spelling, term.key)
                self._keys.setdefault(spelling[:1].upper() + spelling[1:], term.key)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self._keys, key=len, reverse=True)
        return re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, longest_first))})(?:s(?![\w-])|(?![\w-]))")

    def first_mentions(self, text: str, told: Collection[str] = ()) -> Iterator[tuple[str, str]]:
        """Yield (piece of the text, key of the term that it names or "") in order; the pieces make the whole text.

        Args:
            text: plain words.
            told: keys of terms that need no link any more. Within the text, only the first mention has one.
        """
        if not self._keys:
            yield text, ""
            return
        seen, end = set(told), 0
        for match in self._pattern.finditer(text):
            key = self._keys[match[1]]
            if key in seen:
                continue
            seen.add(key)
            if match.start() > end:
                yield text[end : match.start()], ""
            yield match[0], key
            end = match.end()
        if end < len(text):
            yield text[end:], ""
