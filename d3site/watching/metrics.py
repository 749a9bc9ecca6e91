"""The numbers that Prometheus reads. Every label is one of a fixed set: nobody who asks can make a new one.

Where several processes serve, ``PROMETHEUS_MULTIPROC_DIR`` must be set before this module is imported
(:func:`d3site.watching.kept.begin`); each process then counts in files of its own, and whichever is asked adds them up.
"""

from __future__ import annotations

from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()

REQUESTS = Counter(
    "d3_requests",
    "Answers, by route, method, class of status, and what answered: django, or the finished bytes before it.",
    ["route", "method", "status", "by"],
    registry=REGISTRY,
)
SECONDS = Histogram(
    "d3_request_seconds",
    "From the request to the end of the answer, where Django answered.",
    ["route"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=REGISTRY,
)
IN_FLIGHT = Gauge(
    "d3_requests_in_flight", "Requests that Django is answering.", multiprocess_mode="livesum", registry=REGISTRY
)
FINISHED_MISSES = Counter(
    "d3_finished_misses", "Pages that had to be made, because no finished bytes were there.", registry=REGISTRY
)
FINISHED_STALE = Counter(
    "d3_finished_stale", "Answers of an earlier version of the catalogue, because Django had none.", registry=REGISTRY
)
FINISHED_ENTRIES = Gauge(
    "d3_finished_entries", "Answers kept as finished bytes.", multiprocess_mode="livesum", registry=REGISTRY
)
FINISHED_BYTES = Gauge(
    "d3_finished_bytes", "Memory of the finished bytes.", multiprocess_mode="livesum", registry=REGISTRY
)
SHED = Counter("d3_shed", "Requests refused with 503, because too many waited.", registry=REGISTRY)
LIMITED = Counter("d3_limited", "Requests refused with 429, by what is limited.", ["limit"], registry=REGISTRY)
UNCOUNTED = Counter(
    "d3_limits_uncounted", "Requests let through uncounted, because the cache was away.", registry=REGISTRY
)
ERRORS = Counter("d3_errors", "Unhandled errors, by route.", ["route"], registry=REGISTRY)
UNAVAILABLE = Counter("d3_unavailable", "Answers 503, because the database was away.", registry=REGISTRY)
STALE = Gauge(
    "d3_catalogue_stale",
    "1 while a process serves a catalogue that it cannot check.",
    multiprocess_mode="livemax",
    registry=REGISTRY,
)

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
OTHER = "other"
STATUSES = frozenset({1, 2, 3, 4, 5})


def method_of(method: str | None) -> str:
    """A method as a label: one that we know, or "other"."""
    return method if method in METHODS else OTHER


def status_of(status: int) -> str:
    """The class of a status: "2xx"; "other" for what is none."""
    return f"{status // 100}xx" if status // 100 in STATUSES else OTHER


@cache
def _answered(route: str, method: str, status: str, by: str) -> Counter:
    """One series. The cache is bounded as its arguments are."""
    return REQUESTS.labels(route, method, status, by)


def count(route: str, method: str | None, status: int, seconds: float) -> None:
    """Count an answer of Django. ``route`` is a name from :mod:`.routes`, never a path."""
    _answered(route, method_of(method), status_of(status), "django").inc()
    SECONDS.labels(route).observe(seconds)


def count_finished(route: str, method: str | None, status: int) -> None:
    """Count an answer from finished bytes (a hit). Costs about a microsecond."""
    _answered(route, method_of(method), status_of(status), "finished").inc()
