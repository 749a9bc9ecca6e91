"""The offline copy of the small world: the same words as the site, whole or not there at all."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command

from modifiers.catalogue import catalogue
from modifiers.offline import packing
from modifiers.offline.addresses import file_of
from modifiers.offline.packing import PackError, addresses, export, zipped
from modifiers.pages.words import KINDS
from tests.factories import modifier_document, publish_document
from tests.pages.reading import Node, read

QUARTER = timedelta(days=90)


def pack(folder: Path):
    return export(folder, expires_in=QUARTER, progress=lambda *told: None)


def words(page: Node) -> str:
    """What the page itself says, without the notes of the pack."""
    main = page.one("main")
    for node in main.walk():
        node.children = [
            child
            for child in node.children
            if isinstance(child, str) or "offline-note" not in child.attrs.get("class", "")
        ]
    return main.text


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_page_says_what_the_site_says_and_every_file_is_in_the_manifest(client, world, tmp_path):
    made = pack(tmp_path / "copy")
    found = files(made.folder)
    paths = list(addresses(catalogue()))
    assert {"/", "/modifiers/59/", "/sources/cms-one/", "/downloads/", "/modifiers/xs/desk-card/"} <= set(paths)
    for path in paths:
        page = read(found[file_of(path)])
        assert words(page) == words(read(client.get(path).content)), path
        assert "Offline copy of http://127.0.0.1:8000" in page.one("aside", cls="offline-banner").text
        assert not page.all("script")
        for node in page.walk():
            for name in ("href", "src"):
                address = node.attrs.get(name, "")
                assert not address.startswith("/") and node.tag != "base", (path, address)
                if node.tag in ("a", "link") and not urlsplit(address).scheme and address.partition("#")[0]:
                    beside = (made.folder / file_of(path)).parent / address.partition("#")[0]
                    assert beside.resolve().is_relative_to(made.folder) and beside.is_file(), (path, address)
    everything = read(found["a-z/index.html"]).one("main")
    for kind in KINDS:
        for key, entry in catalogue().all(kind).items():
            assert entry.document.title in everything.text
            assert any(link.endswith(f"/{key.lower()}/index.html") for link in everything.links)
    assert "unbundle, separate" in everything.text
    assert made.pages == len(paths) + 1 and made.files == len(found)
    manifest = json.loads(found.pop("manifest.json"))
    assert manifest["files"].keys() == found.keys()
    assert all(hashlib.sha256(found[name]).hexdigest() == told["sha256"] for name, told in manifest["files"].items())


def test_an_earlier_copy_is_replaced_whole_and_nothing_else_is(world, tmp_path, monkeypatch):
    folder = tmp_path / "copy"
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("not a copy")
    with pytest.raises(PackError, match="no offline copy"):
        pack(tmp_path / "mine")
    with pytest.raises(PackError, match="is no folder"):
        pack(tmp_path / "mine" / "letter.txt")
    with pytest.raises(PackError, match="is no folder"):
        pack(tmp_path / "nowhere" / "copy")
    monkeypatch.setattr(packing, "addresses", lambda snapshot: ["/modifiers/59/", "/sources/"])
    pack(folder)
    (folder / "left.html").write_text("of an earlier copy")
    pack(folder)
    assert not (folder / "left.html").exists()
    before = files(folder)
    for broken in ({"_static_file": _full_disk}, {"dead_links": lambda *told: ["a links b."]}):
        with monkeypatch.context() as patch:
            for name, value in broken.items():
                patch.setattr(packing, name, value)
            with pytest.raises((OSError, PackError)):
                pack(folder)
        assert files(folder) == before
        assert not list(tmp_path.glob(".copy*"))
    zipped(folder, tmp_path / "one.zip")
    zipped(folder, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def _full_disk(path: str) -> bytes:
    raise OSError(28, "No space left on device", path)


def test_pages_are_all_of_one_state_of_the_reference(world, tmp_path, monkeypatch):
    monkeypatch.setattr(packing, "addresses", lambda snapshot: ["/modifiers/59/", "/modifiers/xs/"])
    asked = []

    def publish_once(done: int, of: int, path: str) -> None:
        asked.append(path)
        if len(asked) == 1:
            publish_document(modifier_document("59", summary="Published while the pages were asked for."))

    made = export(tmp_path / "copy", expires_in=QUARTER, progress=publish_once)
    assert len(asked) == 4
    assert "Published while the pages" in (made.folder / "modifiers/59/index.html").read_text()
    with pytest.raises(PackError, match="Run it again"):
        export(
            tmp_path / "other",
            expires_in=QUARTER,
            progress=lambda *told: publish_document(modifier_document("59")) and None,
        )
    assert not (tmp_path / "other").exists()


def test_the_command_says_what_it_did_or_why_not(world, tmp_path, monkeypatch, capsys, settings):
    monkeypatch.setattr(packing, "addresses", lambda snapshot: ["/modifiers/59/"])
    call_command("export_site", str(tmp_path / "copy"), "--expires-in", "30", "--zip", str(tmp_path / "copy.zip"))
    said = capsys.readouterr()
    assert "2 pages" in said.out and "All links hold" in said.out and "D3_SITE_ORIGIN" in said.err
    assert (tmp_path / "copy.zip").is_file()
    with pytest.raises(CommandError, match="from 1 to 3650"):
        call_command("export_site", str(tmp_path / "copy"), "--expires-in", "0")
    settings.SITE_ORIGIN = "https://not-ours.example.org"
    with pytest.raises(CommandError, match="D3_ALLOWED_HOSTS"):
        call_command("export_site", str(tmp_path / "copy"))
    settings.ALLOWED_HOSTS = ["not-ours.example.org"]
    settings.SECURE_SSL_REDIRECT = True
    call_command("export_site", str(tmp_path / "copy"))
    assert "Offline copy of https://not-ours" in (tmp_path / "copy/modifiers/59/index.html").read_text()
