"""Kills imports on the PostgreSQL that ``DATABASE_URL`` names; run under ``tests/with_postgres`` by the test beside."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import django

from .halting import IMPORT

MOMENTS = (
    "halt_in(stores.TableStore, 'insert', 3)",
    "halt_in(stores.TableStore, 'finish')",
    "halt_in(checks, 'count')",
    "halt_in(CatalogueVersion, 'move')",
)


def command(*arguments: str) -> str:
    """Run a command of the site to its end."""
    done = subprocess.run([sys.executable, "manage.py", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-3000:]
    return done.stdout


def main(folder: Path) -> None:
    """All moments, one after the other; an assertion fails if anything is not as it must be."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "d3site.settings"
    command("migrate", "--verbosity", "0")
    django.setup()
    from django.db import connection

    from modifiers.ncci.lookup import edits_between
    from modifiers.ncci.models import Release
    from tests.ncci.files import edit
    from tests.ncci.sets import ROWS, answering, quarter, stores

    assert connection.vendor == "postgresql"

    def answers() -> str:
        loaded = answering()
        assert loaded is not None
        assert len(edits_between(loaded, ["A4216", "G0008"])) == 2
        return loaded.version

    def script(files: tuple[Path, ...], patch: str = "") -> str:
        return IMPORT.format(files=[str(path) for path in files], patch=patch, block=4096)

    command("shell", "--no-imports", "-c", script(quarter(folder / "first", year=2020)))
    for number, moment in enumerate(MOMENTS, start=1):
        before = answers()
        rows = [*ROWS, *(edit(f"A{each:04d}", "J1100") for each in range(1000))]
        files = quarter(folder / str(number), rows, year=2020 + number)
        killed = subprocess.Popen(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", script(files, moment)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert killed.stdout is not None
        line = killed.stdout.readline()
        assert line == "halted\n", line + killed.stdout.read()
        assert answers() == before
        killed.kill()
        killed.communicate(timeout=30)
        assert answers() == before
        said = command("shell", "--no-imports", "-c", script(files))
        assert "Removed what a crashed import had left" in said, said
        assert "Ready as release" in said, said
        assert answers() == f"v{26 + number}2r0"
        assert set(Release.objects.values_list("state", flat=True)) == {"ready"}
        assert stores() == sorted(each.replace("-", "_") for each in Release.objects.values_list("store", flat=True))
        print("survived", moment, flush=True)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
