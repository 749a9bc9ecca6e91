"""What is measured without a server, in a process of its own: renders, the catalogue after a publish, search.

``python -m bench.inside`` works on the data directory that the environment names and writes its figures as JSON. Times
are those of the processor, so that a busy machine changes little.
"""

from __future__ import annotations

import gc
import json
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from . import orm_page  # sets Django up

ROUNDS = 5
PAGES = 100
"""The longest of the modifiers: those with all parts. The short entries of rare codes would flatter."""


def rendering() -> dict[str, Any]:
    """Milliseconds and bytes for each of the longest pages: ours, and by the ORM, alternating."""
    from django.db import connection
    from django.test import RequestFactory
    from django.test.utils import CaptureQueriesContext

    from modifiers.catalogue import catalogue
    from modifiers.pages.modifier import modifier

    snapshot = catalogue()
    snapshot.warm()
    sizes = {code: len(entry.packed) for code, entry in snapshot.modifiers.items()}
    codes = sorted(sizes, key=lambda code: -sizes[code])[:PAGES]
    views: dict[str, Callable[..., Any]] = {"ours": modifier, "six": orm_page.six_queries, "whole": orm_page.whole}
    taken: dict[str, list[float]] = {name: [] for name in views}
    lengths: dict[str, list[int]] = {name: [] for name in views}
    queries = {}
    request = RequestFactory().get("/modifiers/59/")
    for name, view in views.items():  # the first compiles templates
        with CaptureQueriesContext(connection) as caught:
            view(request, "59")
        queries[name] = len(caught)
    for _ in range(ROUNDS):
        for code in codes:
            for name, view in views.items():
                start = time.process_time()
                length = len(view(request, code.lower()).content)
                taken[name].append(1000 * (time.process_time() - start))
                lengths[name].append(length)
    return {
        "pages": len(codes),
        "queries": queries,
        "ms": {name: statistics.median(times) for name, times in taken.items()},
        "bytes": {name: statistics.median(sizes) for name, sizes in lengths.items()},
    }


def rebuilding() -> dict[str, Any]:
    """Seconds from the first look after a publish to a catalogue with every index, and to the index of search."""
    from modifiers import publishing
    from modifiers.catalogue import catalogue, store
    from modifiers.models import Modifier
    from modifiers.search.index import index_for

    index_for(catalogue())
    seen, whole, search = [], [], []
    for number in range(ROUNDS):
        subject = Modifier.objects.get(code="59")
        Modifier.objects.filter(pk=subject.pk).update(
            summary=f"Tells the payer something new, for the {number}th time."
        )
        subject.refresh_from_db()
        publishing.publish(subject, actor=None, is_major=False, change_note="")
        store.invalidate()
        start = time.process_time()
        snapshot = catalogue()
        seen.append(time.process_time() - start)
        snapshot.warm()
        whole.append(time.process_time() - start)
        index_for(snapshot)
        search.append(time.process_time() - start)
    return {
        "modifiers": len(catalogue().modifiers),
        "seen_s": statistics.median(seen),
        "whole_s": statistics.median(whole),
        "search_s": statistics.median(search),
    }


def searching() -> dict[str, Any]:
    """The queries of the evaluation, beside a plain FTS5 lookup of the same words in the same run."""
    from . import search

    ours, theirs, odd, documents, queries = search.measure()
    return {
        "documents": documents,
        "queries": queries,
        "ours": _spread(ours),
        "fts5": _spread(theirs),
        "odd": _spread(odd),
        "ratio": sum(ours) / sum(theirs),
    }


def _spread(taken: list[float]) -> dict[str, float]:
    """Milliseconds: half are below the first, nineteen of twenty below the second."""
    return {
        "median": 1000 * statistics.median(taken),
        "p95": 1000 * statistics.quantiles(taken, n=20)[-1],
        "longest": 1000 * max(taken),
    }


def main() -> None:
    """Measure everything, with the collector as a served process has it (d3site/gunicorn.py)."""
    gc.collect()
    gc.freeze()
    found = {
        "rendering": rendering(),
        "rebuilding": rebuilding(),
        "searching": searching(),
        "sqlite": sqlite3.sqlite_version,
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
