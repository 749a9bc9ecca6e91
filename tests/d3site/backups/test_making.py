"""A backup is made whole and proven, or not at all; what is put back is what was there."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from d3site.backups import making, migrating, shelf, sqlite
from d3site.backups.making import make
from d3site.backups.manifest import BackupError, Manifest
from d3site.backups.places import SqlitePlace
from d3site.backups.rendering import Rendered, hash_pages, spread
from d3site.backups.restoring import restore
from d3site.backups.rotation import Keep

DOCUMENT = '{"code": "59"}'
STORE = "ncci-rows-1"


class Home:
    """A data directory with a small database and one store, and a shelf beside it."""

    def __init__(self, folder: Path) -> None:
        self.data, self.shelf = folder / "data", folder / "backups"
        (self.data / "ncci").mkdir(parents=True)
        self.place = SqlitePlace(self.data / "d3.sqlite3", self.data)
        self.run(
            "CREATE TABLE modifiers_catalogueversion (id INTEGER PRIMARY KEY, number INTEGER, stamp TEXT)",
            "INSERT INTO modifiers_catalogueversion VALUES (1, 1, 'first')",
            "CREATE TABLE modifiers_edition (kind TEXT, key TEXT, number INTEGER, sha256 TEXT, document TEXT)",
            f"INSERT INTO modifiers_edition VALUES ('modifier', '59', 1, '{self.sha(DOCUMENT)}', '{DOCUMENT}')",
            "CREATE TABLE django_session (session_key TEXT)",
            "INSERT INTO django_session VALUES ('signed in')",
            "CREATE TABLE ncci_release (store TEXT, line_count INTEGER, state TEXT)",
            f"INSERT INTO ncci_release VALUES ('{STORE}', 2, 'ready'), ('ncci-rows-2', 0, 'importing')",
            "CREATE TABLE child (code TEXT CHECK (code REGEXP '^[0-9]+$'), parent INTEGER REFERENCES"
            " modifiers_catalogueversion (id))",
            "INSERT INTO child VALUES ('59', 1)",
        )
        self.store = self.data / "ncci" / f"{STORE}.sqlite3"
        with closing(sqlite3.connect(self.store, isolation_level=None)) as store:
            store.execute("CREATE TABLE rows (code TEXT)")
            store.execute("INSERT INTO rows VALUES ('a'), ('b')")

    @staticmethod
    def sha(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    def run(self, *statements: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.data / "d3.sqlite3", isolation_level=None)) as database:
            database.create_function("REGEXP", 2, lambda *_: True)
            return [row for statement in statements for row in database.execute(statement)]

    def make(self, reason: str = "", **how: object) -> making.Made:
        return make(reason, into=self.shelf, place=self.place, **how)

    def names(self) -> list[str]:
        return sorted(path.name for path in self.shelf.iterdir() if path.name != ".lock")


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr(making, "migrations_wait", lambda: False)
    same = Rendered(("first", "", "2026-11-25"), {"/": "hash"})
    monkeypatch.setattr(making, "_pages", lambda *_: (same, same))
    return Home(tmp_path)


def test_a_backup_is_whole_private_and_shares_what_never_changes(home):
    first = home.make()
    manifest = Manifest.read(first.folder)
    assert manifest == first.manifest
    assert manifest.damage(first.folder) == []
    assert manifest.contents.tables["modifiers_edition"] == 1
    assert (manifest.contents.stamp, manifest.pages) == ("first", {"/": "hash"})
    assert [file.path for file in manifest.files] == ["d3.sqlite3", f"ncci/{STORE}.sqlite3"]
    for path in (first.folder, *first.folder.rglob("*")):
        assert not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO), path
    second = home.make()
    stored = [made.folder / "ncci" / f"{STORE}.sqlite3" for made in (first, second)]
    assert stored[0].samefile(stored[1])
    # Bytes that have rotted are not carried on: the store is copied anew.
    os.chmod(stored[1], 0o600)
    stored[1].write_bytes(b"rotten")
    third = home.make()
    assert third.manifest.damage(third.folder) == []
    assert (third.folder / "ncci" / f"{STORE}.sqlite3").read_bytes() == home.store.read_bytes()
    assert len(home.names()) == 3


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        ("INSERT INTO child VALUES ('59', 7)", "A row of child leads to a row of"),
        ("PRAGMA ignore_check_constraints = ON; INSERT INTO child VALUES ('x', 1)", "CHECK constraint failed in child"),
        ("UPDATE ncci_release SET line_count = 3 WHERE state = 'ready'", "has 2 rows, not 3"),
        ("UPDATE modifiers_edition SET document = '{}'", "is not what its hash says"),
    ],
)
def test_what_is_not_right_is_told_and_does_not_count(home, spoil, told):
    good = home.make().folder.name
    home.run(*spoil.split("; "))
    with pytest.raises(BackupError, match=told):
        home.make()
    assert [backup.folder.name for backup in shelf.backups(home.shelf)] == [good]
    assert {name for name in home.names() if not name.startswith("broken-")} == {good}


def test_pages_that_differ_are_told_and_a_publish_meanwhile_is_waited_out(home, monkeypatch):
    live, there = Rendered(("a",), {"/": "1", "/59/": "2"}), Rendered(("a",), {"/": "1", "/59/": "3"})
    monkeypatch.setattr(making, "_pages", lambda *_: (live, there))
    with pytest.raises(BackupError, match="1 of 2 pages differ, the first /59/"):
        home.make()
    assert shelf.backups(home.shelf) == []
    answers = iter([(Rendered(("b",), {}), there), (there, there)])
    monkeypatch.setattr(making, "_pages", lambda *_: next(answers))
    assert home.make().manifest.pages == there.pages
    monkeypatch.setattr(making, "_pages", lambda *_: (Rendered(("b",), {}), there))
    with pytest.raises(BackupError, match="published each time"):
        home.make()
    assert len(shelf.backups(home.shelf)) == 1
    assert not list(home.shelf.glob(".[ms]*"))


def test_a_store_that_is_gone_is_told_and_the_rest_is_kept(home):
    home.store.unlink()
    made = home.make()
    assert made.manifest.missing == (STORE,)
    assert [file.path for file in made.manifest.files] == ["d3.sqlite3"]


def test_no_room_leaves_nothing_behind(home, monkeypatch):
    good = home.make().folder.name
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2048, limits[1]))
    try:
        with pytest.raises(BackupError):
            home.make()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert home.names() == [good]
    monkeypatch.setattr(making, "_SPARE", 1 << 62)
    with pytest.raises(BackupError, match="Make room"):
        home.make()
    assert home.names() == [good]


def test_older_ones_make_room_after_the_new_one_is_there(home):
    first = home.make()
    for name in ("20200101T000000Z", "20200102T000000Z"):
        shutil.copytree(first.folder, home.shelf / name)
    made = home.make(keep=Keep(hours=48, days=0, months=0))
    assert [backup.folder.name for backup in made.removed] == ["20200101T000000Z", "20200102T000000Z"]
    assert len(home.names()) == 2


def test_two_at_once_wait_for_each_other(home):
    with shelf.locked(home.shelf), pytest.raises(BackupError, match="Another backup"), shelf.locked(home.shelf, 0.01):
        raise AssertionError


class TestRestoring:
    @pytest.fixture
    def made(self, home):
        made = home.make()
        home.run("UPDATE modifiers_catalogueversion SET stamp = 'later'", "DELETE FROM child")
        return made

    @pytest.fixture(autouse=True)
    def _no_pages(self, monkeypatch):
        monkeypatch.setattr("d3site.backups.restoring._rendered", lambda *_: None)

    def test_what_was_there_stays_beside_and_the_new_one_is_noticed(self, home, made):
        before = (home.data / "d3.sqlite3").read_bytes()
        with pytest.raises(BackupError, match="--replace"):
            restore(made.folder, into=str(home.data))
        assert (home.data / "d3.sqlite3").read_bytes() == before
        for end in ("-wal", "-shm"):
            (home.data / f"d3.sqlite3{end}").touch()
        home.store.unlink()
        done = restore(made.folder, into=str(home.data), replace=True)
        assert home.run("SELECT code FROM child") == [("59",)]
        assert home.run("SELECT number FROM modifiers_catalogueversion") == [(2,)]
        assert home.run("SELECT stamp FROM modifiers_catalogueversion") not in ([("first",)], [("later",)])
        assert home.run("SELECT count(*) FROM django_session") == [(0,)]
        assert home.store.exists()
        assert sorted(path.name for path in home.data.glob("d3*")) == ["d3.sqlite3"]
        assert (Path(done.aside) / "d3.sqlite3").read_bytes() == before
        assert not list(home.data.glob(".restoring-*"))

    def test_into_nothing(self, home, made, tmp_path):
        target = tmp_path / "new"
        target.mkdir()
        (target / "d3.sqlite3").touch()  # as d3site.prepare leaves it
        done = restore(made.folder, into=str(target))
        assert done.aside == ""
        assert sorted(path.name for path in target.rglob("*.sqlite3")) == ["d3.sqlite3", f"{STORE}.sqlite3"]
        assert stat.S_IMODE((target / "d3.sqlite3").stat().st_mode) == 0o600

    def test_in_place_of_one_that_is_damaged_or_left_by_a_killed_writer(self, home, made):
        database = home.data / "d3.sqlite3"
        database.write_bytes(b"no database" * 1000)
        (home.data / "d3.sqlite3-journal").write_bytes(b"stale")
        done = restore(made.folder, into=str(home.data), replace=True)
        assert home.run("PRAGMA integrity_check") == [("ok",)]
        assert [path.name for path in home.data.glob("d3*")] == ["d3.sqlite3"]
        assert (Path(done.aside) / "d3.sqlite3").read_bytes().startswith(b"no database")

    @pytest.mark.parametrize("name", ["d3.sqlite3", f"ncci/{STORE}.sqlite3", "manifest.json"])
    @pytest.mark.parametrize("how", ["gone", "shorter", "other bytes", "a link"])
    def test_a_damaged_backup_changes_nothing(self, home, made, name, how):
        before = (home.data / "d3.sqlite3").read_bytes()
        path = made.folder / name
        content = path.read_bytes()
        path.unlink()
        if how == "shorter":
            path.write_bytes(content[:-9])
        elif how == "other bytes":
            path.write_bytes(content[:100] + b"#" + content[101:])
        elif how == "a link" and name != "manifest.json":
            path.symlink_to(home.data / "d3.sqlite3")
        with pytest.raises(BackupError):
            restore(made.folder, into=str(home.data), replace=True)
        assert (home.data / "d3.sqlite3").read_bytes() == before

    def test_one_that_reaches_outside_of_its_folder_or_is_of_a_newer_release_is_refused(self, home, made):
        told = json.loads((made.folder / "manifest.json").read_text())

        def refused(match: str) -> None:
            (made.folder / "manifest.json").write_text(json.dumps(told))
            with pytest.raises(BackupError, match=match):
                restore(made.folder, into=str(home.data), replace=True)

        told["contents"]["migrations"] = {"modifiers": "9999_of_the_future"}
        refused("newer release")
        told["files"][0]["path"] = "../../data/d3.sqlite3"
        refused("does not lie in the backup")
        told["format"] = 2
        refused("reads form 1")

    def test_the_commands_say_what_is_wrong_in_a_sentence(self, home, made, settings):
        settings.BACKUPS_DIR = home.shelf
        with pytest.raises(CommandError, match="no whole backup"):
            call_command("restore", "yesterday")
        with pytest.raises(CommandError, match="not into a database on a server"):
            call_command("restore", "latest", "--into", "postgres://d3@localhost/d3")


class TestBeforeMigrations:
    @pytest.fixture
    def asked(self, monkeypatch, settings):
        asked: list[str] = []
        settings.BACKUP_BEFORE_MIGRATIONS = True
        monkeypatch.setattr(migrating, "make", asked.append)
        return asked

    @pytest.mark.django_db
    def test_there_is_one_only_where_something_would_change(self, asked, settings, monkeypatch):
        monkeypatch.setattr(migrating.connections["default"], "close", lambda: None)
        plan = [("a migration", False)]
        monkeypatch.setattr(migrating, "make", lambda reason: asked.append(reason) or _Made())
        migrating.before_migrations("default", [])
        migrating.before_migrations("another", plan)
        settings.BACKUP_BEFORE_MIGRATIONS = False
        migrating.before_migrations("default", plan)
        settings.BACKUP_BEFORE_MIGRATIONS = True
        monkeypatch.setattr(migrating.MigrationRecorder, "applied_migrations", lambda self: {})
        migrating.before_migrations("default", plan)
        assert asked == []
        monkeypatch.undo()

    @pytest.mark.django_db
    def test_without_one_nothing_is_migrated(self, settings, monkeypatch):
        settings.BACKUP_BEFORE_MIGRATIONS = True

        def fails(reason: str) -> None:
            assert reason == shelf.BEFORE_MIGRATIONS
            raise BackupError("The disk is full.")

        monkeypatch.setattr(migrating.connections["default"], "close", lambda: None)
        monkeypatch.setattr(migrating, "make", fails)
        with pytest.raises(CommandError, match="nothing was migrated: The disk is full"):
            migrating.before_migrations("default", [("a migration", False)])


class _Made:
    folder = Path("made")


def test_pages_are_hashed_only_where_they_answer():
    def application(environ, start_response):
        start_response("200 OK" if environ["PATH_INFO"] == "/" else "503 Service Unavailable", [])
        return [b"page"]

    assert hash_pages(application, ["/"]) == {"/": hashlib.sha256(b"page").hexdigest()}
    with pytest.raises(BackupError, match="/59/ answers 503"):
        hash_pages(application, ["/", "/59/"])
    assert spread(list("abcdefghij"), 3) == ["a", "e", "j"]
    assert spread(["a"], 3) == ["a"]


def test_a_copy_is_of_one_state_while_others_write(home, tmp_path):
    with closing(sqlite3.connect(home.data / "d3.sqlite3", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE modifiers_catalogueversion SET stamp = 'half'")
        contents = sqlite.copy(home.data / "d3.sqlite3", tmp_path / "copy")
        writer.execute("COMMIT")
    assert contents.stamp == "first"
    assert sqlite.check(tmp_path / "copy") == (contents, [])
