"""Over the limit: 429 with a time, in the reader's form. Reading is not limited; a cache that is away stops nobody."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from socket import create_connection, create_server

import pytest
import time_machine
from django.core.cache import cache
from django.test import RequestFactory

from d3site import limiting
from d3site.limits import LIMITS, with_own
from d3site.watching.metrics import LIMITED, UNCOUNTED

FEW = {limit.name: 2 for limit in LIMITS}
SERVER = shutil.which("redis-server")


@pytest.fixture
def few(settings) -> Iterator[None]:
    settings.LIMITS = with_own(LIMITS, FEW)
    cache.clear()
    limiting.rest.end()
    with time_machine.travel("2030-11-25T12:00:10Z", tick=False):
        yield
    cache.clear()
    limiting.rest.end()


ASKED = {
    "search": ("get", "/search/?q=bilateral", {}),
    "suggest": ("get", "/search/suggest/?q=5", {}),
    "ask": ("post", "/ask/", {"question": "which modifier?"}),
    "router": ("post", "/denials/", {"text": "CO-97"}),
    "api-post": ("post", "/api/v1/route", {}),
    "model": ("post", "/ask/summary/", {"statement": "x"}),
    "sign-in": ("post", "/admin/login/", {"username": "x", "password": "y"}),
}


@pytest.mark.parametrize("name", ASKED)
def test_the_third_of_two_is_told_how_long_to_wait(client, world, few, name):
    method, path, data = ASKED[name]
    counted = LIMITED.labels(name)._value.get()

    def ask(**headers: str):
        return getattr(client, method)(path, data, headers=headers)

    assert [ask().status_code == 429 for _ in range(4)] == [False, False, True, True]
    refused = ask()
    wait = int(refused["Retry-After"])
    limit = next(each for each in LIMITS if each.name == name)
    assert 1 <= wait <= 2 * limit.seconds
    assert refused["Cache-Control"] == "no-store" and not refused.cookies
    assert refused["Cross-Origin-Resource-Policy"] == "same-origin"
    assert str(wait) in refused.content.decode()
    assert LIMITED.labels(name)._value.get() == counted + 3
    if path.startswith("/api/"):
        assert refused["Content-Type"] == "application/problem+json"
        assert refused["Access-Control-Allow-Origin"] == "*"
        assert json.loads(refused.content)["status"] == 429
    elif name == "suggest":
        assert json.loads(refused.content)["retry_after"] == wait
    else:
        assert "<h1>Too many requests</h1>" in refused.content.decode()
        assert ask(accept="application/x-ndjson").json()["retry_after"] == wait
        swapped = ask(hx_request="true")
        assert swapped["HX-Reswap"] == "none" and "<html" not in swapped.content.decode()
    with time_machine.travel(time.time() + wait, tick=False):
        assert ask().status_code != 429, "who waited as long as told passes"


def test_each_address_counts_for_itself_and_none_is_stored(client, world, few, settings):
    settings.PROXIES = 1

    def ask(address: str) -> int:
        return client.get("/search/?q=bilateral", headers={"x-forwarded-for": f"198.51.100.9, {address}"}).status_code

    assert [ask("192.0.2.1") for _ in range(3)][-1] == 429
    assert ask("192.0.2.2") == 200
    assert [ask(f"2001:db8::{n}") for n in range(3)][-1] == 429, "a /64 is one subscriber"
    assert ask("2001:db8:0:1::1") == 200
    kept = " ".join(cache._cache)
    assert "limit:search:" in kept
    assert "192.0.2" not in kept and "2001:db8" not in kept


def test_reading_is_never_limited(client, world, few, django_assert_max_num_queries):
    pages = ["/", "/modifiers/", "/modifiers/59/", "/denials/", "/appeal/", "/ask/", "/api/v1/modifiers/59", "/livez"]
    assert {path: client.get(path).status_code for path in pages * 15} == dict.fromkeys(pages, 200)
    assert not cache._cache


def test_a_cache_that_is_away_stops_nobody_and_is_told_once(client, world, few, monkeypatch, caplog):
    asked = []

    def away(*_: object, **__: object) -> None:
        asked.append(1)
        raise ConnectionError("redis is away")

    monkeypatch.setattr(cache, "get", away)
    before = UNCOUNTED._value.get()
    assert {client.get("/search/?q=bilateral").status_code for _ in range(6)} == {200}
    assert len(asked) == 1, "a cache that failed is left alone for a while"
    assert UNCOUNTED._value.get() == before + 6
    told = [record.getMessage() for record in caplog.records if record.name == "d3site.limiting"]
    assert told == ["limits: the cache is away, nobody is counted (ConnectionError)"]
    monkeypatch.setattr(limiting, "PAUSE", 0.0)
    limiting.rest.end()
    monkeypatch.undo()
    assert client.get("/search/?q=bilateral").status_code == 200


COUNT = """
import sys, django
from django.conf import settings
django.setup()
from django.test import RequestFactory
from d3site.limiting import limit_of, seconds_to_wait
request = RequestFactory().get("/search/", REMOTE_ADDR="192.0.2.1")
print([bool(seconds_to_wait(limit_of("search", "GET"), request)) for _ in range(int(sys.argv[1]))].count(False))
"""


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[str]:
    """A Redis of the test's own, on the loopback address."""
    if SERVER is None:
        print("!! redis-server is not installed: shared rate limits are not tested.", file=sys.__stderr__)
        pytest.skip("redis-server is not installed: shared rate limits are not tested")
    pytest.importorskip("redis", reason="the extra of requirements-extras.txt is not installed")
    with closing(create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(tmp_path)]
    process = subprocess.Popen([SERVER, *options], stdout=subprocess.DEVNULL)
    try:
        for _ in range(100):  # until it listens
            with suppress(OSError), closing(create_connection(("127.0.0.1", port), timeout=1)):
                break
            time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(timeout=10)


def test_two_processes_share_one_limit_and_go_on_when_redis_goes(redis, tmp_path):
    from tests.served.site import BASE, environment

    own = environment(tmp_path, CACHE_URL=redis, D3_LIMITS="search=10", D3_SECRET_KEY="k" * 60)

    def count(times: int, **more: str) -> int:
        command = [sys.executable, "-W", "ignore", "-c", COUNT, str(times)]
        done = subprocess.run(command, cwd=BASE, env={**own, **more}, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        if more:
            assert done.stderr.count("the cache is away") == 1
        return int(done.stdout)

    assert count(6) + count(8) == 10
    assert count(6, CACHE_URL="redis://127.0.0.1:1/0") == 6


def test_an_address_that_is_not_known_counts_as_one():
    asked = RequestFactory().get("/", REMOTE_ADDR="")
    assert limiting.digest(limiting.client_address(asked)) == limiting.digest(None)
