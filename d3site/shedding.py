"""gunicorn's threaded worker, made to hold under pressure: ``worker_class = "d3site.shedding.Worker"``.

Stock ``gthread`` hands every connection to a thread at once. A client that says nothing holds that thread for five
seconds, one that stops in the middle of its request or never reads the answer holds it for good, and requests wait in a
queue without end. Here:

- The loop of the worker reads a request's head, and its body where that is small. Only whole requests reach a thread.
- What lies there whole is answered by the loop (:mod:`d3site.at_once`): no thread is woken, and it waits for no search.
- The queue before the threads is short. A request beyond it is refused by the loop itself: 503 with ``Retry-After``.
- What a thread must still wait for, the rest of a large body and a reader of the answer, has an end, and no more than
  half of the threads wait for bodies.
- A connection is let go without waiting for its client, and the one longest idle makes room for a new one.
- A worker that is replaced answers until the new ones can (:mod:`d3site.succession`).

It overrides the parts of gunicorn's worker that ``tests/d3site/test_shedding.py`` holds it to (docs/adr/0029).
"""

from __future__ import annotations

import contextlib
import errno
import socket
import sys
import time
from collections import deque
from concurrent.futures import Future
from functools import partial
from typing import Any

from gunicorn.workers import gthread

from . import at_once
from .arriving import Queue, Reading
from .refusal import refusal
from .succession import Roll, Succession

TOO_LATE = 1.0
"""Seconds after which a request that has come to a thread is refused if the queue is full still."""

HEAD_SECONDS = 10.0
"""How long a client may take for the head of a request, and for its body where the loop reads that."""

PAUSE_SECONDS = 10.0
"""The longest pause of a client within a large body, which a thread reads."""

BODY_SECONDS = 60.0
"""How long a large body may take. Behind a front server it comes at once."""

ANSWER_SECONDS = 30.0
"""How long a client may take to read one part of an answer."""

LINGER_SECONDS = 2.0
"""How long a connection that we have ended waits for its client's end, so that the last answer is not cut off."""

SWITCH_SECONDS = 0.0005
"""How long a busy thread keeps the interpreter. Python's own 5 ms would make the loop wait that long at every system
call while threads draw pages, and it could refuse only some fifty requests a second."""

ALWAYS_HEARD = (b"GET /livez ", b"GET /readyz ", b"HEAD /livez ", b"HEAD /readyz ")
"""A balancer that gets no answer here would take the machine away when it is needed most."""


class _Patient:
    """The reading half of a socket whose client may take its time, but not for ever."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self.begin()

    def begin(self) -> None:
        """A new request."""
        self._until = time.monotonic() + BODY_SECONDS

    def recv(self, size: int) -> bytes:
        """Read.

        Raises:
            ConnectionResetError: if the client has kept us waiting too long. A cut body must not look like a whole one.
        """
        left = self._until - time.monotonic()
        try:
            if left <= 0:
                raise TimeoutError
            self._sock.settimeout(min(left, PAUSE_SECONDS))
            return self._sock.recv(size)
        except TimeoutError as error:
            raise ConnectionResetError(errno.ECONNRESET, "the client was too slow") from error
        finally:
            self._sock.settimeout(ANSWER_SECONDS)


class Connection(gthread.TConn):
    """A connection of which the loop has read the first bytes."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.reading = Reading()
        self.data_ready = True
        self.is_over = False
        self.is_awaited = False
        """Whether it has one of the places of those whose body a thread reads."""

    parser: Any

    def begin(self) -> None:
        """Called before the first request is parsed, by whoever parses it."""
        if not self.initialized:
            super().init()
            self.parser = at_once.Parser(self.cfg, _Patient(self.sock), self.client)

    def forget(self) -> None:
        """Parse what was read from its beginning again."""
        self.initialized, self.parser = False, None

    def init(self) -> None:
        """Called by a thread before each request."""
        self.begin()
        # A client that does not read its answer must not hold the thread: the base class waits for ever.
        self.sock.settimeout(ANSWER_SECONDS)


