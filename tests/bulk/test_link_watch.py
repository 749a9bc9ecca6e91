"""What has grown old or died; and addresses opened one by one, from a server that misbehaves."""

from __future__ import annotations

import io
import json
import re
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import call_command
from django.utils import timezone

from modifiers import publishing
from modifiers.bulk import link_watch
from modifiers.bulk.opening import Opener
from modifiers.catalogue import store
from modifiers.models import Source
from tests.factories.rows import make_source


@pytest.fixture(autouse=True)
def _checked_now(request):
    if "live" in request.fixturenames:
        request.getfixturevalue("live")
        Source.objects.update(checked_on=timezone.localdate())


def told(*arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("check_sources", *arguments, stdout=out)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_a_sound_reference_has_nothing_to_tell(live):
    code, text = told()
    assert (code, text.count(": none")) == (0, 4), text


def test_old_undated_and_uncited_sources(live):
    today = timezone.localdate()
    Source.objects.filter(key="cms-one").update(checked_on=today - timedelta(days=366))
    Source.objects.filter(key="cms-two").update(checked_on=today - timedelta(days=365), document_date="")
    make_source("nobodys", checked_on=today)
    found = link_watch.watch()
    assert [(one.key, one.days) for one in found.old] == [("cms-one", 366)]
    assert found.old[0].cited_by > 5
    assert (found.undated, found.uncited) == (("cms-two",), ("nobodys",))
    assert link_watch.old_source_count() == 1
    assert link_watch.old_source_count(older_than=364) == 2
    assert link_watch.old_source_count(today=today - timedelta(days=10)) == 0
    code, text = told("--days", "364", "--json")
    assert code == 1
    assert [one["key"] for one in json.loads(text)["old"]] == ["cms-one", "cms-two"]
    assert told("--days", "400")[0] == 0


def test_references_that_died_in_drafts_and_in_what_is_live(live):
    assert link_watch.broken_references() == []
    publishing.withdraw(live["family", "distinct-service"], actor=None, reason="error", note="Wrong.")
    publishing.withdraw(live["payer", "example-payer"], actor=None, reason="error", note="Wrong.")
    m59 = live["modifier", "59"]
    m59.checklist_items.filter(key="site-named").update(text="See [[ZZ]] and [[page:about]].")
    publishing.refresh_hash(m59)
    store.invalidate()
    found = link_watch.broken_references()
    about59 = {(one.place, one.path, one.named) for one in found if one.key == "59"}
    assert about59 == {
        ("draft", "family", "family distinct-service"),
        ("live", "family", "family distinct-service"),
        ("draft", "payer_notes.example-asks.payer", "payer example-payer"),
        ("live", "payer_notes.example-asks.payer", "payer example-payer"),
        ("draft", "checklist.site-named.text", "modifier ZZ"),
    }
    code, text = told()
    assert code == 1
    assert re.search(r"draft +modifier 59 +checklist\.site-named\.text +modifier ZZ +There is none\.", text), text


class Misbehaving(BaseHTTPRequestHandler):
    """Every way of not answering."""

    asked: list[tuple[str, str]] = []
    stop = threading.Event()

    def do_HEAD(self) -> None:
        self.asked.append((self.command, self.path))
        match self.path:
            case "/there" | "/end":
                self.reply(200)
            case "/no-head":
                self.reply(405 if self.command == "HEAD" else 200, b"x" * 1_000_000)
            case "/gone":
                self.reply(404)
            case "/once":
                self.reply(301, to="/end")
            case "/round":
                self.reply(302, to="/round")
            case "/inside":
                self.reply(302, to="http://192.168.0.1/")
            case "/file":
                self.reply(302, to="file:///etc/passwd")
            case "/garbage":
                self.wfile.write(b"\xff\xff\xff\r\n\r\n")
            case "/slow":
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                # A line now and then, for ever: no single wait is too long.
                while not self.stop.wait(0.05):
                    try:
                        self.wfile.write(b"X-Y: z\r\n")
                        self.wfile.flush()
                    except OSError:
                        return

    do_GET = do_HEAD

    def reply(self, status: int, body: bytes = b"", to: str = "") -> None:
        self.send_response(status)
        if to:
            self.send_header("Location", to)
        self.end_headers()
        if body and self.command == "GET":
            try:
                self.wfile.write(body)
            except OSError:
                return

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server():
    Misbehaving.asked.clear()
    Misbehaving.stop.clear()
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Misbehaving)
    thread = threading.Thread(target=httpd.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    Misbehaving.stop.set()
    httpd.shutdown()
    httpd.server_close()
    thread.join()


def test_addresses_are_opened_with_care(server):
    slept: list[float] = []
    opener = Opener(time_limit=1.0, pause=5.0, allow_loopback=True, sleep=slept.append)
    paths = ["there", "no-head", "gone", "once", "round", "inside", "file", "garbage", "slow"]
    found = {one.key: one for one in opener.open_all((path, f"{server}/{path}") for path in paths)}
    assert {key: one.status for key, one in found.items() if one.status} == {
        "there": 200,
        "no-head": 200,
        "gone": 404,
        "once": 200,
    }
    assert {key for key, one in found.items() if one.is_alive} == {"there", "no-head", "once"}
    assert found["once"].told == f"It is there, at {server}/end."
    assert found["round"].told == "More than 3 redirects."
    assert "private network" in found["inside"].told
    assert found["file"].told == "Only http and https are opened."
    assert found["garbage"].told.startswith("No answer")
    assert found["slow"].told == "No answer in time."
    assert len(slept) == len(paths) - 1 and all(4 < each <= 5 for each in slept)
    assert Misbehaving.asked.count(("HEAD", "/round")) == 4


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:9/", "http://[::1]/", "http://10.0.0.1/", "http://169.254.169.254/latest", "http://0.0.0.0/",
     "http://[::ffff:127.0.0.1]/", "http://a:b@example.org/", "ftp://example.org/", "nonsense", "http://[", "http://x:99999/"],
)  # fmt: skip
def test_what_lies_inside_is_never_opened(url):
    one = Opener().open("key", url)
    assert one.status == 0
    assert not one.is_alive
    assert one.told


def test_the_command_opens_nothing_unless_it_is_asked_to(live, server, monkeypatch):
    Source.objects.update(url=f"{server}/there")
    Source.objects.filter(key="cms-two").update(url=f"{server}/gone")
    publishing.refresh_all()
    assert told()[0] == 0
    assert Misbehaving.asked == []
    from modifiers.management.commands.check_sources import Command

    monkeypatch.setattr(Command, "opener", lambda self: Opener(pause=0, allow_loopback=True))
    code, text = told("--open")
    assert code == 1
    assert f"cms-two  The page is gone.  {server}/gone" in text
    assert {one["key"]: one["status"] for one in json.loads(told("--open", "--json")[1])["opened"]} == {
        "cms-one": 200,
        "cms-two": 404,
        "payer-one": 200,
    }
