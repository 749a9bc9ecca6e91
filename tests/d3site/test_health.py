"""The two answers for machines, in good times and bad."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

import pytest
import time_machine
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from d3site import health
from modifiers.catalogue import CatalogueUnavailable, store


def test_livez_touches_nothing(client, settings):
    """Not even for somebody who seems to be signed in: this test may not reach the database, and fails if it does."""
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    with mock.patch("modifiers.catalogue.Store.snapshot", side_effect=AssertionError):
        response = client.get("/livez")
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")


@pytest.mark.django_db
class TestReadyz:
    def test_ready(self, client, world):
        response = client.get("/readyz")
        assert response.status_code == 200
        told = response.json()
        assert told.pop("disk_free_percent") in range(101)
        assert told == {
            "status": "ready",
            "checks": {"database": "ok", "migrations": "ok", "catalogue": "ok", "backup": "none", "disk": "ok"},
            "backup_minutes": None,
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
        checks = response.json()["checks"]
        assert (checks["database"], checks["migrations"], checks["catalogue"]) == ("ok", "failed", "ok")

    def test_recovers_by_itself(self, client, world):
        self.test_degraded_without_a_database(client, world)
        store.invalidate()
        assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
class TestWarnings:
    """What people must see to, and readers do not feel: 200, and a word."""

    @pytest.fixture
    def shelf(self, settings, tmp_path):
        settings.BACKUPS_DIR = tmp_path
        return tmp_path

    @staticmethod
    def told(client):
        response = client.get("/readyz")
        assert response.status_code == 200
        told = response.json()
        return told["status"], told["checks"]["backup"], told["backup_minutes"]

    def test_the_age_of_the_last_backup(self, client, world, shelf, settings):
        with time_machine.travel((timezone.now() + timedelta(seconds=1)).replace(microsecond=0), tick=False) as clock:
            assert self.told(client) == ("ready", "none", None), "a new site has no backup yet"
            clock.shift(timedelta(hours=2, seconds=1))
            assert self.told(client) == ("warning", "none", None)
            for name in ("20200101T000000Z", f"{timezone.now():%Y%m%dT%H%M%SZ}"):
                (shelf / name).mkdir()
                (shelf / name / "manifest.json").touch()
            assert self.told(client) == ("ready", "ok", 0)
            clock.shift(timedelta(hours=2))
            assert self.told(client) == ("ready", "ok", 120)
            # A half backup and a broken one are none.
            for name in (f"broken-{timezone.now():%Y%m%dT%H%M%SZ}", f"{timezone.now():%Y%m%dT%H%M%SZ}"):
                (shelf / name).mkdir()
            clock.shift(timedelta(seconds=60))
            assert self.told(client) == ("warning", "late", 121)
            clock.shift(timedelta(days=-1))
            assert self.told(client) == ("ready", "ok", 0), "the clock went back"
            settings.BACKUPS_LATE_AFTER = 0
            assert self.told(client)[:2] == ("ready", "not watched")

    def test_a_disk_that_is_nearly_full(self, client, world, monkeypatch):
        monkeypatch.setattr(health, "LEAST_FREE", 1 << 62)
        assert client.get("/readyz").json()["status"] == "warning"


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
