"""``manage.py make_pictures``"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from modifiers.catalogue import catalogue
from modifiers.management.progress import progress_bar
from modifiers.pictures.keeping import folder, make_missing


class Command(BaseCommand):
    """Makes the pictures that other sites show beside links to our pages."""

    help = (
        "Make the picture of every live page that has none yet. A served site does so by itself unless D3_PICTURES says"
        " otherwise; before it is let out, this command has them ready."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing and say how many."""
        try:
            with progress_bar("Drawing") as progress:
                made = make_missing(catalogue(), tell=progress)
        except OSError as error:
            raise CommandError(f"{folder()} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{made} made." if made else "None is missing.")
