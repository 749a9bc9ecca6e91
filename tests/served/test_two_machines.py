"""Two application processes with one PostgreSQL, and one Redis where it is installed, behave as one."""

from __future__ import annotations

import subprocess
import sys

import pytest

from .site import BASE, environment

pytestmark = [pytest.mark.served, pytest.mark.slow, pytest.mark.xdist_group("served")]


def test_two_machines_are_one(tmp_path):
    own = environment(tmp_path / "data", D3_SECRET_KEY="shared-by-both-machines-" * 3, PYTHONPATH=str(BASE))
    script = [sys.executable, "-m", "tests.served.two_machines", str(tmp_path)]
    done = subprocess.run(
        ["tests/with_postgres", *script], cwd=BASE, env=own, capture_output=True, text=True, check=False
    )
    if done.returncode == 77:
        pytest.skip("POSTGRESQL IS NOT INSTALLED: two machines were not tried")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    for told in ("same pages", "one session", "published on both", "one pause"):
        assert told in done.stdout
    if "one limit" not in done.stdout:
        pytest.skip(done.stdout.splitlines()[-1])
