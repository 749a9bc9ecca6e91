"""The Django app of accounts."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """Its tables, and the roles that are made after every migration."""

    name = "d3site.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        """Keep the roles as they are written, and the log of sign-ins."""
        from . import checks, events  # noqa: F401  (they register themselves)
        from .roles import sync

        post_migrate.connect(sync, dispatch_uid="accounts.roles")
