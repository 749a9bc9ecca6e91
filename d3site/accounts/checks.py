"""What `check --deploy` says about accounts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security, deploy=True)
def second_factor(**_: Any) -> list[checks.CheckMessage]:
    """The second factor is switched off in development alone."""
    if settings.SECOND_FACTOR:
        return []
    return [
        checks.Warning(
            "Passwords alone let people in: the second factor is switched off.",
            hint="Remove D3_SECOND_FACTOR from the environment, and D3_DEBUG with it.",
            id="accounts.W001",
        )
    ]
