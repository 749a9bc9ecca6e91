"""The shipped content as an index, built once."""

from __future__ import annotations

import gc
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
    built = index_for(shipped)
    # What is timed below is the search, not a walk of the collector over everything that was built.
    gc.collect()
    gc.freeze()
    return built


@pytest.fixture(scope="session")
def whole(shipped: Catalogue, index: Index) -> Index:
    """The same, for what only the whole reference can show."""
    if len(shipped.modifiers) < ALL_MODIFIERS:
        pytest.skip(f"fixtures/ holds {len(shipped.modifiers)} modifiers; this needs all")
    return index
