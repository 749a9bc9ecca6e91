"""The worker overrides parts of gunicorn's that gunicorn promises nobody: a release that moves them must be noticed."""

from __future__ import annotations

import inspect
import socket
from types import SimpleNamespace

import pytest
from gunicorn.config import Config
from gunicorn.workers import gthread

from d3site import at_once
from d3site.shedding import Connection, Worker, _Patient

OVERRIDDEN = {
    Worker: (gthread.ThreadWorker, {
        "load_wsgi", "run", "handle_exit", "notify", "accept", "on_client_socket_readable", "handle", "finish_request",
        "murder_pending", "_cap_keepalive",
    }),
    Connection: (gthread.TConn, {"init"}),
}  # fmt: skip


def own_methods(found: type) -> set[str]:
    return {name for name, value in vars(found).items() if inspect.isfunction(value) and name != "__init__"}


@pytest.mark.parametrize("ours", OVERRIDDEN)
def test_what_is_overridden_is_there_and_takes_the_same(ours):
    base, names = OVERRIDDEN[ours]
    assert own_methods(ours) & {name for name in dir(base) if callable(getattr(base, name))} == names
    for name in names:
        expected = inspect.signature(getattr(base, name)).parameters
        assert len(inspect.signature(getattr(ours, name)).parameters) == len(expected), name


def test_what_is_used_of_the_base_is_there():
    source = inspect.getsource(gthread)
    for used in (
        "self.pending_conns", "self.keepalived_conns", "self.nr_conns", "self.poller", "self.worker_connections",
        "def enqueue_req", "def set_timeout", "self.data_ready", "self.initialized", "self.method_queue", "self.alive",
    ):  # fmt: skip
        assert used in source, used
    worker = inspect.getsource(Worker) + inspect.getsource(Connection)
    for name in ("pending_conns", "keepalived_conns", "nr_conns", "enqueue_req", "set_timeout", "initialized"):
        assert name in worker, f"{name} is asked of gunicorn for nothing"


def test_the_parser_reads_by_recv_alone_and_gives_back_what_it_has_read_too_much():
    from gunicorn.http.unreader import SocketUnreader

    assert own_methods(_Patient) == {"begin", "recv"}
    assert "self.sock.recv(" in inspect.getsource(SocketUnreader)
    unreader = SocketUnreader(_Spoken([b"GET / HTTP/1.1\r\n"]))
    unreader.unread(b"first")
    assert unreader.read() == b"first"
    assert unreader.read(3) == b"GET"
    assert unreader.take_buffered() == b" / HTTP/1.1\r\n"
    assert unreader.take_buffered() == b""


def test_what_the_loop_cannot_make_sense_of_is_left_to_a_thread_as_it_came(monkeypatch):
    def refuse(*given: object) -> None:
        raise ValueError("whatever gunicorn has against it")

    monkeypatch.setattr(at_once.wsgi, "create", refuse)
    monkeypatch.setattr(at_once, "_is_drained", lambda sock: True)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        conn = Connection(Config(), ours, ("127.0.0.1", 1), ("127.0.0.1", 2))
        conn.reading.add(b"GET / HTTP/1.1\r\nHost: d3\r\n\r\n")
        worker = SimpleNamespace(nr=0, max_requests=100, cfg=conn.cfg)
        assert at_once.try_to(worker, conn, lambda environ, start: [b"never"]) is None
        assert (conn.initialized, conn.parser) == (False, None)
        assert conn.reading.data.startswith(b"GET / ") and worker.nr == 0


class _Spoken:
    def __init__(self, said: list[bytes]) -> None:
        self.said = said

    def recv(self, size: int) -> bytes:
        return self.said.pop(0)[:size]
