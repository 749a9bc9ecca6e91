"""What is written is not lost by the way in which SQLite is used."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured

from d3site.backups import checks
from d3site.backups.checks import refuse_unsafe, unsafe_connection, unsafe_settings, wal_is_safe
from d3site.settings import DATABASES

DEBIAN = (3, 40, 1)
MENDED = (3, 51, 3)


@pytest.mark.parametrize(
    ("version", "is_safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((4, 0, 0), True),
    ],
)
def test_versions_in_which_wal_is_mended(version, is_safe):
    assert wal_is_safe(version) == is_safe


@pytest.fixture
def site():
    """The settings of a site, whatever database the tests run on."""
    options = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": "PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL;",
    }
    if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
        assert DATABASES["default"]["OPTIONS"] == options
    return {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": options}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, []),
        (
            {"init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous=FULL"},
            ["WAL mode can corrupt a database with SQLite 3.40.1"],
        ),
        ({"init_command": "PRAGMA synchronous=FULL"}, ["left to chance"]),
        ({"init_command": "PRAGMA journal_mode=DELETE"}, ["synchronous"]),
        ({"transaction_mode": None}, ["IMMEDIATE"]),
        ({"timeout": 4}, ["less than 5 seconds"]),
    ],
)
def test_settings(site, options, told):
    site["OPTIONS"] = {**site["OPTIONS"], **options}
    found = unsafe_settings(site, DEBIAN)
    assert len(found) == len(told)
    assert all(word in sentence for word, sentence in zip(told, found, strict=True))
    assert len([each for each in found if "WAL" not in each]) == len(unsafe_settings(site, MENDED))


def test_a_process_that_meets_an_unsafe_database_does_not_go_on(tmp_path, monkeypatch):
    monkeypatch.setattr(checks, "_looked_at", set())
    with closing(sqlite3.connect(tmp_path / "database", timeout=10)) as opened:
        connection = SimpleNamespace(vendor="sqlite", alias="default", connection=opened)
        for pragma in ("journal_mode = DELETE", "synchronous = FULL", "foreign_keys = ON"):
            opened.execute(f"PRAGMA {pragma}")
        assert unsafe_connection(opened) == []
        opened.execute("PRAGMA journal_mode = WAL")
        assert unsafe_connection(opened, MENDED) == []
        assert "WAL mode" in unsafe_connection(opened, DEBIAN)[0]
        opened.execute("PRAGMA journal_mode = OFF")
        for pragma in ("synchronous = NORMAL", "foreign_keys = OFF", "busy_timeout = 100"):
            opened.execute(f"PRAGMA {pragma}")
        with pytest.raises(ImproperlyConfigured, match=r"journal mode is off.*FULL.*Foreign keys.*less than 5"):
            refuse_unsafe(connection)
        with pytest.raises(ImproperlyConfigured):
            refuse_unsafe(connection)
    with closing(sqlite3.connect(":memory:")) as memory:
        assert unsafe_connection(memory) == [], "the tests' own"
