"""What is kept and for how long, what is left to Django, and that a crowd costs one render."""

from __future__ import annotations

import threading
import time

import pytest

from .asking import PAGE, Reply, World, ask


def test_a_page_is_made_once_and_given_to_everybody():
    world = World()
    site = world.finished()
    first, second = ask(site), ask(site, accept_encoding="br")
    assert len(world.asked) == 1
    assert first.body == PAGE + b"1"
    assert second.headers["Content-Encoding"] == "br"
    assert world.told == ["miss", "hit"]
    head = ask(site, method="HEAD")
    assert (head.status, head.body, head.headers) == (200, b"", first.headers)
    held = ask(site, if_none_match=first.headers["ETag"])
    assert (held.status, held.body) == (304, b"")
    assert len(world.asked) == 1


def test_at_once_is_answered_what_lies_there_and_nothing_else():
    world = World()
    known: list[object | None] = [1]
    site = world.finished(known=lambda: known[0])

    def at_once(**asked: str) -> Reply | None:
        """None where a thread is to answer."""
        nothing = []

        def application(environ, start_response):
            body = site.at_once(environ, start_response)
            nothing.append(body is None)
            return body or []

        reply = ask(application, **asked)
        return None if nothing[0] else reply

    assert at_once() is None, "nothing is kept yet"
    assert world.asked == [] and world.told == []
    usual = ask(site, accept_encoding="br")
    assert at_once(accept_encoding="br") == usual
    assert at_once(if_none_match=usual.headers["ETag"]).status == 304
    assert at_once(method="HEAD").body == b""
    assert world.told == ["miss", "hit", "hit", "hit"] and len(world.asked) == 1
    for left in (
        {"method": "POST"},
        {"cookie": "sessionid=abc"},
        {"query": "q=x"},
        {"path": "/admin/"},
        {"path": "/x/"},
    ):
        assert at_once(**left) is None, left
    known[0] = None
    assert at_once() is None, "the database would have to be asked for the version"
    known[0] = 2
    assert at_once() is None, "it is of the version before"
    assert len(world.asked) == 1


def test_nothing_that_a_reader_sends_gets_into_what_others_are_given():
    world = World()
    site = world.finished()
    sent = {"user_agent": "x", "accept_language": "fr", "referer": "http://testserver/search/?q=59", "cookie": "a=b"}
    ask(site, method="HEAD", if_none_match='"old"', x_forwarded_for="10.1.1.1", origin="http://evil.example", **sent)
    (asked,) = world.asked
    assert asked["REQUEST_METHOD"] == "GET"
    assert {name for name in asked if name.startswith("HTTP_")} == {"HTTP_HOST", "HTTP_X_FORWARDED_FOR"}
    assert asked["REMOTE_ADDR"] == "127.0.0.1"


def test_a_new_version_is_seen_at_once():
    world = World()
    site = world.finished()
    assert ask(site).body.endswith(b"1")
    world.version = 2
    assert ask(site).body.endswith(b"2")
    assert len(site.pages) == 1


@pytest.mark.parametrize(
    "request_",
    [
        {"method": "POST"},
        {"path": "/admin/"},
        {"cookie": "theme=dark; sessionid=abc"},
        {"hx_request": "true"},
        {"if_match": '"a"'},
        {"query": "unknown=1"},
        {"path": "/list/", "query": "sort=name&unknown=1"},
        {"path": "/list/", "query": "sort=name&sort=code"},
        {"path": "/list/", "query": "sort=" + "x" * 200},
        {"path": "/page/", "query": "sort=name"},
        {"host": ""},
    ],
    ids=str,
)
def test_what_is_somebodys_own_or_unknown_is_left_to_django(request_):
    world = World()
    site = world.finished()
    assert ask(site, **request_).status == 200
    assert ask(site, **request_).status == 200
    assert len(world.asked) == 2
    assert len(site.pages) + len(site.asked) == 0
    assert world.asked[0]["QUERY_STRING"] == request_.get("query", "")


def test_what_is_public_is_compressed_on_its_way_and_nothing_of_anybodys_own():
    world = World()
    site = world.finished()
    assert ask(site, query="q=x", accept_encoding="br").headers["Content-Encoding"] == "br"
    assert ask(site, "/admin/", accept_encoding="gzip").headers["Content-Encoding"] == "gzip"
    for own in ({"cookie": "sessionid=abc"}, {"method": "POST"}):
        assert "Content-Encoding" not in ask(site, query="q=x", accept_encoding="br", **own).headers
    world.headers = {"Cache-Control": "no-store"}
    reply = ask(site, query="q=x", accept_encoding="br")
    assert "Content-Encoding" not in reply.headers and reply.body == PAGE + b"1"


def test_known_parameters_have_one_order_and_what_others_hang_on_a_link_does_not_count():
    world = World()
    site = world.finished()
    for query in ("sort=name&family=x", "family=x&sort=name", "utm_source=letter&family=x&sort=name&gclid=1"):
        assert ask(site, "/list/", query).status == 200
    assert [asked["QUERY_STRING"] for asked in world.asked] == ["family=x&sort=name"]
    assert (len(site.asked), len(site.pages)) == (1, 0)
    ask(site, "/page/")
    ask(site, "/page/", "utm_campaign=1")
    assert len(world.asked) == 2


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        ("404 Not Found", {"Cache-Control": "public"}),
        ("301 Moved Permanently", {"Cache-Control": "public"}),
        ("200 OK", {}),
        ("200 OK", {"Cache-Control": "no-store"}),
        ("200 OK", {"Cache-Control": "private"}),
        ("200 OK", {"Cache-Control": "public", "Set-Cookie": "a=b"}),
        ("200 OK", {"Cache-Control": "public", "Vary": "Cookie"}),
        ("200 OK", {"Cache-Control": "public", "Content-Encoding": "br"}),
    ],
    ids=str,
)
def test_only_what_any_cache_may_keep_is_kept(status, headers):
    world = World(status=status, headers=headers)
    site = world.finished()
    replies = [ask(site), ask(site)]
    assert len(world.asked) == 2
    assert len(site.pages) == 0
    assert {(r.status, r.body) for r in replies} == {(int(status[:3]), PAGE + b"1")}
    told = replies[0].headers
    assert all(value in told[name] for name, value in headers.items())


