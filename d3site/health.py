"""Two answers for machines: is the process alive, and is it fit to serve?"""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from modifiers.catalogue import CatalogueUnavailable, catalogue, store

_NO_STORE = {"Cache-Control": "no-store"}


@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all. Touches nothing else."""
    return HttpResponse("alive\n", content_type="text/plain; charset=utf-8", headers=_NO_STORE)


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 ``ready``, or 503 ``degraded`` with the checks that failed. Tells no versions, paths or addresses."""
    checks = {"database": _database_answers(), "migrations": _is_migrated(), "catalogue": _catalogue_is_current()}
    is_ready = all(checks.values())
    body = {
        "status": "ready" if is_ready else "degraded",
        "checks": {k: "ok" if v else "failed" for k, v in checks.items()},
    }
    return JsonResponse(body, status=200 if is_ready else 503, headers=_NO_STORE)


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
