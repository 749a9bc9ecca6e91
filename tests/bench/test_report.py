"""The page of the benchmarks says of each goal what came out, and does not call a miss a hit."""

from __future__ import annotations

from bench.report import Goal
from bench.wrk import read

SAID = """Running 1s test @ http://127.0.0.1:47001/
  1 threads and 16 connections
  Latency Distribution
     50%  631.90us
     75%    7.13ms
     90%    1.02s
     99%    1.02s 
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
