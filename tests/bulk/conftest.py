"""A written and published world, and ways to look at whether anything moved."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from tests.admin.conftest import _written_once, client_with, live, m59, written
from tests.logged import every_change_is_logged

__all__ = ["_written_once", "client_with", "every_change_is_logged", "live", "m59", "written"]


@pytest.fixture
def tables_hash(db: None) -> Callable[[], str]:
    """A hash over every row of every table that is ours."""

    def look() -> str:
        found = hashlib.sha256()
        for model in apps.get_app_config("modifiers").get_models(include_auto_created=True):
            found.update(repr(sorted(map(repr, model._base_manager.values_list()))).encode())
        return found.hexdigest()

    return look


@pytest.fixture
def total_changes(db: None) -> Callable[[], int]:
    """How many rows this connection has ever written; 0 where the database does not count."""

    def look() -> int:
        raw: Any = connection.connection
        return raw.total_changes if connection.vendor == "sqlite" else 0

    return look
