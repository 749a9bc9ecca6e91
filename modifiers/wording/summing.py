"""Statements → checked sentences as they come. The only module of this room that knows settings.

The call runs in a thread of its own, because a read that hangs can only be ended from outside. Whoever asks looks
every second: whether a sentence is there, whether the time is up, whether somebody still waits.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Generator, Sequence
from typing import Literal

from django.conf import settings

from .budget import budget
from .checking import Checker, Refused
from .endpoint import Call, Endpoint, EndpointError
from .given import MOST_GIVEN, Given, Sentence, Task, Worded
from .prompt import messages, schema
from .reading import Arriving, NotAnAnswer

logger = logging.getLogger(__name__)

End = Literal["done", "refused", "failed", "busy", "off"]
"""How it ended: whole and checked; something was refused; the endpoint failed; no budget; no model."""

_LOOK = 1.0
_BACK_OFF = 0.5
_LONGEST_WAIT = 5.0
_AT_ONCE = 2
"""Calls under way in one process: of its four threads two always serve pages."""


def endpoint() -> Endpoint | None:
    """The operator's endpoint, or None."""
    if not settings.LLM_URL or not settings.LLM_MODEL:
        return None
    return Endpoint(settings.LLM_URL, settings.LLM_MODEL, settings.LLM_KEY, settings.LLM_FORMAT, settings.LLM_SECONDS)


def is_configured() -> bool:
    """Whether the operator has a model."""
    return endpoint() is not None


def summarise(given: Sequence[Given], task: Task = "answer", wants: Sequence[str] = ()) -> Worded | None:
    """Word statements, whole; for callers that can wait (a letter). Waits at most ``settings.LLM_SECONDS``.

    Args:
        given: published statements with keys of the caller's.
        task: what they are worded for.
        wants: kinds of question that matter (``prompt.WANTS``).

    Returns:
        None if there is no model, no budget, no answer in time, or anything in it was refused.
    """
    found: list[Sentence] = []
    for each in sentences(given, task, wants):
        if isinstance(each, Sentence):
            found.append(each)
        elif each is not None and each != "done":
            return None
    return Worded(tuple(found)) if found else None


def still_holds(given: Sequence[Given], worded: Worded) -> bool:
    """Whether every sentence passes the checks against these statements; a model is not asked.

    For an answer that was given before: what is published may have changed since.
    """
    checker = Checker(given[:MOST_GIVEN])
    try:
        return all(checker.check(each.text, each.keys) == each for each in worded.sentences)
    except Refused:
        return False


def sentences(
    given: Sequence[Given], task: Task = "answer", wants: Sequence[str] = ()
) -> Generator[Sentence | End | None, None, None]:
    """Word statements, sentence by sentence.

    Yields:
        a sentence that has passed the checks; None about every second while nothing comes, so that a caller can
        notice that nobody waits any more; last of all how it ended. Unless that is ``done``, what came before must
        be taken back. Closing the iterator ends the call.
    """
    found = endpoint()
    if found is None or not given:
        yield "off"
        return
    if not budget.take(settings.LLM_PER_MINUTE, _AT_ONCE):
        yield "busy"
        return
    work = _Work(found, tuple(given[:MOST_GIVEN]), task, tuple(wants))
    work.start()
    ends_at = time.monotonic() + found.seconds
    try:
        while (left := ends_at - time.monotonic()) > 0:
            try:
                each = work.out.get(timeout=min(_LOOK, left))
            except queue.Empty:
                yield None
                continue
            yield each
            if isinstance(each, str):
                return
        yield "failed"
    finally:
        work.cut()


class _Work(threading.Thread):
    """The call, its second try, and the checks."""

    def __init__(self, endpoint: Endpoint, given: tuple[Given, ...], task: Task, wants: tuple[str, ...]) -> None:
        super().__init__(name="wording", daemon=True)
        self.out: queue.SimpleQueue[Sentence | End] = queue.SimpleQueue()
        self._endpoint, self._given, self._task, self._wants = endpoint, given, task, wants
        self._call = Call(endpoint)
        self._is_cut = threading.Event()
        self._has_spoken = False

    def cut(self) -> None:
        """End it; nobody waits."""
        self._is_cut.set()
        self._call.cut()

    def run(self) -> None:
        """Put sentences out, then the end; whatever happens, the budget is given back."""
        end: End = "failed"
        try:
            end = self._tries()
        except Exception:  # nobody else would notice a thread that died
            logger.exception("wording: our own error")
        finally:
            budget.done()
            self.out.put(end)

    def _tries(self) -> End:
        for is_last in (False, True):
            try:
                self._ask()
                return "done"
            except (Refused, NotAnAnswer) as error:
                logger.info("wording: refused, %s", error)
                return "refused"
            except EndpointError as error:
                if self._is_cut.is_set():
                    return "failed"
                logger.warning("wording: %s", error)
                if is_last or not self._may_retry(error.retry_after):
                    return "failed"
        return "failed"

    def _may_retry(self, after: float | None) -> bool:
        """Wait as long as the endpoint asks, at least a little. Not if that is long, or if sentences are out."""
        if after is None or after > _LONGEST_WAIT or self._has_spoken or not budget.again(settings.LLM_PER_MINUTE):
            return False
        if self._is_cut.wait(max(_BACK_OFF, after)):
            return False
        self._call = Call(self._endpoint)
        return not self._is_cut.is_set()

    def _ask(self) -> None:
        checker, arriving = Checker(self._given), Arriving()
        for piece in self._call.pieces(messages(self._task, self._given, self._wants), schema(self._given)):
            for text, keys in arriving.add(piece):
                sentence = checker.check(text, keys)
                self._has_spoken = True
                self.out.put(sentence)
            if self._is_cut.is_set():
                raise EndpointError("ended")
        arriving.close()
