"""What every test stands on: a fresh look at the catalogue, and reproducible hypothesis runs."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
settings.register_profile("ci", parent=settings.get_profile("house"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "house")


_LONGEST = ("test_whole_reference.py", "browser", "served")
"""Files and folders that take longest. They begin, so that the workers end at about the same time."""

_READ_THE_CATALOGUE = ("pages", "api", "test_whole_reference.py")
"""What is read from the catalogue is the same on either database; ``test_catalogue`` holds the catalogue to that."""


def _room(item: pytest.Item) -> str:
    """The folder of ``tests/`` in which a test lies, or its file."""
    return item.path.relative_to(Path(__file__).parent).parts[0]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest first. On PostgreSQL only what asks the database: the rest has run on SQLite already."""
    from django.conf import settings as django_settings

    order = {room: place for place, room in enumerate(_LONGEST)}
    items.sort(key=lambda item: order.get(_room(item), len(order)))

    if "postgresql" not in django_settings.DATABASES["default"]["ENGINE"]:
        return
    asking = {"db", "transactional_db", "django_db_setup"}
    kept = [
        item
        for item in items
        if item.get_closest_marker("stores")
        or (_room(item) not in _READ_THE_CATALOGUE and asking & set(getattr(item, "fixturenames", ())))
        or (_room(item) not in _READ_THE_CATALOGUE and item.get_closest_marker("django_db"))
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def pytest_configure(config: pytest.Config) -> None:
    """One folder for what the workers of a run make once; they learn of it by the environment."""
    if not hasattr(config, "workerinput"):
        os.environ["D3_TESTS_SHARED"] = tempfile.mkdtemp(prefix="d3-tests-shared-")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove it once all of them are done."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ["D3_TESTS_SHARED"], ignore_errors=True)


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
def data_dir(tmp_path, settings) -> Path:
    """A data directory of the test's own, for the rows of official tables."""
    settings.DATA_DIR = tmp_path / "data"
    return settings.DATA_DIR


@pytest.fixture
def tables(world: None, data_dir: Path) -> None:
    """The small published world with a release of every official table (:mod:`tests.factories.releases`)."""
    from tests.factories import make_tables

    make_tables()


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


@pytest.fixture
def second(db: None):
    """A second superuser: whoever made the last edit does not publish it."""
    from django.contrib.auth import get_user_model

    return get_user_model().objects.create_superuser("second", "second@example.org", "correct horse battery")


@pytest.fixture
def second_client(second):
    """A test client that is signed in as the second editor."""
    from django.test import Client

    client = Client()
    client.force_login(second)
    return client
