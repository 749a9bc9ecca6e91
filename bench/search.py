"""How fast search is on the whole catalogue, beside a plain FTS5 lookup of the same words in the same run.

Run by ``make bench``; writes ``docs/benchmarks.md``. Rounds of both alternate, so that a busy machine slows both.
"""

from __future__ import annotations

import os
import platform
import re
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "d3site.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402  (settings exist only once Django is set up)

from modifiers.content import read_folder  # noqa: E402
from modifiers.documents import Document  # noqa: E402
from modifiers.management.commands.evaluate_search import catalogue_of  # noqa: E402
from modifiers.publishing import prose  # noqa: E402
from modifiers.search.evaluation import read_cases  # noqa: E402
from modifiers.search.index import index_for  # noqa: E402
from modifiers.search.query import understand  # noqa: E402

ROUNDS = 5
BASE = Path(settings.BASE_DIR)


def fts5(documents: list[Document]) -> Callable[[str], object]:
    """A lookup of any of the words in an FTS5 table of the same texts, best twenty by its own BM25."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE page USING fts5(key, body, tokenize='porter unicode61')")
    database.executemany(
        "INSERT INTO page VALUES (?, ?)", [(doc.key, " ".join(text for _, text in prose(doc))) for doc in documents]
    )

    def look_up(text: str) -> object:
        words = re.findall(r"\w+", text)
        if not words:
            return ()
        wanted = " OR ".join(f'"{word}"' for word in words)
        return database.execute("SELECT key FROM page WHERE page MATCH ? ORDER BY rank LIMIT 20", (wanted,)).fetchall()

    return look_up


def timed(answer: Callable[[str], object], asked: list[str]) -> list[float]:
    """Seconds for each query."""
    taken = []
    for text in asked:
        start = time.perf_counter()
        answer(text)
        taken.append(time.perf_counter() - start)
    return taken


HOSTILE = (
    "knee " * 2000,
    "a" * 10_000,
    "' OR 1=1; DROP TABLE edition; --" * 300,
    "<script>alert(1)</script>" * 400,
    '\\x00\\ud800%_*"(' * 900,
    " ".join(chr(0x4E00 + n) for n in range(5000)),
    " ".join(f"{n:05d}" for n in range(1600)),
)
"""Long and odd queries, up to 10,000 characters."""


def main() -> None:
    """Measure and write."""
    folder = BASE / "fixtures"
    documents = read_folder(folder).documents
    started = time.perf_counter()
    snapshot = catalogue_of(folder)
    index = index_for(snapshot)
    built = time.perf_counter() - started
    asked = [case.query for case in read_cases(BASE / "tests/search/evaluation.tsv")]
    ours: list[float] = []
    theirs: list[float] = []
    plain = fts5(documents)
    for _ in range(ROUNDS):
        ours += timed(lambda text: index.search(understand(text)), asked)
        theirs += timed(plain, asked)
    odd = timed(lambda text: index.search(understand(text)), list(HOSTILE) * ROUNDS)
    rows = [("search", ours), ("FTS5 lookup of the same words", theirs), ("search for long and odd texts", odd)]
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`. Figures hold for the machine and the run that made them; compare the ratio."
        " Those of the official tables: [benchmarks-ncci.md](benchmarks-ncci.md); "
        "of the editors' desk: [benchmarks-desk.md](benchmarks-desk.md).",
        "",
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}; "
        f"{len(documents)} documents, {len(asked)} queries, {ROUNDS} rounds of each, alternating.",
        "",
        "| what | queries a second | median ms | p95 ms | longest ms |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, taken in rows:
        p95 = statistics.quantiles(taken, n=20)[-1]
        lines.append(
            f"| {name} | {len(taken) / sum(taken):,.0f} | {1000 * statistics.median(taken):.2f} | {1000 * p95:.2f} "
            f"| {1000 * max(taken):.1f} |"
        )
    lines += [
        "",
        f"A search takes {sum(ours) / sum(theirs):.1f} times as long as the lookup, which knows no codes, synonyms, "
        f"spelling or statements. Reading the files and building the index took {built:.1f} s.",
        "",
    ]
    text = "\n".join(lines)
    (BASE / "docs/benchmarks.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
