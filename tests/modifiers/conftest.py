"""Working copies to publish from."""

from __future__ import annotations

import pytest

from tests.factories import write_world


@pytest.fixture
def world_rows(db):
    """The world as working copies, unpublished: (kind, key) → subject."""
    return write_world()
