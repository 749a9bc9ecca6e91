"""Builds a data directory from the content files and serves it."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPResponse
from pathlib import Path
from typing import IO, Any

from d3site.limits import LIMITS

BASE = Path(__file__).resolve().parent.parent.parent
EDITOR, PASSWORD = "editor", "correct horse battery staple"


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: Any, **more: Any) -> None:
        return None


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirects)


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("D3_", "DATABASE_", "DJANGO_", "PYTEST_"))}
    # Passwords alone, but where a test is about the second factor.
    kept["D3_SECOND_FACTOR"] = "0"
    # All tests ask from one address.
    kept["D3_LIMITS"] = ",".join(f"{limit.name}=0" for limit in LIMITS)
    # Pages are made when a test asks for them; making hundreds beforehand would cost more than the test.
    kept["D3_WARMED_AT_START"] = "0"
    return {**kept, "D3_DATA_DIR": str(data_dir), "DJANGO_SETTINGS_MODULE": "d3site.settings", **more}


def build(data_dir: Path) -> Path:
    """A data directory as `make serve` leaves it, with an account. It is made once in a test run and then copied."""
    shutil.copytree(_built(), data_dir, dirs_exist_ok=True)
    return data_dir


@cache
def _built() -> Path:
    """Made by the first worker of the run that needs it; the others wait for it."""
    folder = Path(os.environ["D3_TESTS_SHARED"])
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            make_site(folder / "data")
            (folder / "done").touch()
    return folder / "data"


_MAKE = f"""
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("load_content", "--publish", "--note", "First edition.")
call_command("import_ncci", "--sample")
call_command("collectstatic", "--no-input", verbosity=0)
call_command("createsuperuser", "--no-input", "--username", {EDITOR!r}, "--email", "editor@example.org")
"""


def make_site(data_dir: Path, more: dict[str, str] | None = None) -> None:
    """Make a site by the steps of `make serve`, in one process: each that starts costs a second or two.

    ``more`` goes into its environment.
    """
    own = environment(data_dir, DJANGO_SUPERUSER_PASSWORD=PASSWORD, **(more or {}))
    for command in (["-m", "d3site.prepare"], ["-c", _MAKE]):
        result = subprocess.run(
            [sys.executable, *command], cwd=BASE, env=own, capture_output=True, text=True, check=False
        )
        assert result.returncode == 0, f"{command}: {result.stdout[-2000:]}{result.stderr[-4000:]}"


def start(data_dir: Path, script: str) -> subprocess.Popen[str]:
    """Start a Python script in Django's shell on a data directory, as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", script],
        cwd=BASE,
        env=environment(data_dir),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@dataclass
class Answer:
    """One response."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Site:
    """A served data directory; use as a context manager."""

    data_dir: Path
    workers: int = 2
    searches_written_every: float = 60
    port: int = 0
    host: str = "127.0.0.1"
    environment: dict[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _log: IO[bytes] | None = field(default=None, repr=False)

    @property
    def origin(self) -> str:
        """Scheme, host and port, without a slash at the end."""
        return f"http://{self.host}:{self.port}"

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.data_dir / "d3.sqlite3"

    def get(self, path: str) -> Answer:
        """GET without following redirects."""
        try:
            response: HTTPResponse = _opener.open(self.origin + path, timeout=20)
        except urllib.error.HTTPError as error:
            return Answer(error.code, dict(error.headers), error.read())
        with response:
            return Answer(response.status, dict(response.headers), response.read())

    @property
    def pid(self) -> int:
        """The process that the others are children of."""
        assert self._process is not None
        return self._process.pid

    def wait(self, seconds: float) -> int:
        """Wait for its end. Returns the status."""
        assert self._process is not None
        return self._process.wait(timeout=seconds)

    def log(self) -> str:
        """What the server has written so far."""
        return (self.data_dir / "server.log").read_text(errors="replace")

    def __enter__(self) -> Site:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._log = (self.data_dir / "server.log").open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "python:d3site.gunicorn"],
            cwd=BASE,
            env=environment(
                self.data_dir,
                PORT=str(self.port),
                WEB_CONCURRENCY=str(self.workers),
                D3_SITE_ORIGIN=self.origin,
                D3_GALLERY="1",
                D3_SEARCH_GAPS_WRITTEN_EVERY=str(self.searches_written_every),
                **self.environment,
            ),
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert self._process.poll() is None, self.log()[-4000:]
            try:
                if self.get("/readyz").status == 200:
                    return self
            except OSError:
                pass
            time.sleep(0.1)
        self.__exit__()
        raise AssertionError(self.log()[-4000:])

    def __exit__(self, *exception: object) -> None:
        assert self._process is not None and self._log is not None
        self._process.terminate()
        try:
            self._process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
