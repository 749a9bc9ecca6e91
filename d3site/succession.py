"""When a worker that is being replaced may go: once those that replace it can answer. Used by :mod:`d3site.shedding`.

On HUP gunicorn tells old workers to end while the new ones are still loading the catalogue. No request is lost, but for
those seconds nobody answers. So an old worker goes on until as many younger ones are ready as there are workers.
"""

from __future__ import annotations

import mmap
import time
from collections.abc import Callable

LONGEST = 20.0
"""Seconds after which a worker goes even so; gunicorn kills it at its ``graceful_timeout``."""

_AGES = 65_536
_SPAWNED, _READY = 1, 2


class Roll:
    """What has become of each worker, by the number that gunicorn gives it, in memory that all of them share."""

    def __init__(self) -> None:
        self._states = mmap.mmap(-1, _AGES)

    def spawned(self, age: int) -> None:
        """Called in the parent, before there is a child."""
        self._states[age % _AGES] = _SPAWNED
        # The number comes again after so many workers, and must not look used then.
        self._states[(age + _AGES // 2) % _AGES] = 0

    def ready(self, age: int) -> None:
        """It answers."""
        self._states[age % _AGES] = _READY

    def younger(self, age: int) -> tuple[int, int]:
        """How many younger workers there have been, and how many of them got ready."""
        first, last = (age + 1) % _AGES, (age + _AGES // 2) % _AGES
        states = self._states[first:last] if first < last else self._states[first:] + self._states[:last]
        return len(states) - states.count(0), states.count(_READY)


class Succession:
    """Whether one worker may go."""

    def __init__(self, roll: Roll, age: int, workers: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._roll, self._age, self._workers, self._clock = roll, age, workers, clock
        self._told_at: float | None = None

    def told_to_go(self) -> None:
        """The parent has said so. It says so again."""
        if self._told_at is None:
            self._told_at = self._clock()

    def may_go(self) -> bool:
        """Whether it has been told to, and nobody replaces it, as when all of them end, or the others are ready."""
        if self._told_at is None:
            return False
        spawned, ready = self._roll.younger(self._age)
        is_replaced = spawned >= self._workers
        return not is_replaced or ready >= self._workers or self._clock() - self._told_at > LONGEST
