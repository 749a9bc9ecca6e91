"""``manage.py restore BACKUP [--into DIR|URL] [--replace]``"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from d3site.backups import shelf
from d3site.backups.manifest import BackupError
from d3site.backups.restoring import Restored, restore


class Command(BaseCommand):
    """Puts a backup back."""

    help = (
        "Put a backup back (docs/backups.md). It is checked first; what is there is moved aside and never deleted."
        " A running site notices within a second; whoever was signed in signs in again."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Which one, and where it goes."""
        parser.add_argument("backup", metavar="BACKUP", help="its name, its folder, or: latest")
        parser.add_argument("--from", type=Path, metavar="DIR", dest="shelf", help="the folder of backups")
        parser.add_argument("--into", default="", metavar="DIR|URL", help="by default where the settings say")
        parser.add_argument("--replace", action="store_true", help="move aside what is there")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, and tell what was done."""
        try:
            folder = shelf.find(options["shelf"] or Path(settings.BACKUPS_DIR), options["backup"])
            done = restore(folder, into=options["into"], replace=options["replace"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        self._tell(folder, done)

    def _tell(self, folder: Path, done: Restored) -> None:
        self.stdout.write(f"{folder.name} is in {done.into}: {sum(done.manifest.contents.tables.values()):,} rows.")
        if done.aside:
            self.stdout.write(f"What was there is in {done.aside}.")
        self.stdout.write("Seconds: " + ", ".join(f"{step} {taken}" for step, taken in done.seconds.items()) + ".")
        pages, changed = done.manifest.pages, done.changed_pages()
        if pages and done.pages is None:
            self.stdout.write("No page could be rendered. Run `manage.py migrate`, then look at /readyz.")
        elif changed:
            self.stdout.write(
                f"{len(pages) - len(changed)} of {len(pages)} pages are as they were; the others depend on the day, on"
                f" a scheduled edition, or on the release. The first of them: {changed[0]}"
            )
        elif pages:
            self.stdout.write(f"All {len(pages)} pages are as they were.")
        for name in done.manifest.missing:
            self.stderr.write(f"{name} was not in the backup. Import the files of CMS again.")
