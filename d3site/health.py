"""Two answers for machines: is the process alive, and is it fit to serve?"""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from modifiers.catalogue import CatalogueUnavailable, catalogue, impatient, store
from modifiers.models.edition import Edition

from .backups import shelf

LEAST_FREE = 512 * 1024 * 1024
"""Bytes below which the disk of the data is called nearly full: a backup and an import want room."""

_NO_STORE = {"Cache-Control": "no-store"}
Found = Literal["ok", "failed", "late", "none", "low", "not watched"]


@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all. Touches nothing else."""
    return HttpResponse("alive\n", content_type="text/plain; charset=utf-8", headers=_NO_STORE)


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 ``ready``, 200 ``warning``, or 503 ``degraded``, with every check. Tells no versions, paths or addresses.

    What readers need makes 503, so that a balancer sends them elsewhere. A late backup or a full disk is for people:
    taking the site away would help nobody.
    """
    with impatient(connection):
        answers = _database_answers()
        needed: dict[str, Found] = {
            "database": _found(answers),
            "migrations": _found(answers and _is_migrated()),
            "catalogue": _found(_catalogue_is_current()),
        }
        age = shelf.age(Path(settings.BACKUPS_DIR), timezone.now())
        watched: dict[str, Found] = {"backup": _backup(age), "disk": _disk()}
        is_ready = set(needed.values()) == {"ok"}
        is_warning = _is_late(age) or watched["disk"] == "low"
    body = {
        "status": "degraded" if not is_ready else "warning" if is_warning else "ready",
        "checks": {**needed, **watched},
        "backup_minutes": int(age.total_seconds() // 60) if age is not None else None,
        "disk_free_percent": _disk_free_percent(),
    }
    return JsonResponse(body, status=200 if is_ready else 503, headers=_NO_STORE)


def _found(is_ok: bool) -> Found:
    return "ok" if is_ok else "failed"


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT stamp FROM modifiers_catalogueversion WHERE id = 1")
            return cursor.fetchone() is not None
    except DatabaseError:
        return False


def _is_migrated() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def _catalogue_is_current() -> bool:
    try:
        catalogue()
    except CatalogueUnavailable:
        return False
    return not store.is_degraded


def _backup(age: timedelta | None) -> Found:
    if not settings.BACKUPS_LATE_AFTER:
        return "not watched"
    if age is None:
        return "none"
    return "late" if _is_late(age) else "ok"


def _is_late(age: timedelta | None) -> bool:
    """Whether a backup is due. A site that is younger than that need not have one yet."""
    after = timedelta(seconds=settings.BACKUPS_LATE_AFTER)
    if not after:
        return False
    if age is not None:
        return age > after
    try:
        first = Edition.objects.aggregate(first=Min("published_at"))["first"]
    except DatabaseError:
        return False
    return first is not None and timezone.now() - first > after


def _disk() -> Found:
    found = _usage()
    return "low" if found is None or found.free < LEAST_FREE else "ok"


def _disk_free_percent() -> int:
    found = _usage()
    return found.free * 100 // found.total if found is not None and found.total else 0


def _usage() -> shutil._ntuple_diskusage | None:
    """The disk of the data directory, or None if that cannot be asked: whatever is to be written there has no room."""
    try:
        return shutil.disk_usage(settings.DATA_DIR)
    except OSError:
        return None
