"""Pictures are files: made for every live subject once, whole or not at all, and never for a request."""

from __future__ import annotations

import os
import stat
import time

import pytest
from django.core.management import CommandError, call_command

from modifiers.catalogue import catalogue
from modifiers.pictures import drawing, keeping
from modifiers.pictures.words import words_of
from tests.factories import modifier_document, publish_document
from tests.pages.reading import read


@pytest.fixture
def drawn(monkeypatch, data_dir) -> list[str]:
    """The slugs of what was drawn; the drawing itself is another test's business."""
    found: list[str] = []

    def draw(words):
        found.append(words.slug)
        return b"A picture of " + words.slug.encode()

    monkeypatch.setattr(drawing, "draw", draw)
    return found


def files() -> set[str]:
    return {path.name for path in keeping.folder().iterdir()} - {".lock"}


def test_each_page_has_its_picture_and_a_publish_makes_only_what_it_changed(client, world, drawn, capsys):
    call_command("make_pictures")
    live = sum(len(catalogue().all(kind)) for kind in ("modifier", "family", "denial_code", "payer", "topic"))
    assert capsys.readouterr().out == f"{len(drawn)} made.\n" and len(drawn) > live
    for path in ("/modifiers/59/", "/denials/carc-97/", "/compare/59-vs-xs/", "/about/", "/", "/updates/"):
        head = read(client.get(path).content).one("head")
        address = head.one("meta", property="og:image").attrs["content"].removeprefix("http://127.0.0.1:8000")
        response = client.get(address)
        assert (response.status_code, response["Content-Type"]) == (200, "image/png"), path
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response.content.startswith(b"A picture of ")
    drawn.clear()
    publish_document(modifier_document(checklist=[]))
    call_command("make_pictures")
    assert drawn == []
    publish_document(modifier_document(summary="Another sentence."))
    call_command("make_pictures")
    assert drawn == ["modifier-59"] and "1 made." in capsys.readouterr().out
    assert stat.S_IMODE(keeping.folder().stat().st_mode) == 0o700


def test_a_request_draws_nothing(client, world, drawn):
    name = words_of(modifier_document("59")).file_name
    assert client.get(f"/pictures/{name}").status_code == 404
    for odd in ("..png", "a.png", "%2e%2e%2fd3.sqlite3", "../secret-key", ".lock", "MODIFIER-59.png"):
        assert client.get(f"/pictures/{odd}").status_code == 404, odd
    assert drawn == []


def test_a_page_that_names_a_missing_picture_wakes_one_thread(world, drawn, settings):
    settings.PICTURES = "background"
    maker = keeping.Maker()
    name = words_of(modifier_document("59")).file_name
    started: list[object] = []

    class Thread:
        def __init__(self, target, args, **_):
            self.run = lambda: target(*args)

        def start(self):
            started.append(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keeping.threading, "Thread", Thread)
        patch.setattr(keeping, "_PAUSE", 0)
        maker.notice(name, catalogue())
        maker.notice(name, catalogue())
        assert len(started) == 1 and drawn == []
        started[0].run()
        assert name in files() and len(drawn) == len(files())
        maker.notice(name, catalogue())
        maker.notice("never-0000000000000000.png", catalogue())
        assert len(started) == 1, "not again at once"


def test_without_pictures_a_page_names_none(client, world, settings):
    settings.PICTURES = "off"
    head = read(client.get("/modifiers/59/").content).one("head")
    assert not head.all("meta", property="og:image")
    assert head.one("meta", name="twitter:card").attrs["content"] == "summary"


def test_a_file_is_whole_or_not_there_and_old_ones_go(world, drawn, monkeypatch):
    keeping.folder().mkdir(parents=True)
    old, young, torn = (keeping.folder() / name for name in ("old-1.png", "young-1.png", ".new-torn"))
    for path in (old, young, torn):
        path.write_bytes(b"x")
    long_ago = time.time() - keeping.KEPT_FOR - 10
    for path in (old, torn):
        os.utime(path, (long_ago, long_ago))

    def full(self, target):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(keeping.Path, "replace", full)
        with pytest.raises(CommandError, match="cannot be written: No space left"):
            call_command("make_pictures")
    assert files() == {"old-1.png", "young-1.png", ".new-torn"}
    keeping.make_missing(catalogue())
    assert {"young-1.png"} == files() - {words.file_name for words in keeping.wanted(catalogue())}


def test_a_maker_that_cannot_write_says_so_once_and_lets_the_site_go_on(world, data_dir, caplog):
    data_dir.write_text("a file where the folder should be")
    keeping.Maker()._make(catalogue())
    assert [record.message for record in caplog.records] == ["pictures: cannot be written (NotADirectoryError)"]
