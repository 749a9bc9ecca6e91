"""``manage.py backup [--to DIR] [--keep HOURS DAYS MONTHS] [--list]``"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from d3site.backups import shelf
from d3site.backups.making import Made, make
from d3site.backups.manifest import BackupError
from d3site.backups.rotation import Keep


class Command(BaseCommand):
    """Makes a backup and proves it."""

    help = (
        "Make a backup while the site runs, restore it to a scratch place, and compare rows and pages with the site."
        " Fails if anything is not equal. Earlier backups are thinned out."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, and what stays."""
        keep = Keep()
        parser.add_argument("--to", type=Path, metavar="DIR", help="the folder of backups (D3_BACKUPS_DIR)")
        parser.add_argument(
            "--keep",
            type=int,
            nargs=3,
            metavar=("HOURS", "DAYS", "MONTHS"),
            default=(keep.hours, keep.days, keep.months),
            help=f"all for so long, then one a day, then one a month ({keep.hours} {keep.days} {keep.months})",
        )
        parser.add_argument("--list", action="store_true", help="tell which backups there are, and make none")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make one, or list them."""
        folder = options["to"] or Path(settings.BACKUPS_DIR)
        if options["list"]:
            return self._list(folder)
        if min(options["keep"]) < 0:
            raise CommandError("--keep takes three numbers that are not negative.")
        try:
            made = make("by hand or by clock", into=folder, keep=Keep(*options["keep"]))
        except BackupError as error:
            raise CommandError(str(error)) from error
        self._tell(made)

    def _tell(self, made: Made) -> None:
        manifest = made.manifest
        self.stdout.write(
            f"{made.folder}\n"
            f"{sum(file.bytes for file in manifest.files):,} bytes in {len(manifest.files)} files,"
            f" {sum(manifest.contents.tables.values()):,} rows, {len(manifest.pages)} pages equal."
        )
        self.stdout.write("Seconds: " + ", ".join(f"{step} {taken}" for step, taken in made.seconds.items()) + ".")
        if not manifest.pages:
            self.stdout.write("No pages were compared: migrations wait, so the code is newer than the database.")
        for name in manifest.missing:
            self.stderr.write(f"{name} is gone from the data directory. Import the files of CMS again.")
        if made.removed:
            self.stdout.write(f"{len(made.removed)} older ones made room.")

    def _list(self, folder: Path) -> None:
        found = shelf.backups(folder)
        if not found:
            self.stdout.write(f"There is no backup in {folder}.")
        for backup in found:
            minutes = int((timezone.now() - backup.made_at).total_seconds() // 60)
            self.stdout.write(f"{backup.folder.name}  {minutes:,} minutes old")
