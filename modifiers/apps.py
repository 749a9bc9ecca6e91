"""The root app of the reference."""

from django.apps import AppConfig


class ModifiersConfig(AppConfig):
    """Label ``modifiers``: the catalogue's tables."""

    name = "modifiers"
    verbose_name = "Modifier reference"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the catalogue of this process know at once when something was published here."""
        from .catalogue import store
        from .publishing import edition_published

        def look_again(**_: object) -> None:
            store.invalidate()

        edition_published.connect(look_again, weak=False, dispatch_uid="catalogue")
