"""A scratch copy of the site that is being served, and what scenarios ask of it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import scratch
from bench.load import Answer, Asked, ask


@dataclass
class Trial:
    """A running site on a data directory of its own. What it must go on saying is asked before anything is done."""

    data: Path
    site: scratch.Process
    before: dict[str, bytes]

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.data / "d3.sqlite3"

    def get(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers, body."""
        return scratch.get(self.site.port, path)

    def asked(self, *asked: Asked) -> list[Answer]:
        """Several at once, each over a connection of its own."""

        async def all_of_them() -> list[Answer]:
            return list(await asyncio.gather(*(ask(self.site.port, each) for each in asked)))

        return asyncio.run(all_of_them())

    def readers_are_served(self) -> None:
        """Every page that was asked for before says what it said.

        Raises:
            AssertionError: if one does not.
        """
        for path, body in self.before.items():
            status, _, now = self.get(path)
            assert status == 200, f"{path}: {status}"
            assert now == body, f"{path} is another page"

    def ready(self) -> dict[str, str]:
        """What ``/readyz`` says of each check."""
        checks: dict[str, str] = json.loads(self.get("/readyz")[2])["checks"]
        return checks

    def becomes_ready(self, seconds: float = 30) -> None:
        """Wait for 200.

        Raises:
            AssertionError: if it does not come.
        """
        self.until(lambda: self.get("/readyz")[0] == 200, seconds, "the site is ready")

    @staticmethod
    def until(holds: Callable[[], bool], seconds: float, what: str) -> None:
        """Wait until something holds.

        Raises:
            AssertionError: if it does not in time.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with contextlib.suppress(OSError):
                if holds():
                    return
            time.sleep(0.05)
        raise AssertionError(f"{what}: not within {seconds:.0f} s")

    def shell(self, script: str) -> str:
        """Run a script in Django on this data directory. Returns what it printed, without the lines of the log."""
        said = scratch.run(self.data, "-c", f"import django\ndjango.setup()\n{script}")
        return "\n".join(line for line in said.splitlines() if not line.startswith('{"at"')).strip()

    def edition(self) -> int:
        """The number of the last edition of 59."""
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)) as connection:
            row = connection.execute("SELECT max(number) FROM modifiers_edition WHERE kind = 'modifier' AND key = '59'")
            return int(row.fetchone()[0])


PAGES = ("/", "/modifiers/", "/modifiers/59/", "/modifiers/25/", "/search/?q=knee", "/denials/", "/sitemap.xml")

PUBLISH = """
from modifiers import publishing
from modifiers.models import Modifier
modifier = Modifier.objects.get(code="59")
Modifier.objects.filter(pk=modifier.pk).update(summary={summary!r})
modifier.refresh_from_db()
print(publishing.publish(modifier, actor=None, is_major=False, change_note="").number)
"""
"""Publishes another summary of 59 and prints the number of its edition."""


@contextlib.contextmanager
def served(made: Path, folder: Path, workers: int = 2, **more: str) -> Iterator[Trial]:
    """Serve a copy of a made data directory."""
    data = folder / "data"
    shutil.copytree(made, data)
    with scratch.site(data, workers=workers, D3_WARMED_AT_START="0", **more) as site:
        before = {path: scratch.get(site.port, path)[2] for path in PAGES}
        yield Trial(data, site, before)


def tokens(page: bytes) -> dict[str, str]:
    """Hidden fields of a form."""
    found = re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page.decode())
    return dict(found)
