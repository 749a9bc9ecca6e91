"""The disk is full, the database locked, read-only, gone or damaged: readers read on, and editors lose nothing."""

from __future__ import annotations

import json
import re
import resource
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from .desk import Desk, inputs_of
from .site import Site, build

pytestmark = [pytest.mark.served, pytest.mark.slow, pytest.mark.xdist_group("served")]

OTHERS = [
    "/",
    "/modifiers/",
    "/search/?q=knee",
    "/denials/",
    "/pairs/",
    "/updates/",
    "/api/v1/modifiers/59",
    "/sitemap.xml",
]
_LITTLE = 512


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(build(tmp_path_factory.mktemp("served")), workers=1) as served:
        yield served


@pytest.fixture(scope="module")
def desk(site: Site) -> Desk:
    return Desk(site).sign_in()


@pytest.fixture(scope="module")
def pages(site: Site) -> dict[str, bytes]:
    """A fair part of all pages, as they were before anything happened."""
    found = sorted(
        set(re.findall(r"/(?:modifiers|payers|compare)/[0-9a-z-]+/", site.get("/sitemap.xml").body.decode()))
    )
    return {path: site.get(path).body for path in [*OTHERS, *found[:: max(1, len(found) // 25)]]}


def payer(site: Site) -> tuple[str, str]:
    """The form of a payer, and its name as it is stored."""
    with closing(sqlite3.connect(f"file:{site.database}?mode=ro", uri=True)) as database:
        pk, name = database.execute("SELECT id, name FROM modifiers_payer WHERE slug = 'cigna'").fetchone()
    return f"/admin/modifiers/payer/{pk}/change/", name


@contextmanager
def full(site: Site) -> Iterator[None]:
    """The server's processes can make no file longer than a few bytes, as on a full disk."""
    assert site._process is not None
    master = site._process.pid
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    before = {pid: resource.prlimit(int(pid), resource.RLIMIT_FSIZE) for pid in children}
    for pid, (_, most) in before.items():
        resource.prlimit(int(pid), resource.RLIMIT_FSIZE, (_LITTLE, most))
    try:
        yield
    finally:
        for pid, limits in before.items():
            resource.prlimit(int(pid), resource.RLIMIT_FSIZE, limits)


@contextmanager
def patched(site: Site, at: int, content: bytes) -> Iterator[None]:
    """Other bytes at a place of the file."""
    with site.database.open("r+b") as file:
        file.seek(at)
        before = file.read(len(content))
        file.seek(at)
        file.write(content)
    try:
        yield
    finally:
        with site.database.open("r+b") as file:
            file.seek(at)
            file.write(before)


def read_only(site: Site) -> ExitStack:
    """SQLite writes no file whose format is of a later version than it knows (byte 18; sqlite.org/fileformat2.html)."""
    stack = ExitStack()
    stack.enter_context(patched(site, 18, b"\x03"))
    return stack


def damaged(site: Site) -> ExitStack:
    stack = ExitStack()
    stack.enter_context(patched(site, 0, b"no database at all" * 100))
    return stack


@contextmanager
def gone(site: Site) -> Iterator[None]:
    away = site.database.with_name("elsewhere")
    site.database.rename(away)
    try:
        yield
    finally:
        assert not site.database.exists(), "a new, empty database was created in its place"
        away.rename(site.database)


FAULTS: dict[str, tuple[Callable[[Site], object], str]] = {
    "full": (full, "The disk of the site"),
    "read-only": (read_only, "can only be read"),
    "gone": (gone, "cannot be reached"),
    "damaged": (damaged, "cannot be reached"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_readers_read_on_and_what_was_typed_is_saved_afterwards(site, desk, pages, fault):
    bring, told = FAULTS[fault]
    path, name = payer(site)
    typed = f"Cigna, typed while it was {fault}"
    fields = {**inputs_of(desk.get(path).body), "name": [typed], "_continue": ["Save"]}
    with bring(site):
        time.sleep(0.3)
        for page, body in pages.items():
            answer = site.get(page)
            assert (answer.status, answer.body) == (200, body), page
        refused = desk.post(path, fields)
        assert refused.status == 503
        page = refused.body.decode()
        assert told in page, page[-3000:]
        again = inputs_of(refused.body)
        assert again["name"] == [typed]
    time.sleep(0.3)
    assert payer(site)[1] == name
    assert site.get("/readyz").status == 200
    assert "X-D3-Catalogue" not in site.get("/modifiers/59/").headers
    saved = desk.post(path, again)
    assert saved.status == 200
    assert payer(site)[1] == typed
    assert "Internal Server Error" not in site.log()


def test_a_writer_that_takes_long_keeps_no_reader_waiting_and_the_next_one_waits(site, desk, pages):
    path, _ = payer(site)
    typed = "Cigna, typed while somebody else was saving"
    fields = {**inputs_of(desk.get(path).body), "name": [typed], "_continue": ["Save"]}
    with ThreadPoolExecutor(1) as pool, closing(sqlite3.connect(site.database, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")
        saving = pool.submit(desk.post, path, fields)
        for page, body in pages.items():
            assert site.get(page).body == body
        ready = site.get("/readyz")
        assert (ready.status, json.loads(ready.body)["checks"]["database"]) == (503, "failed")
        assert site.get("/livez").status == 200
        assert not saving.done(), "it waits; all of the above was answered meanwhile"
        writer.execute("ROLLBACK")
        assert saving.result().status == 200
    assert payer(site)[1] == typed
