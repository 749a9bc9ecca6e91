"""The Django app of backups: it has commands, checks and a hook, and no tables."""

from __future__ import annotations

from django.apps import AppConfig, apps
from django.db.backends.signals import connection_created
from django.db.models.signals import pre_migrate


class BackupsConfig(AppConfig):
    """Sees to it that there is a backup before each migration, and that the database is as durable as we say."""

    name = "d3site.backups"
    label = "backups"
    verbose_name = "Backups"

    def ready(self) -> None:
        """Register the checks and the hook."""
        from . import checks, migrating

        connection_created.connect(checks.refuse_unsafe, dispatch_uid="backups.unsafe")
        # The signal is sent for every app; once is enough.
        sender = apps.get_app_config("modifiers")
        pre_migrate.connect(migrating.before_migrations, sender=sender, dispatch_uid="backups.before")
