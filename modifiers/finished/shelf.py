"""The answers that are kept: bounded in bytes, the least recently read go first."""

from __future__ import annotations

import threading
from collections import OrderedDict

from .answer import Answer
from .asked import Key

_PER_ENTRY = 6_000
"""Bytes that Python takes for keys, headers and objects of one answer, about."""


class Shelf:
    """Keeps answers by key up to ``limit`` bytes. Safe under threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._answers: OrderedDict[Key, Answer] = OrderedDict()
        self._bytes = 0

    def get(self, key: Key) -> Answer | None:
        """The answer under a key, of whatever version, counted as read."""
        with self._lock:
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
                answer.hits += 1
        return answer

    def peek(self, key: Key) -> Answer | None:
        """The same without counting."""
        return self._answers.get(key)

    def put(self, key: Key, answer: Answer) -> None:
        """Keep an answer, in the place of the one before; one larger than an eighth of the shelf is not kept."""
        size = answer.size + _PER_ENTRY
        with self._lock:
            if before := self._answers.pop(key, None):
                self._bytes -= before.size + _PER_ENTRY
                answer.hits = before.hits
            if size > self._limit // 8:
                return
            self._answers[key] = answer
            self._bytes += size
            while self._bytes > self._limit:
                _, oldest = self._answers.popitem(last=False)
                self._bytes -= oldest.size + _PER_ENTRY

    def drop(self, key: Key) -> None:
        """Keep nothing under a key any more."""
        with self._lock:
            if before := self._answers.pop(key, None):
                self._bytes -= before.size + _PER_ENTRY

    def replace(self, key: Key, answer: Answer, before: int) -> None:
        """Take note that the answer under a key now takes other than ``before`` bytes."""
        with self._lock:
            if self._answers.get(key) is answer:
                self._bytes += answer.size - before

    def most_read(self, number: int) -> list[Key]:
        """Keys in the order of how often they were read. What is counted is halved, so that it tells of late."""
        with self._lock:
            found = sorted(self._answers.items(), key=lambda item: -item[1].hits)[:number]
            for answer in self._answers.values():
                answer.hits //= 2
        return [key for key, _ in found]

    def quickly_made(self, version: object) -> list[tuple[Key, Answer]]:
        """Answers of this version that were read again and could be compressed better."""
        with self._lock:
            return [
                (key, a) for key, a in self._answers.items() if not a.is_best and a.hits > 1 and a.version == version
            ]

    def __len__(self) -> int:
        return len(self._answers)

    @property
    def bytes(self) -> int:
        """What the answers take, about."""
        return self._bytes
