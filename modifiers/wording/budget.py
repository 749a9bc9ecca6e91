"""How often and how many at once. Per process: what all processes may spend is that many times the number of them."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable


class Budget:
    """Counts calls of the last minute and those under way. Safe under threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._begun: deque[float] = deque()
        self._under_way = 0

    def take(self, per_minute: int, at_once: int) -> bool:
        """Whether one more call may begin. Who is told yes calls :meth:`done` in the end."""
        with self._lock:
            now = self._clock()
            while self._begun and now - self._begun[0] >= 60:
                self._begun.popleft()
            if len(self._begun) >= per_minute or self._under_way >= at_once:
                return False
            self._begun.append(now)
            self._under_way += 1
            return True

    def again(self, per_minute: int) -> bool:
        """Whether a call under way may be tried again; it counts as another one."""
        with self._lock:
            if len(self._begun) >= per_minute:
                return False
            self._begun.append(self._clock())
            return True

    def done(self) -> None:
        """A call has ended, however it did."""
        with self._lock:
            self._under_way -= 1


budget = Budget()
"""The one of this process."""
