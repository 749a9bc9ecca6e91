"""The drill with what the other served tests have built. `make drill` runs it whole, on both databases."""

from __future__ import annotations

import stat

import pytest

from .drill import drill
from .site import build

pytestmark = [pytest.mark.served, pytest.mark.slow, pytest.mark.xdist_group("served")]


def test_a_destroyed_site_comes_back_with_the_same_pages(tmp_path, monkeypatch, capfd):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    drill(tmp_path, build(tmp_path / "built"))
    assert "Back from nothing" in capfd.readouterr().out
    for path in (tmp_path / "backups").rglob("*"):
        assert not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO) or path.name == ".lock"
