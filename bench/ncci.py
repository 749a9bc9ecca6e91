"""How fast a quarter of code pairs comes in and is looked up, beside the bare tools of both databases in the same run.

Run by ``make bench-ncci``; writes ``docs/benchmarks-ncci.md``. ``D3_BENCH_PRACTITIONER`` and ``D3_BENCH_HOSPITAL`` set
how many lines (2.6 and 1.9 million by default), ``D3_BENCH_OUT`` where the page goes. Every import and every tool is a
process of its own, so that its time on the processor and its memory can be told from those of a busy machine.
"""

from __future__ import annotations

import json
import os
import platform
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from .quarter import write_quarter

BASE = Path(__file__).resolve().parent.parent
SIZES = {"practitioner": 2_600_000, "hospital": 1_900_000}
ROUNDS = 2
LOOKUPS = 4_000
ON = date(2026, 7, 1)

SHELL = """PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
CREATE TABLE edit (column_one TEXT, column_two TEXT, early TEXT, effective TEXT, deleted TEXT, indicator TEXT, r TEXT);
.mode tabs
.import {table} edit
CREATE UNIQUE INDEX edit_key ON edit (column_one, column_two, effective, deleted);
"""
WITHOUT_SHELL = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; CREATE TABLE edit (a, b, c, d, e, f, g)")
database.execute("BEGIN")
with open(sys.argv[2], encoding="latin-1") as lines:
    cells = (line.rstrip("\\n").split("\\t") for line in lines)
    database.executemany("INSERT INTO edit VALUES (?, ?, ?, ?, ?, ?, ?)", cells)
database.execute("COMMIT")
database.execute("CREATE UNIQUE INDEX edit_key ON edit (a, b, d, e)")
"""
COPY = """DROP TABLE IF EXISTS bench_edit;
CREATE TABLE bench_edit (a text, b text, c text, d text, e text, f text, g text);
\\copy bench_edit FROM '{table}'
ALTER TABLE bench_edit ADD PRIMARY KEY (a, b, d, e);
DROP TABLE bench_edit;
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took: seconds, seconds on the processor, and the most memory in MiB."""

    seconds: float
    busy: float
    memory: float


def measured(command: Sequence[str], given: str = "") -> Run:
    """Run a command to its end.

    Raises:
        RuntimeError: if it fails.
    """
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as typed:
        typed.write(given)
        typed.seek(0)
        process = subprocess.Popen(  # noqa: S603  (commands of our own)
            command, stdin=typed, stdout=said, stderr=said, cwd=BASE
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        if process.returncode:
            raise RuntimeError(f"{command[:3]} failed: {said.read()[-2000:]}")
    return Run(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def manage(*arguments: str) -> Run:
    """Run a command of the site."""
    return measured([sys.executable, "manage.py", *arguments])


def imported(zips: Sequence[Path], setting: str) -> Run:
    """Import a setting as an operator does."""
    return manage("import_ncci", *map(str, zips), "--setting", setting, "--accept-terms", "--accepted-by", "nobody")


def bare_sqlite(folder: Path, table: Path) -> Run:
    """The same rows by the shell of SQLite, or where there is none, by Python's module without any checks."""
    target = folder / "bare.sqlite3"
    target.unlink(missing_ok=True)
    shell = shutil.which("sqlite3")
    if shell:
        run = measured([shell, "-bail", str(target)], SHELL.format(table=table))
    else:
        run = measured([sys.executable, "-c", WITHOUT_SHELL, str(target), str(table)])
    target.unlink()
    return run


