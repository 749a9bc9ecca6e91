"""Counts in the memory of one process, bounded, until somebody takes them away. Pure."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

MOST_KINDS = 500
"""How many different words are counted between two writings. What comes after is lost, and its number told."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How often words found nothing, were answered by a list, and somebody went on from that list."""

    without_result: int = 0
    shown: int = 0
    followed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.without_result + other.without_result, self.shown + other.shown, self.followed + other.followed
        )


FOUND_NOTHING, SHOWN, FOLLOWED = Counts(without_result=1), Counts(shown=1), Counts(followed=1)


@dataclass(frozen=True, slots=True)
class Taken:
    """What was counted since the last time, by words and day; ``lost`` found no room."""

    counts: Mapping[tuple[str, date], Counts]
    lost: int


class Tally:
    """Safe under threads. Knows words that may be counted (:mod:`.harmless`) and nothing else."""

    def __init__(self, most: int = MOST_KINDS) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._counts: dict[tuple[str, date], Counts] = {}
        self._lost = 0

    def add(self, words: str, day: date, counts: Counts) -> None:
        """Count."""
        key = (words, day)
        with self._lock:
            if key not in self._counts and len(self._counts) >= self._most:
                self._lost += 1
            else:
                self._counts[key] = self._counts.get(key, Counts()) + counts

    def take(self) -> Taken:
        """What has been counted; counting begins anew."""
        with self._lock:
            taken = Taken(self._counts, self._lost)
            self._counts, self._lost = {}, 0
        return taken

    def __bool__(self) -> bool:
        return bool(self._counts or self._lost)
