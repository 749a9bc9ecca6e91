"""``manage.py load_content [DIR] [--publish] [--note "…"]``"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from modifiers.content import ContentError, load
from modifiers.management.progress import progress_bar


class Command(BaseCommand):
    """Loads content files into the working copies, all or nothing."""

    help = "Load content files into the working copies: all of them or, if anything is wrong, none."

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder, and whether to publish."""
        parser.add_argument("folder", nargs="?", type=Path, default=Path(settings.BASE_DIR) / "fixtures")
        parser.add_argument("--publish", action="store_true", help="publish what differs from its last edition")
        parser.add_argument("--note", default="", help="change note for readers; makes the editions major")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load; refuse with one line for each thing that is wrong."""
        if options["note"] and not options["publish"]:
            raise CommandError("A note belongs to editions: add --publish.")
        try:
            with progress_bar("Loading") as progress:
                loaded = load(
                    options["folder"], publish=options["publish"], note=options["note"].strip(), progress=progress
                )
        except ContentError as error:
            raise CommandError(f"{error}\nNothing was changed.") from error
        self.stdout.write(
            f"{len(loaded.added)} added, {len(loaded.changed)} changed, {len(loaded.unchanged)} unchanged, "
            f"{len(loaded.editions)} published."
        )
