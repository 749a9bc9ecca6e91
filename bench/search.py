"""How fast search is on the whole catalogue, beside a plain FTS5 lookup of the same words in the same run.

Part of ``make bench``; alone: ``python -m bench.search``. Rounds of both alternate, so that a busy machine slows both.
"""

from __future__ import annotations

import os
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
        start = time.process_time()
        answer(text)
        taken.append(time.process_time() - start)
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


def measure() -> tuple[list[float], list[float], list[float], int, int]:
    """Seconds of each search, of each FTS5 lookup and of each odd search; how many documents and queries."""
    folder = BASE / "fixtures"
    documents = read_folder(folder).documents
    index = index_for(catalogue_of(folder))
    asked = [case.query for case in read_cases(BASE / "tests/search/evaluation.tsv")]
    plain = fts5(documents)
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(ROUNDS):
        ours += timed(lambda text: index.search(understand(text)), asked)
        theirs += timed(plain, asked)
    odd = timed(lambda text: index.search(understand(text)), list(HOSTILE) * ROUNDS)
    return ours, theirs, odd, len(documents), len(asked)


def main() -> None:
    """Measure and tell, without a page: ``make bench`` writes that."""
    ours, theirs, odd, documents, queries = measure()
    for name, taken in (("search", ours), ("FTS5 lookup", theirs), ("odd texts", odd)):
        p95 = statistics.quantiles(taken, n=20)[-1]
        sys.stdout.write(f"{name}: median {1000 * statistics.median(taken):.2f} ms, p95 {1000 * p95:.2f} ms\n")
    sys.stdout.write(f"{documents} documents, {queries} queries, ratio {sum(ours) / sum(theirs):.1f}\n")


if __name__ == "__main__":
    main()
