"""The two answers for machines, in good times and bad."""

from __future__ import annotations

from unittest import mock

import pytest
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from modifiers.catalogue import CatalogueUnavailable, store


def test_livez_touches_nothing(client):
    response = client.get("/livez")
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")


@pytest.mark.django_db
class TestReadyz:
    def test_ready(self, client, world):
        response = client.get("/readyz")
        assert response.status_code == 200
        assert response.json() == {
            "status": "ready",
            "checks": {"database": "ok", "migrations": "ok", "catalogue": "ok"},
        }
        assert response["Cache-Control"] == "no-store"

    def test_degraded_without_a_database(self, client, world):
        with mock.patch.object(connection, "cursor", side_effect=OperationalError("no such file /secret/place")):
            store.invalidate()
            response = client.get("/readyz")
        assert response.status_code == 503
        assert response.json()["status"] == "degraded"
        assert response.json()["checks"]["database"] == "failed"
        assert b"secret" not in response.content

    def test_degraded_while_a_migration_waits(self, client, world):
        with mock.patch.object(MigrationExecutor, "migration_plan", return_value=[("a migration", False)]):
            response = client.get("/readyz")
        assert response.status_code == 503
        assert response.json()["checks"] == {"database": "ok", "migrations": "failed", "catalogue": "ok"}

    def test_recovers_by_itself(self, client, world):
        self.test_degraded_without_a_database(client, world)
        store.invalidate()
        assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_stale_pages_say_so(client, world):
    assert "X-D3-Catalogue" not in client.get("/modifiers/59/")
    store.invalidate()
    with mock.patch(
        "modifiers.catalogue.keeping.CatalogueVersion.objects.values_list", side_effect=OperationalError("gone")
    ):
        response = client.get("/modifiers/59/")
    assert response.status_code == 200
    assert response["X-D3-Catalogue"] == "stale"


@pytest.mark.django_db
def test_without_any_catalogue_the_answer_is_503_with_a_time(client):
    with mock.patch("modifiers.catalogue.Store.snapshot", side_effect=CatalogueUnavailable):
        response = client.get("/modifiers/59/")
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert b"<title>" in response.content


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_read_only(client, method):
    assert getattr(client, method)("/livez").status_code == 405
