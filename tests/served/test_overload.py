"""A served site under pressure: more requests than it can answer, clients that stall, a reload, the end.

How fast all this is stands in the report of ``make chaos``; here is what must hold on any machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.load import Answer, Asked, ask, at_rate, percentile, with_clients

from .site import Site, build

pytestmark = [pytest.mark.served, pytest.mark.slow, pytest.mark.xdist_group("served")]


MOST = 300
"""Connections of a worker; the rest of this process needs files as well."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    own = {
        "D3_THREADS": "2",
        "D3_LIMITS": "search=0",  # it is one address that asks
        "GUNICORN_CMD_ARGS": f"--worker-connections {MOST}",
    }
    with Site(build(tmp_path_factory.mktemp("served")), workers=1, environment=own) as served:
        yield served


def searches() -> list[Asked]:
    """Every one another, so that none is answered from what is kept."""
    return [Asked(f"/search/?q=modifier+{number}+for+two+visits") for number in range(2_000)]


KEPT = ("/modifiers/59/", "/modifiers/25/", "/families/", "/")


def test_what_cannot_be_answered_in_time_is_refused_at_once_and_kept_pages_are_answered(site):
    for path in KEPT:
        assert site.get(path).status == 200

    async def both() -> tuple[list[Answer], list[Answer]]:
        pages = at_rate(site.port, 40, 2.5, [Asked(path) for path in KEPT])
        return await asyncio.gather(at_rate(site.port, 600, 2.5, searches()), pages)

    got, read = asyncio.run(both())
    # Where a busy machine looks late at the catalogue's version, a page takes its turn like others.
    told = Counter((each.status, each.failure) for each in read)
    assert told.keys() <= {(200, ""), (503, "")} and told[200, ""] >= 80, told
    answers = {status: [each for each in got if each.status == status] for status in (200, 503)}
    assert len(answers[200]) + len(answers[503]) == len(got), Counter((each.status, each.failure) for each in got)
    assert len(answers[200]) > 20
    assert len(answers[503]) > 100
    for refused in answers[503]:
        assert refused.headers["retry-after"] == "5"
        assert "default-src 'none'" in refused.headers["content-security-policy"]
        assert b"<h1" in refused.body
    assert percentile([each.seconds for each in answers[503]], 50) < percentile(
        [each.seconds for each in answers[200]], 50
    )
    after = asyncio.run(ask(site.port, Asked("/search/?q=quiet+again")))
    assert after.status == 200
    assert "overload: " in site.log()


