"""kill -9 while publishing, loading, backing up and restoring: the old state or the new one, on both databases."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .site import BASE, build, environment

pytestmark = [pytest.mark.served, pytest.mark.slow, pytest.mark.xdist_group("served")]

SCRIPT = [sys.executable, "-m", "tests.served.killed_anywhere"]


def run(command: list[str], data_dir: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*command, str(folder)], cwd=BASE, env=environment(data_dir), capture_output=True, text=True, check=False
    )


def test_on_sqlite(tmp_path):
    done = run(SCRIPT, build(tmp_path / "data"), tmp_path / "folder")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    assert done.stdout.count("survived") == 20


def test_on_postgresql(tmp_path):
    data_dir = tmp_path / "data"
    subprocess.run([sys.executable, "-m", "d3site.prepare"], cwd=BASE, env=environment(data_dir), check=True)
    done = run(["tests/with_postgres", *SCRIPT], data_dir, tmp_path / "folder")
    if done.returncode == 77:
        pytest.skip("PostgreSQL is not installed")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    assert done.stdout.count("survived") == 17