@pytest.mark.parametrize(
    "request_",
    [{"method": "HEAD"}, {"if_none_match": '"a"'}, {"if_modified_since": "x"}, {"range": "bytes=0-1"}],
    ids=str,
)
def test_django_weighs_the_conditions_of_what_is_not_kept(request_):
    world = World(headers={"Cache-Control": "no-store"})
    ask(world.finished(), **request_)
    assert world.asked[-1]["REQUEST_METHOD"] == request_.get("method", "GET")
    assert {f"HTTP_{name.upper()}" for name in request_ if name != "method"} <= world.asked[-1].keys()


def test_what_belongs_to_one_request_is_not_kept_with_the_page():
    world = World(headers={"Cache-Control": "public", "X-Request-ID": "one", "X-D3-Catalogue": "stale"})
    site = world.finished()
    ask(site)
    reply = ask(site)
    assert not {"X-Request-ID", "X-D3-Catalogue"} & reply.headers.keys()
    world.is_stale = True
    assert ask(site).headers["X-D3-Catalogue"] == "stale"


def test_scheme_and_host_have_answers_of_their_own():
    world = World()
    site = world.finished()
    for more in ({}, {"host": "other.example"}, {"x_forwarded_proto": "https"}):
        assert ask(site, **more).status == 200
    assert [a.get("HTTP_X_FORWARDED_PROTO", "") for a in world.asked] == ["", "", "https"]


def test_a_crowd_costs_one_render():
    world = World()
    site = world.finished()
    world.during = lambda: time.sleep(0.2)
    replies = []
    crowd = [threading.Thread(target=lambda: replies.append(ask(site))) for _ in range(16)]
    for reader in crowd:
        reader.start()
    for reader in crowd:
        reader.join()
    assert len(world.asked) == 1
    assert {(r.status, r.body) for r in replies} == {(200, PAGE + b"1")}
    assert not site._rendering


def test_who_waits_in_vain_asks_django_and_the_next_one_renders_again():
    """The first render breaks: those who waited get an answer of their own, and nobody is locked out for good."""
    world = World()
    site = world.finished()

    def breaks() -> None:
        if len(world.asked) == 1:
            time.sleep(0.1)
            raise RuntimeError

    world.during = breaks

    def fails() -> None:
        with pytest.raises(RuntimeError):
            ask(site)

    first = threading.Thread(target=fails)
    first.start()
    time.sleep(0.03)
    assert ask(site).status == 200
    first.join()
    assert ask(site).status == 200
    assert not site._rendering


def test_a_page_that_breaks_after_a_publish_is_given_as_it_was():
    world = World()
    site = world.finished()
    ask(site)
    world.version, world.status = 2, "503 Service Unavailable"
    reply = ask(site)
    assert (reply.status, reply.body) == (200, PAGE + b"1")
    assert reply.headers["X-D3-Catalogue"] == "stale"
    assert ask(site, "/never-read/").status == 503
    world.status = "200 OK"
    assert ask(site).body == PAGE + b"2"


def test_what_was_withdrawn_does_not_come_back_when_something_breaks():
    world = World()
    site = world.finished()
    ask(site)
    world.version, world.status = 2, "410 Gone"
    assert ask(site).status == 410
    world.version, world.status = 3, "503 Service Unavailable"
    assert ask(site).status == 503
    assert (len(site.pages), site.pages.bytes) == (0, 0)


def test_a_publish_during_a_render_is_not_missed():
    world = World()
    site = world.finished()
    world.during = lambda: setattr(world, "version", 2)
    assert ask(site).body.endswith(b"1")
    world.during = lambda: None
    assert ask(site).body.endswith(b"2")


def test_the_store_is_bounded_and_the_least_read_go_first():
    world = World()
    site = world.finished(limit=100_000)
    ask(site, "/favourite/")
    for number in range(200):
        ask(site, f"/{number}/")
        ask(site, "/favourite/")
        assert site.pages.bytes <= 100_000
    assert len(world.asked) == 201
    for number in range(50):
        ask(site, "/list/", f"family={number}")
    assert site.asked.bytes <= 100_000 // 8
    ask(site, "/favourite/")
    assert len(world.asked) == 251


def test_without_a_catalogue_and_without_room_django_answers():
    world = World()

    def unknown() -> object:
        raise LookupError

    site = world.finished()
    site._version = unknown
    assert ask(site).status == 200
    assert ask(world.finished(limit=0)).status == 200
    assert world.told == ["passed", "passed"]


def test_who_reads_what_was_kept_is_noticed():
    world = World()
    seen: list[str] = []
    site = world.finished(on_read=lambda environ: seen.append(environ["HTTP_REFERER"]))
    ask(site, referer="http://testserver/search/?q=1")
    ask(site, referer="http://testserver/search/?q=2")
    ask(site)
    assert seen == ["http://testserver/search/?q=1", "http://testserver/search/?q=2"]
