"""What would change for readers, ready to be drawn."""

from __future__ import annotations

from typing import Any


def changes(subject: Any, document: Any) -> list[Any]:
    """The differences between the live edition and a composed document."""
    return []
