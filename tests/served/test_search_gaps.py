"""What readers did not find, from served processes into the table: when they end, and not at all without a database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from .site import Site, build

pytestmark = [pytest.mark.served, pytest.mark.slow, pytest.mark.xdist_group("served")]

SEARCHES = 12


def stored(database: Path) -> dict[str, tuple[int, int]]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT words, without_result, shown FROM modifiers_searchgap")
        return {words: (without_result, shown) for words, without_result, shown in rows}


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return build(tmp_path)


def test_two_processes_write_what_they_counted_when_they_end(data_dir):
    with Site(data_dir) as site:
        for _ in range(SEARCHES):
            assert site.get("/search/?q=wheelchair+rental").status == 200
            assert site.get("/search/?q=jane+roe+botox+555-12-3456").status == 200
        assert stored(site.database) == {}, "no request writes"
    assert stored(site.database) == {"wheelchair rental": (0, SEARCHES), "… botox …": (0, SEARCHES)}
    assert "roe" not in site.log().lower()


def test_without_a_database_they_end_well_and_say_what_was_dropped(data_dir):
    with Site(data_dir) as site:
        assert site.get("/search/?q=wheelchair+rental").status == 200
        away = site.database.with_name("elsewhere")
        site.database.rename(away)
        assert site.get("/search/?q=wheelchair+rental").status == 200
    assert "2 counts dropped" in site.log() or site.log().count("1 counts dropped") == 2
    assert "wheelchair" not in site.log()
    assert not site.database.exists()
    assert stored(away) == {}
