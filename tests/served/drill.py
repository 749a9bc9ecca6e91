"""``make drill``: build a site, back it up, destroy it, put it back by the lines of docs/backups.md, compare its pages.

On PostgreSQL under ``tests/with_postgres``. Nothing but scratch places is touched.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .desk import Desk
from .site import BASE, Site, environment, make_site

PAGES = 40
MARK = "<!-- the drill runs this -->"
KEY = "the-secret-key-is-kept-apart-" + "0123456789abcdef" * 4


class Watch:
    """Tells each step with its seconds."""

    def __init__(self) -> None:
        self._began = self._last = time.monotonic()

    def lap(self, step: str) -> None:
        now = time.monotonic()
        print(f"{now - self._last:7.1f} s  {step}", flush=True)  # noqa: T201
        self._last = now

    def total(self) -> float:
        return time.monotonic() - self._began


def steps() -> str:
    """The lines of docs/backups.md that bring a site back."""
    page = (BASE / "docs" / "backups.md").read_text()
    found = re.search(rf"{re.escape(MARK)}\n```\n(.*?)```", page, re.S)
    assert found, "docs/backups.md has lost the lines that bring a site back"
    return found[1].replace(".venv/bin/python", f'"{sys.executable}"')


def hashes(site: Site) -> dict[str, str]:
    """Pages as readers get them, without the port that they were served on."""
    sitemap = site.get("/sitemap.xml").body.decode()
    paths = sorted(re.findall(rf"<loc>{re.escape(site.origin)}(/[^<]*)</loc>", sitemap))
    found = {}
    for path in [*paths[:: max(1, len(paths) // PAGES)], "/modifiers/59/", "/pairs/"]:
        answer = site.get(path)
        assert answer.status == 200, path
        found[path] = hashlib.sha256(answer.body.replace(site.origin.encode(), b"")).hexdigest()
    return found


def run(script: str, own: dict[str, str]) -> None:
    """Run lines as an operator would; the first one that fails ends the drill."""
    subprocess.run(["/bin/bash", "-euc", script], cwd=BASE, env=own, check=True)


def destroy(data_dir: Path, own: dict[str, str]) -> None:
    """Everything that the site had: the data directory, and the database on the server."""
    shutil.rmtree(data_dir)
    if "DATABASE_URL" in own:
        script = (
            "import os; from d3site.backups import postgresql as p;"
            "d = p.Database.at(os.environ['DATABASE_URL']); p.drop(d); assert not p.exists(d)"
        )
        subprocess.run([sys.executable, "-c", script], cwd=BASE, env=own, check=True)


def drill(home: Path, built: Path | None = None) -> None:
    """The whole of it; an assertion fails if what is back is not what was there."""
    data_dir, backups = home / "data", home / "backups"
    more = {"D3_SECRET_KEY": KEY, "D3_BACKUPS_DIR": str(backups)}
    if url := os.environ.get("DATABASE_URL"):
        more["DATABASE_URL"] = url.rsplit("/", 1)[0] + "/drill"
    own = {**environment(data_dir, **more), "BACKUPS": str(backups)}
    watch = Watch()
    if "DATABASE_URL" in more:
        script = (
            "import os; from d3site.backups import postgresql as p; p.create(p.Database.at(os.environ['DATABASE_URL']))"
        )
        subprocess.run([sys.executable, "-c", script], cwd=BASE, env=own, check=True)
    if built:
        shutil.copytree(built, data_dir)
    else:
        make_site(data_dir, more)
    watch.lap("a site is built")
    with Site(data_dir, workers=1, environment=more) as site:
        before = hashes(site)
        watch.lap(f"it serves; {len(before)} pages hashed")
        run(f'"{sys.executable}" manage.py backup', own)
        watch.lap("it is backed up while it serves")
    destroy(data_dir, own)
    began = time.monotonic()
    watch.lap("everything is destroyed")
    run(steps(), own)
    watch.lap("it is restored by the lines of docs/backups.md")
    with Site(data_dir, workers=1, environment=more) as site:
        after = hashes(site)
        assert after == before, sorted(path for path in before if after.get(path) != before[path])
        Desk(site).sign_in()
        assert json.loads(site.get("/readyz").body)["checks"]["backup"] == "ok"
        watch.lap("it serves the same bytes, and the editor signs in")
    taken = time.monotonic() - began
    print(f"Back from nothing in {taken:.1f} seconds; the whole drill took {watch.total():.1f}.")  # noqa: T201
    assert taken < 15 * 60


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="d3-drill-") as folder:
        drill(Path(folder))
