"""``/metrics``: the numbers for Prometheus, for whoever shows the token. To all others there is no such address."""

from __future__ import annotations

import fcntl
import hmac
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector

from d3site.backups import shelf
from modifiers.admin.queue import counts
from modifiers.catalogue import CatalogueUnavailable, catalogue, store

from . import kept
from .metrics import REGISTRY

QUEUE_EVERY = 60.0
"""Seconds for which the numbers of the desk are kept: they take some queries."""


def metrics(request: HttpRequest) -> HttpResponse:
    """All numbers of all processes of this server.

    Raises:
        Http404: without the token of ``D3_METRICS_TOKEN``, or where none is set.
    """
    if not _may_ask(request):
        raise Http404
    return _told(request)


@require_safe
def _told(request: HttpRequest) -> HttpResponse:
    headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
    return HttpResponse(text(), content_type=CONTENT_TYPE_PLAIN_0_0_4, headers=headers)


def _may_ask(request: HttpRequest) -> bool:
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    token = settings.METRICS_TOKEN
    return bool(token) and kind.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode())


def text() -> bytes:
    """What Prometheus reads: counts of all processes, and how the catalogue and the desk stand now."""
    found = CollectorRegistry()
    found.register(_Now())
    folder = kept.current()
    if folder is None:
        return generate_latest(REGISTRY) + generate_latest(found)
    MultiProcessCollector(found, str(folder))  # type: ignore[no-untyped-call]
    with kept.locked(folder, fcntl.LOCK_SH):
        return generate_latest(found)


class _Now:
    """Numbers that are looked up when they are asked for."""

    def collect(self) -> Iterator[Metric]:
        """The catalogue, the last backup, and what waits at the desk. What cannot be read is left out."""
        yield from _catalogue()
        backup = shelf.age(Path(settings.BACKUPS_DIR), timezone.now())
        if backup is not None:
            yield GaugeMetricFamily("d3_backup_age_seconds", "Since the last whole backup.", backup.total_seconds())
        waiting = GaugeMetricFamily("d3_queue", "Subjects that wait at the editing desk, by why.", labels=["line"])
        for line, count in queue():
            waiting.add_metric([line], count)
        yield waiting


def _catalogue() -> Iterable[Metric]:
    try:
        snapshot = catalogue()
    except CatalogueUnavailable:
        return
    yield GaugeMetricFamily("d3_catalogue_modifiers", "Modifiers that readers can read.", len(snapshot.modifiers))
    changed = snapshot.updates[0].live_from if snapshot.updates else None
    if changed is not None:
        age = (timezone.now() - changed).total_seconds()
        yield GaugeMetricFamily("d3_catalogue_age_seconds", "Since the last published change went live.", age)
    yield GaugeMetricFamily(
        "d3_catalogue_checked_seconds", "Since the process asked last looked whether it is current.", store.checked_ago
    )


class _Remembered:
    """The result of a call, for a while. A call that the database does not answer is none."""

    def __init__(self, call: Callable[[], dict[str, int]], seconds: float) -> None:
        self._call = call
        self._seconds = seconds
        self._at = float("-inf")
        self._found: dict[str, int] = {}

    def __call__(self) -> Iterable[tuple[str, int]]:
        if time.monotonic() - self._at >= self._seconds:
            try:
                self._found = self._call()
            except DatabaseError:
                self._found = {}
            self._at = time.monotonic()
        return self._found.items()

    def forget(self) -> None:
        """Call again next time (for tests)."""
        self._at = float("-inf")


queue = _Remembered(counts, QUEUE_EVERY)
