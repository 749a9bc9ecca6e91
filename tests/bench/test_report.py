"""The page of the benchmarks says of each goal what came out, and does not call a miss a hit."""

from __future__ import annotations

from types import SimpleNamespace

from bench.report import Goal, goals, page
from bench.wrk import Load, read

SAID = f"""Running 1s test @ http://127.0.0.1:47001/
  1 threads and 16 connections
  Latency Distribution
     50%  631.90us
     75%    7.13ms
     90%    1.02s
     99%    1.02s{" "}
  9001 requests in 1.02s, 86.67KB read
  Socket errors: connect 0, read 2, write 0, timeout 1
  Non-2xx or 3xx responses: 4
Requests/sec:   8800.83
"""


def test_what_wrk_says_is_read():
    load = read(SAID)
    assert (load.requests, load.per_second, load.median, load.p99, load.failed) == (9001, 8800.83, 0.6319, 1020.0, 7)


def test_a_goal_is_met_by_its_median():
    assert Goal("warm", 0.85, [0.8, 0.9, 0.86]).row() == "| warm | ≥ 0.85 | 0.86 | 0.80–0.90 | met |"
    missed = Goal("bytes", 20_000, [25_373], is_most=True, unit="bytes", missed="a long page")
    assert missed.row() == "| bytes | ≤ 20,000 bytes | 25,373 bytes | once | **missed**: a long page |"
    assert Goal("same", 2, [2.0], is_most=True).is_met


def contender(name: str, rate: float) -> SimpleNamespace:
    loads = {size: [Load(1000, rate * part, 1.0, 3.0, 0) for part in (0.9, 1.0, 1.1)] for size in (16, 64)}
    return SimpleNamespace(name=name, loads=loads, busy={16: [10.0, 10.0, 11.0], 64: [9.0, 9.0, 9.0]})


MEASURED = {
    "wire": {"html": 15_000, "css": 9_000, "requests": 2},
    "memory": {"site": 196.0},
    "memory after": 210.0,
    "publishing": {"without": 10.0, "with": 15.0},
    "inside": {
        "sqlite": "3.40.1",
        "rendering": {
            "pages": 100,
            "queries": {"ours": 0, "six": 6, "whole": 21},
            "ms": {"ours": 8.0, "six": 6.0, "whole": 20.0},
            "bytes": {"ours": 50_000, "six": 10_000, "whole": 25_000},
        },
        "rebuilding": {"modifiers": 400, "seen_s": 0.04, "whole_s": 0.06, "search_s": 0.4},
        "searching": {
            "documents": 700,
            "queries": 600,
            "ratio": 6.0,
            **{name: {"median": 1.0, "p95": 2.0, "longest": 3.0} for name in ("ours", "fts5", "odd")},
        },
    },
}


def test_the_page_counts_what_is_met_and_says_what_was_not_there():
    rates = {"site": 900, "constant": 1000, "unchanged": 1100, "nginx": 9000, "on the fly": 100, "orm": 10}
    found = {name: contender(name, rate) for name, rate in rates.items()}
    text = page(found, MEASURED, {"Python": "3.11"}, 3, 2)
    told = goals(found, MEASURED)
    assert f"## Goals: {sum(goal.is_met for goal in told)} of {len(told)} met" in text
    assert "| warm page, gunicorn: of constant bytes on the same server, 16 connections | ≥ 0.85 | 0.90 |" in text
    assert "granian is not installed, so its goals were not measured." in text
    assert "| site | 16 | 900 | 810–990 | 1.00 | 3.00 | 10 | 0 |" in text
    missed = [goal.what for goal in told if not goal.is_met]
    assert missed == [
        "search of the whole catalogue: times a bare FTS5 query of the same words",
        "HTML and style sheet of 59 as they are sent",
    ]
    with_granian = goals({**found, "granian": contender("granian", 4500)}, MEASURED)
    assert len(with_granian) == len(told) + 6
