"""Imports on PostgreSQL, killed at several moments: on a cluster of their own, because they really commit."""

from __future__ import annotations

import subprocess
import sys

import pytest

from .killed_on_postgresql import MOMENTS
from .site import BASE, environment

pytestmark = [pytest.mark.served, pytest.mark.slow, pytest.mark.xdist_group("served")]


def test_killed(tmp_path):
    own = environment(tmp_path / "data")
    subprocess.run([sys.executable, "-m", "d3site.prepare"], cwd=BASE, env=own, check=True)
    script = [sys.executable, "-m", "tests.served.killed_on_postgresql", str(tmp_path)]
    done = subprocess.run(
        ["tests/with_postgres", *script], cwd=BASE, env=own, capture_output=True, text=True, check=False
    )
    if done.returncode == 77:
        pytest.skip("PostgreSQL is not installed")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    assert done.stdout.count("survived") == len(MOMENTS)
