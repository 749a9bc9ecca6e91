"""The app of the official tables about procedure codes."""

from django.apps import AppConfig


class NcciConfig(AppConfig):
    """Label ``ncci``: releases, and the stores of their rows."""

    name = "modifiers.ncci"
    label = "ncci"
    verbose_name = "Official tables"
    default_auto_field = "django.db.models.BigAutoField"
