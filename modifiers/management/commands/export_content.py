"""``manage.py export_content [DIR]``"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from modifiers.content import export
from modifiers.management.progress import progress_bar
from modifiers.publishing import ComposeError


class Command(BaseCommand):
    """Writes the working copies to content files."""

    help = "Write every working copy and every source to its content file."

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder."""
        parser.add_argument("folder", nargs="?", type=Path, default=Path(settings.BASE_DIR) / "fixtures")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write; say how many files are new or different."""
        try:
            with progress_bar("Writing") as progress:
                written = export(options["folder"], progress)
        except ComposeError as error:
            raise CommandError(f"{error}\nNothing was written.") from error
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from error
        self.stdout.write(f"{len(written)} files written to {options['folder']}.")
