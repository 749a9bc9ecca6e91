"""Runs ``wrk`` on a core of its own and reads what it says."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass

from .scratch import LOADS_CORE

_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


@dataclass(frozen=True, slots=True)
class Load:
    """What a run gave: requests, requests a second, milliseconds, and answers that were not 2xx or 3xx."""

    requests: int
    per_second: float
    median: float
    p99: float
    failed: int


def load(port: int, path: str, connections: int, seconds: float, **headers: str) -> Load:
    """Ask for one address over that many kept connections. Underscores in names of headers stand for hyphens.

    Raises:
        RuntimeError: if wrk is not installed or fails.
    """
    if not (wrk := shutil.which("wrk")):
        raise RuntimeError("wrk is not installed.")
    named = [part for name, value in headers.items() for part in ("-H", f"{name.replace('_', '-')}: {value}")]
    address = f"http://127.0.0.1:{port}{path}"
    command = ["taskset", "-c", str(LOADS_CORE), wrk, "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
    done = subprocess.run(  # noqa: S603  (a command of our own)
        [*command, *named, address], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"wrk: {done.stdout}{done.stderr}")
    return read(done.stdout)


def read(said: str) -> Load:
    """What wrk wrote, as figures."""

    def milliseconds(part: str) -> float:
        found = re.search(rf"^\s+{part}%\s+([\d.]+)(us|ms|s|m)\s*$", said, re.MULTILINE)
        assert found is not None, said
        return float(found[1]) * _UNITS[found[2]]

    total = re.search(r"(\d+) requests in", said)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert total is not None and rate is not None, said
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    return Load(
        int(total[1]),
        float(rate[1]),
        milliseconds("50"),
        milliseconds("99"),
        (int(failed[1]) if failed else 0) + (sum(map(int, errors.groups())) if errors else 0),
    )
