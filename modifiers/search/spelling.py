"""Spelling: the nearest known word to one that nobody wrote."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORTEST = 4


class Speller:
    """Knows the words of the content and how often each is used. Safe under threads: it never changes."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(counts):
            if len(word) >= _SHORTEST - 1 and word.isalpha():
                self._by_length.setdefault(len(word), []).append(word)
        self._sorted = sorted(word for word in counts if word.isalpha())
        self.nearest = lru_cache(maxsize=4096)(self._nearest)
        self.beginning = lru_cache(maxsize=4096)(self._beginning)

    def __contains__(self, word: str) -> bool:
        return word in self._counts

    def _nearest(self, word: str) -> str:
        """The known word that was most likely meant, or nothing. Words with digits are not touched."""
        if len(word) < _SHORTEST or len(word) > 24 or not word.isalpha():
            return ""
        most = 1 if len(word) <= 5 else 2 if len(word) <= 9 else 3
        near = [
            known for size in range(len(word) - most, len(word) + most + 1) for known in self._by_length.get(size, ())
        ]
        found = process.extract(word, near, scorer=OSA.distance, score_cutoff=most, limit=12)
        if not found:
            return ""

        def fit(match: tuple[str, float, int]) -> tuple[float, int, str]:
            known, distance, _ = match
            return (
                distance + 0.6 * (known[0] != word[0]) + 0.3 * (len(known) < len(word) - 1),
                -self._counts[known],
                known,
            )

        best = min(found, key=fit)
        return best[0] if fit(best)[0] <= most else ""

    def _beginning(self, start: str, limit: int = 6) -> tuple[str, ...]:
        """Known words that begin so, most used first."""
        low = bisect_left(self._sorted, start)
        high = bisect_left(self._sorted, start + "\uffff")
        return tuple(sorted(self._sorted[low:high], key=lambda word: -self._counts[word])[:limit])
