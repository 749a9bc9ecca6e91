"""A request is whole when its head and a small body are there; the queue is full when newcomers would wait long."""

from __future__ import annotations

import pytest

from d3site.arriving import (
    EVIDENCE,
    HELD_BODY,
    HELD_HEAD,
    STANDING,
    WAITING_ALWAYS,
    WAITING_LONGEST,
    WAITING_MOST,
    Queue,
    Reading,
    wanted,
)

HEAD = b"POST /ask/ HTTP/1.1\r\nHost: d3\r\nContent-Length: 5\r\n\r\n"


@pytest.mark.parametrize(
    ("lines", "length"),
    [
        (b"", 0),
        (b"Content-Length: 12\r\n", 12),
        (b"content-length:12\r\n", 12),
        (b"Content-Length: %d\r\n" % HELD_BODY, HELD_BODY),
        (b"Content-Length: %d\r\n" % (HELD_BODY + 1), 0),
        (b"Content-Length: 12\r\nExpect: 100-continue\r\n", 0),
        (b"Content-Length: 12\r\nTransfer-Encoding: chunked\r\n", 0),
        (b"X-Content-Length: 12\r\n", 0),
        (b"Content-Length: -1\r\n", 0),
    ],
)
def test_the_body_that_the_loop_waits_for(lines, length):
    assert wanted(b"POST / HTTP/1.1\r\n" + lines + b"\r\n") == length


def test_a_request_is_whole_with_its_last_byte_however_it_comes():
    for size in (1, 2, 3, 7, 100):
        reading = Reading()
        whole = HEAD + b"hello"
        for start in range(0, len(whole), size):
            assert not reading.is_whole
            reading.add(whole[start : start + size])
        assert reading.is_whole
        assert reading.take() == whole
        assert not reading.is_whole
    assert Reading(b"GET / HTTP/1.1\r\n\r\nGET /next").take().endswith(b"GET /next")


@pytest.mark.parametrize(
    ("lines", "waits"),
    [
        (b"", False),
        (b"Content-Length: 0\r\n", False),
        (b"Content-Length: 12\r\n", False),
        (b"Content-Length: %d\r\n" % (HELD_BODY + 1), True),
        (b"Transfer-Encoding: chunked\r\n", True),
        (b"Content-Length: 12\r\nExpect: 100-continue\r\n", True),
    ],
)
def test_a_thread_waits_for_what_the_loop_does_not_read(lines, waits):
    reading = Reading(b"POST / HTTP/1.1\r\n" + lines + b"\r\n")
    assert reading.waits_for_body is waits


def test_a_head_without_end_is_left_to_the_parser():
    reading = Reading(b"GET /" + b"a" * HELD_HEAD)
    assert reading.is_whole
    assert not Reading(b"GET /" + b"a" * (HELD_HEAD - 5)).is_whole


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def answered(queue: Queue, clock: Clock, seconds: float, times: int = 60) -> None:
    for _ in range(times):
        queue.join()
        turn = queue.begin()
        clock.now += seconds
        queue.end(turn)


def test_slow_answers_make_the_queue_short_and_fast_ones_let_it_be_long():
    def length(seconds: float) -> int:
        clock = Clock()
        queue = Queue(clock)
        answered(queue, clock, seconds)
        queue.join()
        clock.now += EVIDENCE + 0.01
        waiting = 1
        while not queue.is_full():
            queue.join()
            waiting += 1
        return waiting

    assert length(0.0001) == WAITING_MOST
    assert length(0.01) == pytest.approx(WAITING_LONGEST / 0.01, abs=1.5)
    # Few may always wait: the answer before took long by itself, or a language model did.
    assert length(0.05) == length(30) == WAITING_ALWAYS


def test_a_burst_is_not_judged_by_slow_answers_of_before():
    clock = Clock()
    queue = Queue(clock)
    answered(queue, clock, 0.2)
    for _ in range(WAITING_MOST - 1):
        queue.join()
    assert not queue.is_full()
    clock.now += EVIDENCE + 0.01
    assert queue.is_full()


def test_the_first_of_the_queue_has_waited_too_long():
    clock = Clock()
    queue = Queue(clock)
    for _ in range(WAITING_ALWAYS):
        queue.join()
    assert not queue.is_full()
    clock.now += STANDING + 0.01
    assert queue.is_full()
    assert queue.begin().waited == pytest.approx(STANDING + 0.01)
    assert not queue.is_full()


def test_time_that_threads_share_is_shared_among_them():
    clock = Clock()
    queue = Queue(clock)
    for _ in range(60):
        turns = []
        for _ in range(4):
            queue.join()
            turns.append(queue.begin())
        clock.now += 0.03
        for turn in turns:
            queue.end(turn)
    for _ in range(WAITING_ALWAYS + 1):
        queue.join()
    assert not queue.is_full(), "four of them in 30 ms are more than 33 a second"
