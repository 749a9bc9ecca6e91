"""Imports of official tables beside a running site: killed at any moment, out of disk, and while readers read."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.ncci.files import edit
from tests.ncci.sets import ROWS, quarter

from .halting import IMPORT
from .site import Site, build, start

pytestmark = [pytest.mark.served, pytest.mark.slow, pytest.mark.xdist_group("served")]

MOMENTS = {
    "after the row of the release": "halt_in(stores.FileStore, 'create')",
    "in the middle of the first file": "halt_in(stores.FileStore, 'insert', 3)",
    "between two files": "halt_in(importing, 'opened', 3)",
    "before the file has its name": "halt_in(stores, '_sync')",
    "when it has its name": "halt_in(stores, '_sync', 2)",
    "before the checks": "halt_in(checks, 'count')",
    "in the transaction that makes it ready": "halt_in(CatalogueVersion, 'move')",
}
ASKED = "/api/v1/pairs/A4216-G0008?on=2026-07-01"
PAGES = (ASKED, "/pairs/A4216-G0008/?on=2026-07-01", "/pairs/A4216/", "/modifiers/59/", "/codes/A4216/")
_quarters = count()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(build(tmp_path_factory.mktemp("served"))) as served:
        _, files = next_quarter(tmp_path_factory.mktemp("first"))
        assert "Ready as release" in imported(served, files)
        time.sleep(0.6)
        yield served


def next_quarter(folder: Path, rows: Any = ROWS) -> tuple[str, tuple[Path, ...]]:
    """A quarter after all others, as readers are told of it, and its files."""
    year, number = divmod(next(_quarters), 4)
    named = f"v{year + 16}{number}r0"
    return named, quarter(folder, rows, year=2010 + year, number=number + 1)


def importing(site: Site, files: Any, patch: str = "", block: int = 1024**2) -> Any:
    """A process that imports."""
    names = [str(path) for path in files]
    return start(site.data_dir, IMPORT.format(files=names, patch=patch, block=block))


def imported(site: Site, files: Any) -> str:
    """What an import says that runs to its end."""
    said, _ = importing(site, files).communicate(timeout=120)
    return said


def answers(site: Site) -> str:
    """The revision that readers are answered from; every page answers."""
    for address in PAGES[1:]:
        assert site.get(address).status == 200
    answer = site.get(ASKED)
    assert answer.status == 200
    return json.loads(answer.body)["loaded"]["version"]


def left(site: Site) -> tuple[list[str], list[str]]:
    """The stores in the data directory, and those that releases name, whatever their state."""
    files = sorted(path.name for path in (site.data_dir / "ncci").iterdir() if path.name != "import.lock")
    with sqlite3.connect(f"file:{site.database}?mode=ro", uri=True) as database:
        named = sorted(f"{name}.sqlite3" for (name,) in database.execute("SELECT store FROM ncci_release"))
        states = {state for (state,) in database.execute("SELECT state FROM ncci_release")}
    database.close()
    assert states <= {"ready"}
    return files, named


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed(site, tmp_path, moment):
    rows = [edit(f"A{number:04d}", "J1100") for number in range(1000)]
    before = answers(site)
    after, files = next_quarter(tmp_path / "after", [*ROWS, *rows])
    killed = importing(site, files, MOMENTS[moment], block=4096)
    try:
        line = killed.stdout.readline()
        assert line == "halted\n", line + killed.stdout.read()
        assert answers(site) == before
    finally:
        killed.kill()
        killed.communicate(timeout=30)
    assert killed.returncode == -9
    assert answers(site) == before
    said = imported(site, files)
    assert "Removed what a crashed import had left" in said
    assert "Ready as release" in said
    time.sleep(0.6)
    assert answers(site) == after
    files, named = left(site)
    assert files == named


FULL = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))
"""


@pytest.mark.parametrize("most", [16 * 1024, 300 * 1024])
def test_no_room_on_the_disk(site, tmp_path, most):
    before = answers(site)
    rows = [edit(f"A{number // 90:04d}", f"J{1000 + number % 90}", indicator="0") for number in range(30_000)]
    after, files = next_quarter(tmp_path / "after", [*ROWS, *rows])
    # The cache of SQLite is made small, so that it writes while it reads, as it does with a whole quarter.
    said, _ = importing(site, files, f"stores._CACHE_KIB = 64\n{FULL.format(most=most)}").communicate(timeout=120)
    assert "refused: The rows cannot be stored" in said or "refused: The table of official rows cannot be used" in said
    assert "Nothing has changed." in said
    assert "Traceback" not in said
    time.sleep(0.6)
    assert answers(site) == before
    assert "Ready as release" in imported(site, files)
    time.sleep(0.6)
    assert answers(site) == after
    files, named = left(site)
    assert files == named


def test_readers_read_on_while_200_000_lines_come_in(site, tmp_path):
    before = answers(site)
    rows = [edit(f"A{number // 500:04d}", f"J{1000 + number % 500}") for number in range(200_000)]
    after, files = next_quarter(tmp_path / "after", rows + [edit("A4216", "G0008", 20210101, indicator="0")])
    process = importing(site, files)
    seen: list[tuple[int, str]] = []
    with ThreadPoolExecutor(4) as pool:
        while process.poll() is None:
            found = list(pool.map(site.get, PAGES * 2))
            assert {answer.status for answer in found} == {200}
            seen.append((len(found), json.loads(found[0].body)["loaded"]["version"]))
    said = process.stdout.read()
    process.stdout.close()
    assert "200,001 lines" in said, said
    assert len(seen) > 3
    assert {version for _, version in seen[:-1]} <= {before, after}
    assert seen[0][1] == before
    time.sleep(0.6)
    assert answers(site) == after
    assert "database is locked" not in site.log()
