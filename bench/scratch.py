"""A throw-away data directory with the content of ``fixtures/``, and processes that serve it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
EDITORS = ("first", "second")
PASSWORD = "correct horse battery staple"  # noqa: S105  (of a site that lives for minutes)
CORES = sorted(os.sched_getaffinity(0))
SERVERS_CORE, LOADS_CORE = CORES[0], CORES[-1]

_OURS = ("D3_", "DATABASE_", "CACHE_", "DJANGO_", "GUNICORN")

_MAKE = f"""
import django
django.setup()
from django.contrib.auth import get_user_model
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("load_content", "--publish", "--note", "First edition.", verbosity=0)
call_command("import_ncci", "--sample", verbosity=0)
call_command("collectstatic", "--no-input", verbosity=0)
for name in {EDITORS!r}:
    get_user_model().objects.create_superuser(name, f"{{name}}@example.org", {PASSWORD!r})
"""


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    """The environment of a process that works on ``data_dir`` and on nothing of the caller's."""
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(("D3_", "DATABASE_", "CACHE_", "DJANGO_", "GUNICORN"))
    }
    own = {
        "D3_DATA_DIR": str(data_dir),
        "DJANGO_SETTINGS_MODULE": "d3site.settings",
        "D3_SECRET_KEY": "only-for-a-scratch-site-" * 3,
        "D3_SECOND_FACTOR": "0",
        "D3_LIMITS": "search=0,suggest=0,router=0,api-post=0",  # all readers here have one address
        "PYTHONPATH": str(BASE),
    }
    return {**kept, **own, **more}


def run(data_dir: Path, *arguments: str, **more: str) -> str:
    """Run Python to its end. Returns what it wrote.

    Raises:
        RuntimeError: if it fails.
    """
    done = subprocess.run(  # noqa: S603  (commands of our own)
        [sys.executable, *arguments],
        cwd=BASE,
        env=environment(data_dir, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{arguments}: {done.stdout[-3000:]}")
    return done.stdout


def make(data_dir: Path, **more: str) -> Path:
    """Content, the sample of official tables, static files and two editors."""
    run(data_dir, "-m", "d3site.prepare", **more)
    run(data_dir, "-c", _MAKE, **more)
    return data_dir


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A directory that goes with everything in it."""
    with tempfile.TemporaryDirectory(prefix="d3-scratch-") as path:
        yield Path(path)


def free_port() -> int:
    """A port of the loopback address on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Process:
    """A server of ours: started, asked until it answers, ended. Use as a context manager."""

    command: Sequence[str]
    environment: dict[str, str]
    port: int
    log: Path
    asked: str = "/"
    core: int | None = None
    answers: int = 200
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def pid(self) -> int:
        """Of the first process; its children are the workers."""
        assert self._process is not None
        return self._process.pid

    def __enter__(self) -> Process:
        command = [*(["taskset", "-c", str(self.core)] if self.core is not None else []), *self.command]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  (as above)
                command, cwd=BASE, env={**self.environment, "PORT": str(self.port)}, stdout=log, stderr=log
            )
        until = time.monotonic() + 120
        while time.monotonic() < until and self._process.poll() is None:
            with contextlib.suppress(OSError):
                if get(self.port, self.asked)[0] == self.answers:
                    return self
            time.sleep(0.1)
        self.__exit__()
        raise RuntimeError(f"{self.command} does not answer:\n{self.log.read_text(errors='replace')[-3000:]}")

    def __exit__(self, *exception: object) -> None:
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def wait(self, seconds: float) -> int:
        """Wait for its end. Returns the status.

        Raises:
            subprocess.TimeoutExpired: if it goes on.
        """
        assert self._process is not None
        return self._process.wait(seconds)

    def workers(self) -> list[int]:
        """The processes of its children, oldest first."""
        return sorted(int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split())

    def busy(self) -> float:
        """Seconds on the processor so far, of all its processes."""
        ticks = 0
        for pid in {self.pid, *self.workers()}:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """MiB that the largest of its processes holds."""
        pids = self.workers() or [self.pid]
        held = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids]
        return max(held) * os.sysconf("SC_PAGE_SIZE") / 2**20


def site(
    data_dir: Path, *, server: str = "gunicorn", core: int | None = None, workers: int = 1, **more: str
) -> Process:
    """The site on gunicorn or granian."""
    port = free_port()
    own = {"WEB_CONCURRENCY": str(workers), "D3_SITE_ORIGIN": f"http://127.0.0.1:{port}", **more}
    command = {
        "gunicorn": (sys.executable, "-m", "gunicorn", "-c", "python:d3site.gunicorn"),
        "granian": (sys.executable, "-m", "d3site.granian"),
    }[server]
    return Process(command, environment(data_dir, **own), port, data_dir / f"{server}.log", "/readyz", core)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: object, **more: object) -> None:
        return None


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirects)


def get(port: int, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers with names in small letters, body. Underscores in the names of ``headers`` stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=named)
    try:
        with _opener.open(request, timeout=20) as response:
            return response.status, {k.lower(): v for k, v in response.headers.items()}, response.read()
    except urllib.error.HTTPError as error:
        return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read()
