"""Debian's Chromium on a served site. Skipped where Chromium is missing, except on the build machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.ncci import files
from tests.served import Site, build, start

from .reader import Reader

CHROMIUM = Path("/usr/bin/chromium")
# Nothing that could reach beyond this machine, and no sandbox, because tests may run as root.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--proxy-server=direct://",
]


IMPORT = """
from django.core.management import call_command
for command, *arguments in {orders!r}:
    call_command(command, *arguments, "--quarter", "2026-07", "--accept-terms", "--accepted-by", "somebody")
"""
LIMITS = [("20610", 2, "3", "Clinical: Data"), ("99213", 2, "3", "Clinical: Data")]
INDICATORS = [("20610", "", "A", "0", "000", "0.00", "0.00", "0.00", "2", "1", "1", "0", "0", "")]


def import_tables(data_dir: Path, folder: Path) -> None:
    """Unit limits and fee-schedule indicators of a few codes, so that pages show all that they can."""
    limits = files.put(folder / "limits.csv", files.as_csv(files.mue_table(LIMITS)))
    schedule = files.put(folder / "schedule.csv", files.as_csv(files.fee_table(INDICATORS)))
    orders = [("import_mue", str(limits), "--setting", "practitioner"), ("import_pprrvu", str(schedule))]
    process = start(data_dir, IMPORT.format(orders=orders))
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.served)
            item.add_marker(pytest.mark.xdist_group("browser"))


# The package's end closes the browser: its event loop would make Django refuse the database to later tests.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: apt-get install chromium")
        pytest.skip("Chromium is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Site]:
    data_dir = build(tmp_path_factory.mktemp("browser"))
    import_tables(data_dir, tmp_path_factory.mktemp("tables"))
    with Site(data_dir, searches_written_every=0.3) as served:
        yield served


@pytest.fixture
def reader(browser: Browser, site: Site) -> Iterator[Reader]:
    """Opens pages and remembers what went wrong on the way; a test that ends with complaints fails."""
    someone = Reader(browser, site.origin)
    yield someone
    someone.leave()
