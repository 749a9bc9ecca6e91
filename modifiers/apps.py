"""The root app of the reference."""

from django.apps import AppConfig


class ModifiersConfig(AppConfig):
    """Label ``modifiers``: the catalogue's tables."""

    name = "modifiers"
    verbose_name = "Modifier reference"
    default_auto_field = "django.db.models.BigAutoField"