def test_the_longest_idle_makes_room(site):
    """More connections than a worker holds, opened in one burst and spoken on while others are closed for them."""
    held = []
    try:
        for number in range(MOST + 300):
            held.append(stalled(site.port, b"" if number % 2 else b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n"))
            if number % 3 == 0:
                with contextlib.suppress(OSError):  # closed to make room
                    held[number // 2].sendall(b"\r\n")
        assert site.get("/livez").status == 200
    finally:
        for client in held:
            client.close()
    assert "Exception in worker process" not in site.log()


def stalled(port: int, sent: bytes) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", port), timeout=10)
    client.sendall(sent)
    return client


def test_clients_that_stall_keep_nobody_out(site):
    post = b"POST /api/v1/route HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nhalf"
    big = b"GET /modifiers/59/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    held = [stalled(site.port, sent) for sent in (b"", b"GET / HTTP/1.1\r\nHost: a", post, big) for _ in range(20)]
    try:
        # The last twenty do not read their answers. Health comes after all that is before it in the queue.
        statuses = [site.get(path).status for path in ("/livez", "/modifiers/59/", "/search/?q=knee", "/readyz")]
        assert statuses == [200] * 4
    finally:
        for client in held:
            client.close()


def is_waited_for(client: socket.socket) -> bool:
    """Whether the server has neither answered nor hung up."""
    client.setblocking(False)
    try:
        client.recv(1)
    except BlockingIOError:
        return True
    return False


def test_large_bodies_that_do_not_come_leave_threads_for_others(site):
    """As many as there are threads, and more: a search is answered before most of them have had their turn."""
    head = b"POST /admin/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900000\r\n\r\nhalf"
    held = [stalled(site.port, head) for _ in range(5)]
    try:
        time.sleep(0.3)
        assert site.get("/search/?q=a+thread+for+me").status == 200
        assert sum(map(is_waited_for, held)) >= 3, "all of them had their turn before it"
    finally:
        for client in held:
            client.close()
    # Those who went on waiting for their turn have theirs once the ones before them are gone.
    with stalled(
        site.port, b"POST /api/v1/route HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 70000\r\n\r\n" + b" " * 70_000
    ) as client:
        assert client.recv(65_536).startswith(b"HTTP/1.1 4")


def test_many_requests_in_one_piece_wait_for_a_client_that_does_not_read(site):
    """More answers than the sockets hold between them, asked for at once, read late: all come, whole and in order."""
    whole = site.get("/modifiers/59/").body
    one = b"GET /modifiers/59/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as client:
        client.sendall(one * 150 + one.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        time.sleep(0.5)
        assert site.get("/livez").status == 200
        said = b""
        while more := client.recv(1_000_000):
            said += more
    assert said.count(b"HTTP/1.1 200 OK") == said.count(whole.split(b"<body", 1)[1]) == 151


def test_what_is_no_request_is_told_so(site):
    for wrong in (
        b"GET /modifiers/59/ HTTP/9.9\r\n\r\n",
        b"GET  /x y HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHo st: x\r\n\r\n",
    ):
        with stalled(site.port, wrong) as client:
            assert client.recv(65_536).startswith(b"HTTP/1.1 400 "), wrong
    assert site.get("/modifiers/59/").status == 200


@pytest.mark.parametrize("header", [b"SCRIPT_NAME: /elsewhere", b"PATH_INFO: /admin/"])
def test_no_header_changes_what_is_asked_for_or_ends_a_worker(site, header):
    """Headers that gunicorn takes by default from whoever asks from this machine, as a proxy does for anybody."""
    before = workers(site)
    usual = site.get("/modifiers/59/").body
    with stalled(
        site.port, b"GET /modifiers/59/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + header + b"\r\n\r\n"
    ) as client:
        said = b""
        while more := client.recv(1_000_000):
            said += more
    assert said.startswith(b"HTTP/1.1 200 ") and said.endswith(usual[-200:])
    assert workers(site) == before
    assert "Exception in worker process" not in site.log()


def test_a_request_may_come_in_pieces_and_several_at_once(site):
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as client:
        for piece in (
            b"GET /livez HT",
            b"TP/1.1\r\nHost: 127.0.0.1\r\n",
            b"\r\nGET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n",
        ):
            client.sendall(piece)
            time.sleep(0.05)
        client.sendall(b"Connection: close\r\n\r\n")
        said = b""
        while more := client.recv(65_536):
            said += more
    assert said.count(b"HTTP/1.1 200 OK") == 2
    assert said.count(b"alive\n") == 2


def workers(site: Site) -> set[int]:
    return {int(pid) for pid in Path(f"/proc/{site.pid}/task/{site.pid}/children").read_text().split()}


def test_a_reload_under_load_fails_no_request_and_the_end_answers_what_has_begun(site):
    before = workers(site)

    async def reload() -> None:
        os.kill(site.pid, signal.SIGHUP)
        while workers(site) & before or not workers(site):
            await asyncio.sleep(0.1)

    async def load() -> list[Answer]:
        asked = [Asked(path) for path in ("/livez", "/robots.txt", "/modifiers/59/", "/modifiers/")]
        done = asyncio.Event()

        async def reloaded() -> None:
            await reload()
            done.set()

        found = []
        task = asyncio.create_task(reloaded())
        while not done.is_set() or len(found) < 2_000:
            found += await with_clients(site.port, 8, asked, count=200)
        await task
        return found

    got = asyncio.run(load())
    assert Counter((each.status, each.failure) for each in got).keys() == {(200, "")}
    assert len(got) >= 2_000

    # Half of a request is there when the end comes: it is read, answered, and the process ends.
    client = stalled(site.port, b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n")
    time.sleep(0.3)
    os.kill(site.pid, signal.SIGTERM)
    time.sleep(0.3)
    client.sendall(b"\r\n")
    said = client.recv(65_536)
    assert said.startswith(b"HTTP/1.1 200 OK")
    assert b"Connection: close" in said
    assert site.wait(30) == 0
    client.close()