def asked_codes(table: Path) -> list[tuple[str, str]]:
    """Pairs to ask for: half of them stand in the table, the others are of codes that do."""
    chance = random.Random(59)  # noqa: S311  (no secret)
    found: list[tuple[str, str]] = []
    size = table.stat().st_size
    with table.open("rb") as lines:
        for _ in range(LOOKUPS // 2):
            lines.seek(chance.randrange(max(1, size - 400)))
            lines.readline()
            one, two, *_ = lines.readline().decode("latin-1").split("\t")
            found.append((one, two))
    codes = [code for pair in found for code in pair]
    found += [(one, two) for one, two in zip(codes[::2], reversed(codes[1::2]), strict=True) if one != two]
    chance.shuffle(found)
    return found


def look_up(table: Path) -> dict[str, list[float]]:
    """Milliseconds of every look-up, in this process, by what was asked."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "d3site.settings")
    import django

    django.setup()
    from django.db import connection

    from modifiers.catalogue import catalogue
    from modifiers.ncci.lookup import edits_between, edits_of
    from modifiers.ncci.releases import releases_for
    from modifiers.ncci.stores import FileStore

    loaded = releases_for(catalogue()).get("ptp", "practitioner")
    assert loaded is not None
    pairs = asked_codes(table)

    def timed(
        ask: Callable[[Any], object], asked: Sequence[Any], before: Callable[[], None] | None = None
    ) -> list[float]:
        taken = []
        for each in asked:
            if before:
                before()
            began = time.perf_counter()
            ask(each)
            taken.append(1000 * (time.perf_counter() - began))
        return taken

    def forget() -> None:
        connection.close()
        known = getattr(FileStore._open, "connections", {})
        while known:
            known.popitem()[1].close()

    def pair(codes: tuple[str, str]) -> object:
        return edits_between(loaded, codes)

    def code(asked: tuple[str, str]) -> object:
        return edits_of(loaded, asked[0], ON)

    timed(pair, pairs[:200])
    return {
        "a pair": timed(pair, pairs),
        "a pair, with a new connection": timed(pair, pairs[:400], forget),
        "all edits of a code": timed(code, pairs[:400]),
    }


def with_database(name: str, folder: Path, tables: dict[str, tuple[list[Path], Path]]) -> dict[str, Any]:
    """Import both settings and load the same rows by the bare tool, in turns; then look up."""
    manage("migrate", "--verbosity", "0")
    runs: dict[str, Any] = {"ours": {}, "bare": {}}
    for setting, (zips, table) in tables.items():
        for _ in range(ROUNDS):
            runs["ours"].setdefault(setting, []).append(imported(zips, setting))
            manage("shell", "--no-imports", "-c", REMOVE_ALL)
            if name == "PostgreSQL":
                bare = measured(["psql", "-q", "-v", "ON_ERROR_STOP=1", _libpq()], COPY.format(table=table))
            else:
                bare = bare_sqlite(folder, table)
            runs["bare"].setdefault(setting, []).append(bare)
    for setting, (zips, _) in tables.items():
        imported(zips, setting)
    runs["sizes"] = json.loads(
        subprocess.run(  # noqa: S603
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", TELL_SIZES],
            cwd=BASE,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    )
    runs["lookups"] = look_up(tables["practitioner"][1])
    return runs


REMOVE_ALL = """
from modifiers.ncci.importing import remove
from modifiers.ncci.models import Release
for release in list(Release.objects.all()):
    remove(release)
"""
TELL_SIZES = """
import json
from modifiers.ncci.datasets import PTP
from modifiers.ncci.models import Release
from modifiers.ncci.stores import size_of, store_of
print(json.dumps({each.setting: size_of(store_of(each.store, PTP)) for each in Release.objects.all()}))
"""


def _libpq() -> str:
    return os.environ["DATABASE_URL"].replace("postgres://", "postgresql://")


def on_postgresql(folder: Path) -> dict[str, Any] | None:
    """The same on a temporary cluster, in a process under ``tests/with_postgres``; None where it is not installed."""
    out = folder / "postgresql.json"
    command = [str(BASE / "tests/with_postgres"), sys.executable, "-m", "bench.ncci", "postgresql", str(folder)]
    status = subprocess.run(command, cwd=BASE, check=False).returncode  # noqa: S603
    if status == 77:
        return None
    if status:
        raise RuntimeError(f"The measurement on PostgreSQL failed with {status}.")
    found: dict[str, Any] = json.loads(out.read_text())
    for which in ("ours", "bare"):
        found[which] = {setting: [Run(**run) for run in runs] for setting, runs in found[which].items()}
    return found


def page(results: dict[str, dict[str, Any]], sizes: dict[str, int]) -> str:
    """What was measured, as the page of the documents."""
    named = {"SQLite": "`sqlite3 .import`, unique index", "PostgreSQL": "`COPY`, primary key"}
    load = os.getloadavg()[1]
    lines = [
        "# Benchmarks of the official tables",
        "",
        "Written by `make bench-ncci`. Figures hold for the machine and the run that made them; compare the ratios."
        " Where other work shares the machine, seconds on the processor say more than those on the clock.",
        "",
        f"{platform.machine()}, {os.cpu_count()} cores (load {load:.1f} over the last minutes), Python"
        f" {platform.python_version()}, SQLite {sqlite3.sqlite_version}. A quarter with invented codes in the layout of"
        f" CMS, four zips each: {sizes['practitioner']:,} practitioner and {sizes['hospital']:,} hospital lines. The"
        " bare tool is given the rows unpacked, in one table without preamble, and checks nothing. Of each,"
        f" the better of {ROUNDS} alternating rounds.",
        "",
        "## Import",
        "",
        "| database | set | import: s | on the processor | most memory | rows a second | bare tool: s"
        " | on the processor | ratio of seconds | of processor |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for database, found in results.items():
        for setting, size in sizes.items():
            ours, bare = (min(found[which][setting], key=lambda run: run.seconds) for which in ("ours", "bare"))
            memory = max(run.memory for run in found["ours"][setting])
            # psql itself hardly works: what the server does for it is not counted, so there is nothing to divide by.
            busy = ["–", "–"] if database == "PostgreSQL" else [f"{bare.busy:.1f}", f"{ours.busy / bare.busy:.1f}"]
            lines.append(
                f"| {database} | {setting} | {ours.seconds:.1f} | {ours.busy:.1f} | {memory:.0f} MiB"
                f" | {size / ours.seconds:,.0f} | {bare.seconds:.1f} | {busy[0]} | {ours.seconds / bare.seconds:.1f}"
                f" | {busy[1]} |"
            )
    bare = ", ".join(f"{database}: {named[database]}" for database in results)
    lines += [
        "",
        f"Bare tools: {bare}. Our import unpacks, checks every line, stores days as numbers and texts once, makes a"
        " second index for look-ups from the column two code, and holds the finished set against its rules. On"
        " PostgreSQL the server works beside the import, and its processor time is not counted.",
        "",
        "On disk: "
        + "; ".join(
            f"{database} "
            + ", ".join(f"{setting} {size / 1024**2:,.0f} MiB" for setting, size in found["sizes"].items())
            for database, found in results.items()
        )
        + ".",
        "",
        "## Look-up",
        "",
        "| database | what | median ms | p95 ms | longest ms |",
        "| --- | --- | --- | --- | --- |",
    ]
    for database, found in results.items():
        for what, taken in found["lookups"].items():
            p95 = statistics.quantiles(taken, n=20)[-1]
            lines.append(f"| {database} | {what} | {statistics.median(taken):.2f} | {p95:.2f} | {max(taken):.1f} |")
    return "\n".join([*lines, ""])


def main() -> None:
    """Measure and write; with ``postgresql FOLDER``, only the part that runs there."""
    if sys.argv[1:2] == ["postgresql"]:
        folder = Path(sys.argv[2])
        tables = _tables(folder)
        found = with_database("PostgreSQL", folder, tables)
        for which in ("ours", "bare"):
            found[which] = {
                setting: [{"seconds": run.seconds, "busy": run.busy, "memory": run.memory} for run in runs]
                for setting, runs in found[which].items()
            }
        (folder / "postgresql.json").write_text(json.dumps(found))
        return
    sizes = {setting: int(os.environ.get(f"D3_BENCH_{setting.upper()}", size)) for setting, size in SIZES.items()}
    with tempfile.TemporaryDirectory(prefix="d3-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        os.environ.pop("DATABASE_URL", None)
        os.environ |= {"D3_DATA_DIR": str(folder / "data"), "DJANGO_SETTINGS_MODULE": "d3site.settings"}
        measured([sys.executable, "-m", "d3site.prepare"])
        for setting, size in sizes.items():
            write_quarter(folder, setting, size)
        results = {"SQLite": with_database("SQLite", folder, _tables(folder))}
        if found := on_postgresql(folder):
            results["PostgreSQL"] = found
        text = page(results, sizes)
    out = Path(os.environ.get("D3_BENCH_OUT") or BASE / "docs/benchmarks-ncci.md")
    out.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def _tables(folder: Path) -> dict[str, tuple[list[Path], Path]]:
    return {setting: (sorted(folder.glob(f"*-{setting}-*.zip")), folder / f"{setting}.tsv") for setting in SIZES}


if __name__ == "__main__":
    main()