class Worker(gthread.ThreadWorker):
    """A threaded worker with a bounded queue, which reads requests before it gives them to threads."""

    roll = Roll()

    def __init__(self, *given: Any, **more: Any) -> None:
        """Called in the parent process, which then forks."""
        super().__init__(*given, **more)
        self.roll.spawned(self.age)
        self.succession = Succession(self.roll, self.age, self.cfg.workers)
        self.queue = Queue()
        self.lingering: deque[Connection] = deque()
        self.awaiting_place: deque[Connection] = deque()
        """Large bodies that come one after the other: whoever sends slowly must not have all threads."""
        self.awaited = 0
        self.may_await = max(1, self.cfg.threads // 2)
        self.refused = 0
        self._told_at = 0.0
        self._told = 0

    def load_wsgi(self) -> None:
        """Load the application, then make what refused clients get."""
        super().load_wsgi()
        # Not before the process has its folder of counts, which is made when the parent starts (d3site/gunicorn.py).
        from .watching.metrics import SHED

        sys.setswitchinterval(SWITCH_SECONDS)
        self.refusal = refusal()
        self.at_once: at_once.AtOnce | None = getattr(self.wsgi, "at_once", None)
        self._shed = SHED

    def run(self) -> None:
        """Answer requests until told to end."""
        self.roll.ready(self.age)
        super().run()

    def handle_exit(self, sig: int, frame: Any) -> None:
        """TERM: end, unless others are to take over and cannot yet (:mod:`d3site.succession`)."""
        self.succession.told_to_go()
        if self.succession.may_go():
            super().handle_exit(sig, frame)

    def notify(self) -> None:
        """Tell the parent that the loop goes round, and see whether it may stop."""
        super().notify()
        if self.succession.may_go():
            self.alive: bool = False

    # -- from the listener to a whole request

    def accept(self, listener: socket.socket) -> None:
        """Take a connection over and wait for its request."""
        try:
            sock, address = listener.accept()
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE):
                self._make_room()
            elif error.errno not in (errno.EAGAIN, errno.ECONNABORTED):
                raise
            return
        self.nr_conns += 1
        self._wait_for_head(Connection(self.cfg, sock, address, listener.getsockname()))
        # The base class stops to accept at its limit; then whoever holds connections open would keep all others out.
        if self.nr_conns >= self.worker_connections:
            self._make_room()

    def _wait_for_head(self, conn: Connection) -> None:
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + HEAD_SECONDS
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, gthread.selectors.EVENT_READ, partial(self.on_readable, conn))

    def on_readable(self, conn: Connection, sock: socket.socket) -> None:
        """Read what has come of a request that has begun; a whole one joins the queue."""
        if conn.is_over:  # closed to make room since the poller told of it
            return
        is_open = self._read(conn)
        if is_open and not conn.reading.is_whole:
            return
        self.poller.unregister(sock)
        self.pending_conns.remove(conn)
        if is_open:
            self.admit(conn)
        else:
            self._close(conn)

    def on_client_socket_readable(self, conn: Connection, client: socket.socket) -> None:
        """Read the next request of a connection that was kept; most come whole."""
        if conn.is_over:
            return
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        if not self._read(conn):
            self._close(conn)
        elif conn.reading.is_whole:
            self.admit(conn)
        else:
            self._wait_for_head(conn)

    def _read(self, conn: Connection) -> bool:
        """Take over what has arrived. False if the client has gone."""
        try:
            data = conn.sock.recv(65_536)
        except BlockingIOError:
            return True
        except OSError:
            return False
        conn.reading.add(data)
        return bool(data)

    # -- in or out

    def admit(self, conn: Connection) -> None:
        """Answer a whole request, let it join the queue, or refuse it."""
        said = at_once.try_to(self, conn, self.at_once) if self.at_once else None
        if said is None:
            self._let_join(conn)
        else:
            self._send(conn, said)

    def _send(self, conn: Connection, said: at_once.Said) -> None:
        """Send an answer of the loop. A thread waits for a client that does not take all of it now."""
        try:
            sent = conn.sock.send(said.data, socket.MSG_DONTWAIT)
        except BlockingIOError:
            sent = 0
        except OSError:
            self._close(conn)
            return
        if sent == len(said.data):
            self._go_on(conn, keeps=said.keeps)
            return
        rest = self.tpool.submit(_send_rest, conn, said.data[sent:], said.keeps)
        rest.add_done_callback(lambda done: self.method_queue.defer(self.finish_request, conn, done))

    def _let_join(self, conn: Connection) -> None:
        if self.queue.is_full() and not conn.reading.data.startswith(ALWAYS_HEARD):
            self._refuse(conn)
            return
        if conn.reading.waits_for_body:
            if self.awaited >= self.may_await:
                conn.timeout = time.monotonic() + BODY_SECONDS
                self.awaiting_place.append(conn)
                return
            self.awaited += 1
            conn.is_awaited = True
        self.queue.join()
        self.enqueue_req(conn)

    def _refuse(self, conn: Connection) -> None:
        self._count_refused()
        try:
            conn.sock.send(self._refusal_to(conn.reading.data))
        except OSError:
            self._close(conn)
            return
        self._linger(conn)

    def _refusal_to(self, data: bytes | bytearray) -> bytes:
        head, body = self.refusal
        return head if data.startswith(b"HEAD ") else head + body

    def _count_refused(self) -> None:
        """One line of the log for many refusals: a peak must not fill the disk."""
        self.refused += 1
        self._shed.inc()
        now = time.monotonic()
        if now - self._told_at >= 10:
            self.log.warning("overload: %d requests refused", self.refused - self._told)
            self._told_at, self._told = now, self.refused

    def handle(self, conn: Connection) -> Any:
        """Answer a request. Runs in a thread."""
        turn = self.queue.begin()
        try:
            data = conn.reading.take()
            conn.sock.setblocking(True)
            conn.init()
            if turn.waited > TOO_LATE and self.queue.is_full() and not data.startswith(ALWAYS_HEARD):
                self._count_refused()
                with contextlib.suppress(OSError):  # it has gone
                    conn.sock.sendall(self._refusal_to(data))
                return False
            conn.parser.unreader.sock.begin()
            if conn.parser.again is None:  # else the loop has parsed it
                conn.parser.unreader.unread(data)
            return super().handle(conn)
        finally:
            self.queue.end(turn)

    # -- after the answer

    def finish_request(self, conn: Connection, fs: Future[Any]) -> None:
        """Go on with a connection that a thread has answered. Runs in the loop."""
        self._give_up_place(conn)
        self._go_on(conn, keeps=bool(not fs.cancelled() and fs.exception() is None and fs.result()))

    def _give_up_place(self, conn: Connection) -> None:
        if not conn.is_awaited:
            return
        conn.is_awaited = False
        self.awaited -= 1
        while self.awaiting_place and self.awaited < self.may_await:
            self._let_join(self.awaiting_place.popleft())

    def _go_on(self, conn: Connection, *, keeps: bool) -> None:
        """Keep the connection for its next request, or end it without waiting for the client."""
        if not keeps:
            self._linger(conn)
            return
        conn.reading = Reading(conn.parser.unreader.take_buffered())
        if conn.reading.is_whole:
            # Not at once: whoever sends a thousand requests in one piece has no claim to the loop.
            self._let_join(conn)
        elif conn.reading.data:
            self._wait_for_head(conn)
        else:
            conn.sock.setblocking(False)
            conn.set_timeout()
            if not self.alive:
                conn.timeout = min(conn.timeout, time.monotonic() + LINGER_SECONDS)
            self.keepalived_conns.append(conn)
            self.poller.register(conn.sock, gthread.selectors.EVENT_READ, partial(self.on_client_socket_readable, conn))

    def _linger(self, conn: Connection) -> None:
        """Say that this was all, and close when the client has ended its side or its time is over."""
        try:
            conn.sock.setblocking(False)
            conn.sock.shutdown(socket.SHUT_WR)
            self.poller.register(conn.sock, gthread.selectors.EVENT_READ, partial(self._on_lingering, conn))
        except (OSError, ValueError):
            self._close(conn)
            return
        conn.timeout = time.monotonic() + LINGER_SECONDS
        self.lingering.append(conn)

    def _on_lingering(self, conn: Connection, sock: socket.socket) -> None:
        if conn.is_over:
            return
        try:
            if sock.recv(65_536):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self._drop(conn, self.lingering)

    def murder_pending(self) -> None:
        """Close what has not become a whole request, or not ended, in its time. Runs in each round of the loop."""
        for conns in (self.pending_conns, self.lingering, self.awaiting_place):
            while conns and conns[0].timeout <= time.monotonic():
                self._drop(conns[0], conns)

    def _make_room(self) -> None:
        """Close the connection that has been of no use for longest."""
        for conns in (self.lingering, self.pending_conns, self.awaiting_place, self.keepalived_conns):
            if conns:
                self._drop(conns[0], conns)
                return

    def _drop(self, conn: Connection, conns: deque[Connection]) -> None:
        conns.remove(conn)
        with contextlib.suppress(OSError, KeyError, ValueError):
            self.poller.unregister(conn.sock)
        self._close(conn)

    def _close(self, conn: Connection) -> None:
        self.nr_conns -= 1
        conn.is_over = True
        conn.close()

    def _cap_keepalive(self, deadline: float) -> None:
        """A worker that ends waits for no client longer than this."""
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)


def _send_rest(conn: Connection, data: bytes, keeps: bool) -> bool:
    """Wait for a client that takes its answer slowly. Returns whether the connection stays. Runs in a thread."""
    conn.sock.settimeout(ANSWER_SECONDS)
    try:
        conn.sock.sendall(data)
    except OSError:
        return False
    return keeps
