"""Migrations on a whole site: back, with a backup forward again, and everything is where it was."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from .site import BASE, build, environment

pytestmark = [pytest.mark.served, pytest.mark.slow, pytest.mark.xdist_group("served")]

EARLIER = "0009"
"""From here on everything can be taken back with content in the tables; it alters editions, triggers and reviews."""


def shape(database: Path) -> tuple[dict[str, set[str]], set[tuple[str, str]], dict[str, int]]:
    """Columns of each table, its indexes and triggers, and how many rows it has."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
        named = set(opened.execute("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite%'"))
        tables = sorted(name for type_, name in named if type_ == "table")
        columns = {name: {row[1] for row in opened.execute(f"PRAGMA table_info({name})")} for name in tables}
        rows = {name: opened.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}
        assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
    return columns, named, rows


def editions(database: Path) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
        return opened.execute(
            "SELECT kind, key, number, sha256, document FROM modifiers_edition ORDER BY id"
        ).fetchall()


def migrate(data_dir: Path, *arguments: str, **more: str) -> str:
    command = [sys.executable, "manage.py", "migrate", *arguments]
    own = environment(data_dir, **more)
    done = subprocess.run(command, cwd=BASE, env=own, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-3000:]
    return done.stdout


def test_back_and_forward_again_on_a_whole_site(tmp_path):
    database = build(tmp_path) / "d3.sqlite3"
    backups = tmp_path / "backups"
    before, written = shape(database), editions(database)
    assert len(written) > 100
    migrate(tmp_path, "modifiers", EARLIER, D3_BACKUP_BEFORE_MIGRATIONS="0")
    assert not backups.exists(), "the operator said that there is one already"
    taken_back = shape(database)
    assert taken_back[0] != before[0]
    assert editions(database) == written

    said = migrate(tmp_path)
    assert "Backup before migrations: " in said
    assert said.index("Backup before migrations") < said.index("Applying modifiers.")
    (made,) = backups.glob("*-before-migrations")
    assert shape(made / "d3.sqlite3") == taken_back, "of the state before"
    columns, named, rows = shape(database)
    assert (columns, named) == before[:2]
    # A table that was taken away comes back empty, which is why there is a backup; every other row is where it was.
    gone = before[0].keys() - taken_back[0].keys()
    assert {name for name in rows if rows[name] != before[2][name]} <= gone
    assert editions(database) == written

    assert "Backup" not in migrate(tmp_path), "nothing to migrate, nothing to back up"
    assert len(list(backups.glob("2*"))) == 1
