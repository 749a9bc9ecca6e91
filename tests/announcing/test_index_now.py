"""The protocol, against an endpoint on loopback: what is sent, when it is tried again, and what stays due."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from modifiers.announcing import index_now
from modifiers.announcing.due import due
from modifiers.announcing.index_now import Endpoint, NotSent, send
from modifiers.catalogue import catalogue
from modifiers.models import Announcement


class Engine:
    """A search engine that answers as it is told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answers: list[int | tuple[int, str]] = []
        self.asked: list[dict[str, Any]] = []
        engine = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.headers["Content-Type"] == "application/json; charset=utf-8"
                engine.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                answer = engine.answers.pop(0) if engine.answers else 200
                status, after = answer if isinstance(answer, tuple) else (answer, "")
                self.send_response(status)
                if after:
                    self.send_header("Retry-After", after)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/indexnow"


@pytest.fixture
def engine() -> Iterator[Engine]:
    found = Engine()
    thread = threading.Thread(target=found.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield found
    found.server.shutdown()
    thread.join()
    found.server.server_close()


@pytest.fixture
def endpoint(engine) -> Endpoint:
    return Endpoint(engine.url, "a-key-for-tests", "https://example.org/a-key-for-tests.txt", seconds=5)


@pytest.fixture
def site(settings, world, engine):
    settings.INDEXNOW_ENDPOINT = engine.url


def test_a_post_names_host_key_and_addresses(engine, endpoint):
    engine.answers = [202]
    send(endpoint, ["https://example.org/a/", "https://example.org/b/"], pytest.fail)
    assert engine.asked == [
        {
            "host": "example.org",
            "key": "a-key-for-tests",
            "keyLocation": "https://example.org/a-key-for-tests.txt",
            "urlList": ["https://example.org/a/", "https://example.org/b/"],
        }
    ]


def test_it_is_tried_again_ever_later_and_then_given_up(engine, endpoint):
    waited: list[float] = []
    engine.answers = [503, (429, "60"), (429, "86400"), 200]
    send(endpoint, ["https://example.org/a/"], waited.append)
    assert waited == [2.0, 60.0, 120.0] and len(engine.asked) == 4
    engine.answers = [500] * 9
    with pytest.raises(NotSent, match="it answered 500"):
        send(endpoint, ["https://example.org/a/"], waited.append)
    assert waited[3:] == list(index_now.WAITS)


@pytest.mark.parametrize(("status", "why"), [(403, "key file"), (422, "addresses"), (400, "read"), (301, "no reason")])
def test_a_refusal_is_not_tried_again(engine, endpoint, status, why):
    engine.answers = [status]
    with pytest.raises(NotSent, match=why):
        send(endpoint, ["https://example.org/a/"], pytest.fail)


def test_nobody_there_is_told(endpoint):
    gone = Endpoint("http://127.0.0.1:9/indexnow", "a-key-for-tests", endpoint.key_address)
    with pytest.raises(NotSent, match="no answer"):
        send(gone, ["https://example.org/a/"], lambda seconds: None)


@pytest.mark.parametrize("url", ["http://example.org/", "ftp://127.0.0.1/", "/indexnow", ""])
def test_an_endpoint_is_safe_or_on_this_machine(url):
    with pytest.raises(ValueError, match="https"):
        Endpoint(url, "a-key-for-tests", "https://example.org/a-key-for-tests.txt")


def test_the_command_sends_what_is_due_once(site, engine, capsys, client):
    expected = [one.address for one in due(catalogue())]
    call_command("send_index_now", "--dry-run")
    assert engine.asked == [] and f"{len(expected)} due." in capsys.readouterr().out
    call_command("send_index_now")
    assert [asked["urlList"] for asked in engine.asked] == [expected]
    told = engine.asked[0]
    assert told["keyLocation"] == "http://127.0.0.1:8000/a-key-for-tests.txt" and told["host"] == "127.0.0.1:8000"
    file = client.get("/a-key-for-tests.txt")
    assert (file.content, file["Content-Type"]) == (b"a-key-for-tests", "text/plain; charset=utf-8")
    call_command("send_index_now")
    assert len(engine.asked) == 1 and "Nothing is due." in capsys.readouterr().out


def test_what_was_not_taken_stays_due(site, engine, monkeypatch):
    monkeypatch.setattr("modifiers.management.commands.send_index_now.MOST", 5)
    whole = len(due(catalogue()))
    engine.answers = [200, 403]
    with pytest.raises(CommandError, match=f"key file.* {whole - 5} addresses stay due"):
        call_command("send_index_now")
    assert Announcement.objects.count() == 5 and len(due(catalogue())) == whole - 5
    call_command("send_index_now")
    assert due(catalogue()) == []


def test_without_a_key_nothing_is_sent_and_no_file_is_there(site, engine, settings, client, capsys):
    settings.INDEXNOW_KEY = ""
    call_command("send_index_now")
    assert engine.asked == [] and "not set" in capsys.readouterr().out
    for path in ("/a-key-for-tests.txt", "/somebody-elses-key.txt", "/security.txt"):
        assert client.get(path).status_code == 404, path
