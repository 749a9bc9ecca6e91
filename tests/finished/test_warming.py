"""After a publish, what was read most is there before anybody asks."""

from __future__ import annotations

import brotli

from modifiers.finished import Warmer
from modifiers.finished.asked import Key
from modifiers.finished.shelf import _PER_ENTRY

from .asking import PAGE, World, ask


def wait_for(condition) -> None:
    import time

    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_what_is_read_is_made_anew_and_compressed_best():
    world = World()
    site = world.finished()
    warmer = Warmer(site, lambda: [Key("testserver", "", "http", "/first/", "")])
    thread = warmer.start()
    try:
        wait_for(lambda: len(world.asked) == 1)
        assert world.asked[0]["PATH_INFO"] == "/first/"
        for _ in range(5):
            ask(site, "/often/")
        ask(site, "/first/")
        world.version = 2
        ask(site, "/seldom/")
        wait_for(lambda: len(world.asked) == 5)
        told_before = len(world.asked)
        assert ask(site, "/often/").body == ask(site, "/first/").body == PAGE + b"2"
        assert len(world.asked) == told_before
        assert [asked["PATH_INFO"] for asked in world.asked[3:]] == ["/often/", "/first/"]
    finally:
        warmer.stop()
        thread.join(10)


def test_what_was_read_again_is_compressed_as_well_as_it_can_be():
    world = World()
    site = world.finished()
    for _ in range(3):
        ask(site, "/often/")
    ask(site, "/once/")
    sizes = site.pages.bytes
    site.moved.clear()
    Warmer(site).finish()
    assert {key.path: answer.is_best for key, answer in site.pages._answers.items()} == {
        "/often/": True,
        "/once/": False,
    }
    assert brotli.decompress(ask(site, "/often/", accept_encoding="br").body) == PAGE + b"1"
    assert site.pages.bytes <= sizes
    assert site.pages.bytes == sum(answer.size + _PER_ENTRY for answer in site.pages._answers.values())


def test_a_warmer_that_fails_goes_on(caplog):
    world = World()
    site = world.finished()

    def breaks() -> list[Key]:
        raise RuntimeError

    warmer = Warmer(site, breaks)
    thread = warmer.start()
    try:
        ask(site)
        ask(site)
        world.version = 2
        site.version()
        wait_for(lambda: len(world.asked) == 2)
    finally:
        warmer.stop()
        thread.join(10)
    assert [record.message for record in caplog.records] == ["finished bytes: warming failed"]
