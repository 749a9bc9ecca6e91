"""Somebody's program: asks an address and holds the answer to the shape that the description promises."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .asking import ROOT, fits


@pytest.fixture
def ask(client, world) -> Callable[..., Any]:
    """Ask below ``/api/v1``; the answer must have the status that is expected and, if 200, its documented shape."""

    def ask_(path: str, status: int = 200, **headers: str) -> Any:
        response = client.get(path if path.startswith("/api") else ROOT + path, headers=headers)
        assert response.status_code == status, (path, response.status_code, response.content[:300])
        data = response.json()
        if status == 200:
            fits(response.resolver_match.url_name, data)
        else:
            assert response.headers["Content-Type"] == "application/problem+json"
            assert data["status"] == status
        return data

    return ask_
