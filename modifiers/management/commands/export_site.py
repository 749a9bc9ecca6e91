"""``manage.py export_site DIR [--expires-in 90] [--zip FILE]``"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from modifiers.catalogue import CatalogueUnavailable
from modifiers.management.progress import progress_bar
from modifiers.offline.packing import PackError, export, zipped

EXPIRES_IN = 90


class Command(BaseCommand):
    """Writes the offline copy."""

    help = (
        "Write the whole public reference as files that open from a disk or lie on any static host, for networks that"
        " let no other site in. Every link is checked. The folder must be new, empty, or hold an earlier copy, which is"
        " replaced at once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder, how long the copy is to be used, and whether it is zipped as well."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--expires-in", type=int, default=EXPIRES_IN, help="days until the copy expires (90)")
        parser.add_argument("--zip", type=Path, help="also write the copy to this one file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, and say what was written."""
        if not 1 <= options["expires_in"] <= 3650:
            raise CommandError("Give the days as a number from 1 to 3650: --expires-in 90.")
        try:
            with progress_bar("Writing") as progress:
                pack = export(options["folder"], expires_in=timedelta(days=options["expires_in"]), progress=progress)
            if options["zip"]:
                zipped(pack.folder, options["zip"])
        except PackError as error:
            raise CommandError(f"{error}\nNothing was written.") from error
        except CatalogueUnavailable as error:
            raise CommandError("The database cannot be reached. Nothing was written.") from error
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}. Nothing was written.") from error
        self.stdout.write(
            f"{pack.pages} pages in {pack.files} files, {pack.size / 1e6:.1f} MB, written to {pack.folder}."
            f" The copy expires on {pack.expires_on.isoformat()}."
            f" All links hold; {pack.online} addresses lead to {settings.SITE_ORIGIN}."
        )
        if "//127.0.0.1" in settings.SITE_ORIGIN:
            self.stderr.write("Set D3_SITE_ORIGIN to where readers find the site: the copy names this machine.")
