"""What is counted and written down of an answer: names of routes and numbers, whatever is asked for."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest
from django.conf import settings as site
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from d3site.watching import access, kept, metrics, outermost, request_ids, routes, scrape
from d3site.watching.metrics import FINISHED_MISSES, METHODS, REQUESTS, count_finished, method_of, status_of
from modifiers.finished import Finished, Rules

TOKEN = "a-token-of-more-than-twenty"
FIELDS = {"at", "logger", "request", "method", "route", "path", "status", "bytes", "ms"}


def names(patterns, prefix: str = "") -> set[str]:
    """Every name that a route can have as a label."""
    found: set[str] = set()
    for each in patterns:
        if isinstance(each, URLResolver):
            found |= names(each.url_patterns, prefix + (f"{each.namespace}:" if each.namespace else ""))
        elif isinstance(each, URLPattern) and each.name:
            found.add(prefix + each.name)
    return found


def test_request_ids_are_made_here_or_taken_from_our_proxy_alone():
    given_id = {"HTTP_X_REQUEST_ID": "from-the-proxy-1"}
    assert request_ids.request_id(dict(given_id), from_proxy=True) == "from-the-proxy-1"
    made = [request_ids.request_id(dict(given_id), from_proxy=False) for _ in range(3)]
    assert len(set(made)) == 3 and all(re.fullmatch(r"[0-9a-f]{12}-[0-9a-f]{8}", each) for each in made)
    for wrong in ("short", "a" * 65, "two\nlines-of-it", "ünïcödé-ünïcödé", "a b c d e f g", ""):
        assert request_ids.request_id({"HTTP_X_REQUEST_ID": wrong}, from_proxy=True) != wrong
    environ: dict[str, object] = {}
    assert request_ids.request_id(environ, from_proxy=False) == request_ids.request_id(environ, from_proxy=False)


@settings(max_examples=60)
@given(
    path=st.text(),
    method=st.text(),
    route=st.sampled_from(["none", "pair", "modifier", "appeal", "shared_preview", "static"]),
    status=st.integers(100, 599),
    more=st.dictionaries(st.sampled_from(["QUERY_STRING", "HTTP_REFERER", "REMOTE_ADDR", "HTTP_COOKIE"]), st.text()),
)
def test_an_access_line_is_one_line_of_known_fields(path, method, route, status, more):
    environ = {**more, "PATH_INFO": path, "REQUEST_METHOD": method, "d3.route": route, "d3.request_id": "x"}
    text = access.access_line(environ, status, 7, 0.0123)
    assert "\n" not in text and text.isascii()
    line = json.loads(text)
    assert set(line) <= FIELDS
    assert ("path" in line) == (route in ("modifier", "static") and status in (200, 304))
    assert line["method"] in METHODS | {"other"}


def test_routes_whose_path_is_told_exist_and_hold_nothing_typed():
    assert routes.PATHS_TOLD - {routes.STATIC} <= names(get_resolver().url_patterns)
    typed = {"pair", "procedure", "search", "ask", "appeal", "shared_preview", "denial_list", "comparison", "api_pair"}
    assert not routes.PATHS_TOLD & typed
    assert not [name for name in routes.PATHS_TOLD if "variant" in name or name.startswith("admin:")]


@pytest.fixture
def told(client, world, settings):
    """What /metrics says, read as Prometheus reads it: name → samples."""
    settings.METRICS_TOKEN = TOKEN
    scrape.queue.forget()

    def read() -> dict[str, list]:
        response = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
        assert response.status_code == 200 and response["Cache-Control"] == "no-store"
        families = text_string_to_metric_families(response.content.decode())
        return {sample.name: [*family.samples] for family in families for sample in family.samples}

    return read


def test_metrics_are_there_for_the_token_alone(client, world, settings):
    missing = client.get("/metricz").status_code
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == missing == 404
    settings.METRICS_TOKEN = TOKEN
    for wrong in ("", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x", "Bearer ünï", f"Bearer {TOKEN[:-1]}"):
        assert client.get("/metrics", headers={"authorization": wrong}).status_code == 404
        assert client.post("/metrics", headers={"authorization": wrong}).status_code == 404
    right = {"authorization": f"bearer {TOKEN}"}
    assert client.post("/metrics", headers=right).status_code == 405
    assert client.get("/metrics", headers=right)["Content-Type"].startswith("text/plain; version=0.0.4")


def test_answers_are_counted_by_route_and_labels_cannot_be_made_up(client, told):
    def counted(**labels: str) -> float:
        return sum(s.value for s in told().get("d3_requests_total", []) if labels.items() <= s.labels.items())

    before = counted(route="modifier", method="GET", status="2xx", by="django")
    client.get("/modifiers/59/?utm=x")
    assert counted(route="modifier", method="GET", status="2xx", by="django") == before + 1
    count_finished("modifier", "GET", 304)
    assert counted(route="modifier", by="finished", status="3xx") >= 1
    for number in range(30):
        client.get(f"/nowhere-{number}/{number}/?q={number}")
        client.generic(f"X{number}", "/modifiers/59/")
        client.get(f"/modifiers/made-up-{number}/")
        client.get(f"/admin/made-up-{number}/")
    now = told()
    known = names(get_resolver().url_patterns) | {routes.NONE, routes.STATIC}
    for sample in [s for samples in now.values() for s in samples if "route" in s.labels]:
        assert sample.labels["route"] in known
        assert sample.labels.get("method", "GET") in METHODS | {"other"}
        assert re.fullmatch(r"[1-5]xx", sample.labels.get("status", "2xx"))
    assert "made-up" not in str(now) and "nowhere" not in str(now)
    assert (method_of("X1"), method_of(None), status_of(999)) == ("other", "other", "other")
    assert now["d3_requests_in_flight"][0].value == 1  # the one that asks


def test_finished_bytes_are_named_and_counted_and_keep_no_name(world, one_connection):
    django = get_wsgi_application()
    finished = Finished(
        django, version=lambda: "1", rules=Rules((), ("/admin/",), {}), limit=10**7, tell=outermost.tell
    )
    application = outermost.Named(finished, from_proxy=True, sizes=lambda: (len(finished.pages), finished.pages.bytes))
    finished_hits = REQUESTS.labels("modifier", "GET", "2xx", "finished")
    misses, hits = FINISHED_MISSES._value.get(), finished_hits._value.get()
    named, lines = [], []
    for path in ("/modifiers/59/", "/modifiers/59/", "/modifiers/59/", "/admin/", "/livez", "/no/where/"):
        sent = {"host": "testserver", "x-request-id": f"from-the-proxy-{len(named)}"}
        environ = RequestFactory().get(path, headers=sent).environ
        told: list[Any] = []
        b"".join(application(environ, lambda *given, told=told: told.append(given)))
        status, headers = told[0][:2]
        ids = [value for header, value in headers if header == "X-Request-ID"]
        assert len(ids) == 1, path
        named += ids
        lines.append(json.loads(access.access_line(environ, int(status[:3]), 1, 0.1)))
    assert named == [f"from-the-proxy-{number}" for number in range(6)]
    assert [line["request"] for line in lines] == named
    assert [line["route"] for line in lines[:4]] == ["modifier"] * 3 + ["admin:index"]
    assert lines[5]["route"] == "none" and "path" not in lines[5]
    assert FINISHED_MISSES._value.get() >= misses + 1
    assert finished_hits._value.get() == hits + 2
    assert metrics.FINISHED_ENTRIES._value.get() == 1


def test_catalogue_and_desk_are_told(told, django_assert_max_num_queries):
    with mock.patch("d3site.backups.shelf.age", return_value=timedelta(minutes=3)):
        now = told()
    assert now["d3_backup_age_seconds"][0].value == 180
    assert now["d3_catalogue_modifiers"][0].value >= 1
    assert now["d3_catalogue_checked_seconds"][0].value >= 0
    assert now["d3_catalogue_stale"][0].value == 0
    lines = {sample.labels["line"]: sample.value for sample in now["d3_queue"]}
    assert {"in_review", "overdue", "scheduled", "sources"} <= set(lines)
    assert "mine" not in lines
    with django_assert_max_num_queries(1):  # the catalogue's version
        assert {sample.labels["line"] for sample in told()["d3_queue"]} == set(lines), "kept for a minute"


WORKER = """
import os, sys
sys.path.insert(0, {base!r})
from d3site.watching.metrics import FINISHED_BYTES, REQUESTS, SECONDS, count
count("modifier", "GET", 200, 0.002)
FINISHED_BYTES.set(100)
print(os.getpid(), flush=True)
sys.stdin.read()
"""


def test_processes_count_together_and_those_that_have_ended_are_kept(tmp_path, monkeypatch):
    monkeypatch.setenv(kept.VARIABLE, "")
    (tmp_path / "counter_1.db").write_bytes(b"of a server before")
    kept.begin(tmp_path)
    assert not list(tmp_path.glob("*.db"))
    code = WORKER.format(base=str(site.BASE_DIR))
    workers = [
        subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    pids = [int(worker.stdout.readline()) for worker in workers]

    def numbers() -> tuple[float, float, float]:
        text = generate().decode()
        found = {
            sample.name: sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.labels.get("le", "+Inf") == "+Inf"
        }
        return (
            found.get("d3_requests_total", 0),
            found.get("d3_request_seconds_count", 0),
            found.get("d3_finished_bytes", 0),
        )

    def generate() -> bytes:
        from prometheus_client import CollectorRegistry, generate_latest
        from prometheus_client.multiprocess import MultiProcessCollector

        registry = CollectorRegistry()
        MultiProcessCollector(registry, str(tmp_path))
        return generate_latest(registry)

    assert numbers() == (2, 2, 200)
    for worker, pid in zip(workers, pids, strict=True):
        worker.communicate(timeout=20)
        kept.ended(pid)
        kept.ended(pid)
    assert numbers() == (2, 2, 0), "what has ended counts on, and holds nothing"
    assert {file.name for file in tmp_path.glob("*.db")} == {"counter_past.db", "histogram_past.db"}
    kept.end(tmp_path)
    assert not tmp_path.exists() and kept.current() is None


def test_what_a_killed_server_left_is_swept_away_and_a_living_one_is_let_be(tmp_path, monkeypatch):
    monkeypatch.setenv(kept.VARIABLE, "")
    code = "from d3site.watching import kept; import sys; print(kept.begin(), flush=True); sys.stdin.read()"
    server = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    left = Path(server.stdout.readline().strip())
    kept.end(kept.begin())
    assert left.is_dir(), "its server lives"
    server.kill()
    server.communicate(timeout=20)
    kept.end(kept.begin())
    assert not left.exists()


def test_the_server_writes_its_lines_in_our_form():
    from gunicorn.config import Config

    from d3site.watching.server_log import JsonServerLogger

    config = Config()
    config.set("accesslog", "-")
    logger = JsonServerLogger(config)
    lines = StringIO()
    for log in (logger.access_log, logger.error_log):
        for handler in log.handlers:
            handler.setStream(lines)
    environ = {
        "PATH_INFO": "/modifiers/59/",
        "QUERY_STRING": "q=typed",
        "REQUEST_METHOD": "GET",
        "d3.route": "modifier",
    }
    logger.access(SimpleNamespace(status="200 OK", sent=5), None, environ, timedelta(milliseconds=3))
    logger.exception("Error handling request %s", "/?q=typed")
    first, second = (json.loads(line) for line in lines.getvalue().splitlines())
    assert (first["path"], first["ms"], first["bytes"]) == ("/modifiers/59/", 3.0, 5)
    assert second["message"] == "Error handling request …"
    assert "typed" not in lines.getvalue()
    for log in (logging.getLogger("gunicorn.access"), logging.getLogger("gunicorn.error")):
        log.handlers.clear()
