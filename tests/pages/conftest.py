"""A reader: a client that gives pages back as trees."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from .reading import Node, read


@pytest.fixture
def open_page(client, world) -> Callable[..., Node]:
    """Open a page of the small published world; the answer must have the status that is expected."""

    def open_(path: str, status: int = 200, **headers: str) -> Node:
        response = client.get(path, headers=headers)
        assert response.status_code == status, (path, response.status_code)
        return read(response.content)

    return open_
