"""Requests before a thread has them: what has been read of one, and the queue. Used by :mod:`d3site.shedding`."""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

WAITING_MOST = 64
"""Requests that may wait for a thread of one worker."""

WAITING_ALWAYS = 16
"""Requests that may wait whatever the pace. A page that comes late is better than none as long as there are few."""

WAITING_LONGEST = 0.15
"""Seconds that a newcomer may expect to wait. Slow answers make the queue short and fast ones let it be long, so an
accepted request waits about this long at most, whatever is asked."""

EVIDENCE = 0.05
"""Seconds that the first of the queue must have waited before the pace refuses anybody. The pace is of earlier answers,
so after a few slow pages a burst of readers of kept ones would be sent away though nobody had to wait."""

STANDING = 0.4
"""Seconds that the first of the queue may have waited before newcomers are refused whatever was expected. A pause of
the whole process, as for compressing a page well, is shorter and refuses nobody."""

PACE_MOVES = 0.1
"""How much of the pace is the last answer's."""

SLOWEST = 0.25
"""An answer that took longer counts as this many seconds: it has waited for something else than the interpreter."""

HELD_HEAD = 200_000
"""Bytes of a head after which the parser is asked for its opinion: more than it allows."""

HELD_BODY = 65_536
"""The largest body that the loop reads itself. Every form of a reader is smaller."""

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,12})[ \t]*\r\n", re.IGNORECASE)
_HAS_BODY = re.compile(rb"\r\n(?:expect|transfer-encoding):|\r\ncontent-length:[ \t]*0*[1-9]", re.IGNORECASE)
_READ_BY_A_THREAD = re.compile(rb"\r\n(?:expect|transfer-encoding):", re.IGNORECASE)


def wanted(head: bytes | bytearray) -> int:
    """How many bytes of body the loop waits for after a head that ends in an empty line.

    Zero where there is none, and where a thread must read it: large, of unknown length, or asked for with ``Expect``.
    """
    found = _LENGTH.search(head)
    if found is None or _READ_BY_A_THREAD.search(head):
        return 0
    length = int(found[1])
    return length if length <= HELD_BODY else 0


def is_bare(data: bytes | bytearray) -> bool:
    """Whether a whole request asks for something and brings nothing along."""
    end = data.find(b"\r\n\r\n")
    if end < 0 or not data.startswith((b"GET ", b"HEAD ")):
        return False
    head = data[: end + 4]
    return not (_LENGTH.search(head) or _READ_BY_A_THREAD.search(head))


class Reading:
    """What has been read of one request that is not whole yet."""

    __slots__ = ("_needed", "data", "waits_for_body")

    def __init__(self, data: bytes = b"") -> None:
        self.data = bytearray()
        self.waits_for_body = False
        """Whether a thread reads the body, for which it may have to wait."""
        self._needed = 0
        self.add(data)

    def add(self, data: bytes) -> None:
        """Take over what has arrived. Only new bytes are searched, so that single bytes cost no more than many."""
        start = max(0, len(self.data) - 3)
        self.data += data
        if not self._needed:
            end = self.data.find(b"\r\n\r\n", start)
            if end >= 0:
                head = self.data[: end + 4]
                self._needed = len(head) + wanted(head)
                self.waits_for_body = self._needed == len(head) and bool(_HAS_BODY.search(head))

    @property
    def is_whole(self) -> bool:
        """Whether a thread can go on with it without waiting for the client, or must, as it is too long for us."""
        return len(self.data) >= self._needed if self._needed else len(self.data) > HELD_HEAD

    def take(self) -> bytes:
        """The bytes; what comes next is another request."""
        data, self.data, self._needed = bytes(self.data), bytearray(), 0
        return data


@dataclass(frozen=True, slots=True, eq=False)
class Turn:
    """One request with a thread: how long it had waited, since when the thread has it, how many others had one."""

    waited: float
    began: float
    beside: int


class Queue:
    """The requests that wait for a thread of this worker, first come, first served. Safe under threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._waiting: deque[float] = deque()
        self._running: set[Turn] = set()
        self._pace = 0.0

    def is_full(self) -> bool:
        """Whether a newcomer is better refused: it would wait too long, by the pace of late or by what has happened."""
        waiting = len(self._waiting)
        if waiting < WAITING_ALWAYS:
            return False
        if waiting >= WAITING_MOST:
            return True
        try:
            stood = self._clock() - self._waiting[0]
        except IndexError:  # empty, perhaps only since this moment
            return False
        return stood > STANDING or (stood > EVIDENCE and waiting * self._pace > WAITING_LONGEST)

    def join(self) -> None:
        """One more waits."""
        self._waiting.append(self._clock())

    def begin(self) -> Turn:
        """The first has come to a thread."""
        now = self._clock()
        try:
            waited = now - self._waiting.popleft()
        except IndexError:
            waited = 0.0
        turn = Turn(waited, now, len(self._running))
        self._running.add(turn)
        return turn

    def end(self, turn: Turn) -> None:
        """It has been answered. Threads share one interpreter, so the time of each counts by how many there were."""
        running = 1 + (turn.beside + len(self._running) - 1) / 2
        self._running.discard(turn)
        took = min(self._clock() - turn.began, SLOWEST) / running
        self._pace += (took - self._pace) * PACE_MOVES
