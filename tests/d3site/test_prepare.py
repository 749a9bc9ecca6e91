"""The data directory is made once and left alone afterwards."""

from __future__ import annotations

from d3site.prepare import prepare


def test_creates_what_is_missing_and_keeps_what_is_there(tmp_path):
    home = tmp_path / "a" / "b"
    prepare(home, needs_key=True, needs_database=True)
    key = (home / "secret-key").read_text()
    assert len(key) >= 50
    assert (home / "secret-key").stat().st_mode & 0o077 == 0
    (home / "d3.sqlite3").write_bytes(b"rows")
    prepare(home, needs_key=True, needs_database=True)
    assert (home / "secret-key").read_text() == key
    assert (home / "d3.sqlite3").read_bytes() == b"rows"


def test_creates_neither_where_the_environment_gives_both(tmp_path):
    prepare(tmp_path, needs_key=False, needs_database=False)
    assert not list(tmp_path.iterdir())
