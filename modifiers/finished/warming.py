"""After a publish, what has been read most is made anew beside the requests, and compressed as well as it can be."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable

from .asked import Key
from .front import Finished

logger = logging.getLogger(__name__)

_MOST = 200
"""Addresses that are made anew after a publish; the rest wait for a reader."""
_PAUSE = 0.02
"""Seconds between two of them, in which requests have the interpreter to themselves."""
LOOK_EVERY = 5.0
"""Seconds between two looks at what could be compressed better."""


class Warmer:
    """A thread beside the requests. ``first`` gives the addresses to begin with, before anybody has read anything."""

    def __init__(self, finished: Finished, first: Callable[[], Iterable[Key]] = tuple) -> None:
        self._finished = finished
        self._first = first
        self._is_wanted = True

    def start(self) -> threading.Thread:
        """Begin. The thread ends with the process."""
        thread = threading.Thread(target=self._run, name="finished-bytes", daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """End at the next pause."""
        self._is_wanted = False
        self._finished.moved.set()

    def _run(self) -> None:
        self._safely(lambda: self.make(self._first()))
        while self._is_wanted:
            if self._finished.moved.wait(LOOK_EVERY):
                self._finished.moved.clear()
                self._safely(lambda: self.make(self._finished.pages.most_read(_MOST)))
            self._safely(self.finish)

    def make(self, keys: Iterable[Key]) -> int:
        """Make the answers of these keys; stops when the catalogue moves once more. Returns how many were made."""
        self._finished.version()
        self._finished.moved.clear()
        made = 0
        for key in keys:
            if not self._is_wanted or self._finished.moved.is_set():
                break
            made += self._finished.make(key)
            time.sleep(_PAUSE)
        return made

    def finish(self) -> None:
        """Compress better what was read again since it was made."""
        for shelf in (self._finished.pages, self._finished.asked):
            for key, answer in shelf.quickly_made(self._finished.version()):
                if not self._is_wanted or self._finished.moved.is_set():
                    return
                before = answer.size
                answer.finish()
                shelf.replace(key, answer, before)
                time.sleep(_PAUSE)

    def _safely(self, work: Callable[[], object]) -> None:
        """A warmer that failed costs a reader some milliseconds; one that is gone would cost all of them that."""
        try:
            work()
        except self._finished.unknown:
            return  # no catalogue yet; the request that brings one wakes us
        except Exception:
            logger.exception("finished bytes: warming failed")
