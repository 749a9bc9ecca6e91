"""The shipped content as an index, built once."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from modifiers.catalogue import Catalogue
from modifiers.management.commands.evaluate_search import catalogue_of
from modifiers.search.index import Index, index_for

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
ALL_MODIFIERS = 400


@pytest.fixture(scope="session")
def shipped() -> Catalogue:
    """The files of ``fixtures/``, as if published."""
    return catalogue_of(FIXTURES)


@pytest.fixture(scope="session")
def index(shipped: Catalogue) -> Index:
    """All that can be found in the shipped content."""
    return index_for(shipped)


@pytest.fixture(scope="session")
def whole(shipped: Catalogue, index: Index) -> Index:
    """The same, for what only the whole reference can show."""
    assert len(shipped.modifiers) >= ALL_MODIFIERS, "modifiers are missing from fixtures/"
    return index
