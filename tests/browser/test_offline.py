"""A pack opens from a disk: it looks as the site does, and asks for nothing but the files beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.served import Site, start

PATHS = ["/", "/modifiers/59/", "/denials/", "/modifiers/59/desk-card/"]
EXPORT = """
from datetime import timedelta
from pathlib import Path
from modifiers.offline import packing
packing.addresses = lambda snapshot: {paths!r}
packing.export(Path({folder!r}), expires_in=timedelta(days=90), progress=lambda *told: None)
"""


@pytest.fixture
def pack(site: Site, tmp_path: Path) -> Path:
    """A few pages of the whole reference, with the sheets as they are served."""
    process = start(site.data_dir, EXPORT.format(paths=PATHS, folder=str(tmp_path / "copy")))
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said
    return tmp_path / "copy"


def test_a_pack_opens_from_a_disk_and_asks_for_nothing(reader, pack):
    asked: list[str] = []
    page = reader.page(width=360, dark=True)
    page.on("request", lambda request: asked.append(request.url))
    page.goto((pack / "index.html").as_uri())
    assert "Offline copy of" in page.locator(".offline-banner").inner_text()
    assert page.locator(".offline-banner").evaluate("one => getComputedStyle(one).borderInlineStartWidth") == "8px"
    page.locator("main a[href='modifiers/59/index.html']").first.click()
    page.wait_for_url("**/modifiers/59/index.html")
    assert not reader.axe(page)
    assert page.locator("body").evaluate("one => one.scrollWidth <= innerWidth")
    page.locator(".contents a[href='#checklist'], .jump-list a[href='#checklist']").first.evaluate("one => one.click()")
    assert page.url.endswith("#checklist")
    page.goto((pack / "denials/index.html").as_uri())
    assert not page.locator("main form textarea").evaluate(
        "one => { one.focus(); return document.activeElement === one }"
    )
    assert len(asked) > 6 and {url.partition(":")[0] for url in asked} == {"file"}
