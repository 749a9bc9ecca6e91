"""The shipped content, as the tests of search have it."""

from tests.search.conftest import index, shipped

__all__ = ["index", "shipped"]
