"""What every test stands on: a fresh look at the catalogue, and reproducible hypothesis runs."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.register_profile("ci", parent=settings.get_profile("house"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "house")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what asks the database runs again: the rest has run on SQLite already."""
    from django.conf import settings as django_settings

    if "postgresql" not in django_settings.DATABASES["default"]["ENGINE"]:
        return
    asking = {"db", "transactional_db", "django_db_setup"}
    kept = [
        item
        for item in items
        if asking & set(getattr(item, "fixturenames", ())) or item.get_closest_marker("django_db")
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


@pytest.fixture(autouse=True)
def _fresh_catalogue() -> Iterator[None]:
    """A test's editions are rolled back; the process's catalogue must not remember them."""
    from modifiers.catalogue import store

    store.invalidate()
    yield
    store.invalidate()


@pytest.fixture
def world(db: None) -> None:
    """The small published world of :mod:`tests.factories.world`."""
    from tests.factories import publish_world

    publish_world()


@pytest.fixture
def editor(db: None):
    """A superuser who may do everything in the admin."""
    from django.contrib.auth import get_user_model

    return get_user_model().objects.create_superuser("editor", "editor@example.org", "correct horse battery")


@pytest.fixture
def editor_client(client, editor):
    """A test client that is signed in as the editor."""
    client.force_login(editor)
    return client
