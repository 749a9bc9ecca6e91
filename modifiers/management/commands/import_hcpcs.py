"""``manage.py import_hcpcs FILE [--yes] [--dry-run] [--quarter 2026-10] [--source KEY] [--note "…"]``"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, OperationalError
from django.utils import timezone

from modifiers import hcpcs
from modifiers.management.progress import progress_bar

NOTE_LIMIT, KEY_LIMIT = 300, 64

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_QUARTER = re.compile(r"20[0-9]{2}-(01|04|07|10)")


class Command(BaseCommand):
    """Imports a quarterly file into the working copies, after a preview."""

    help = (
        "Compare the HCPCS Level II file of CMS with what we hold, show every difference and, once agreed to, write"
        " them into the working copies: all of them or none. Publishes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and how far to go."""
        parser.add_argument("file", type=Path, help="the zip as CMS ships it, or the text or workbook from it")
        parser.add_argument("--yes", action="store_true", help="import without asking")
        parser.add_argument("--dry-run", action="store_true", help="show the preview and stop")
        parser.add_argument("--quarter", default="", help="2026-10; by default what the name tells")
        parser.add_argument("--source", default="", help="key of the source to cite; hcpcs2610 by default")
        parser.add_argument("--note", default="", help="for editors, kept with the file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, show, ask, write."""
        try:
            _refuse_options(options)
            self._run(options)
        except (hcpcs.OfficialFileError, hcpcs.ImportRefused) as error:
            raise CommandError(f"{error}\nNothing was written.") from error
        except OperationalError as error:
            raise CommandError(
                f"The database is away, or busy with another import: {error}.\nNothing was written. Try again."
            ) from error
        except DatabaseError as error:
            raise CommandError(f"The database refuses it: {error}.\nNothing was written.") from error

    def _run(self, options: dict[str, Any]) -> None:
        with progress_bar("Reading") as progress:
            reading = hcpcs.read(options["file"], progress)
        of = options["quarter"] or reading.quarter
        if not of:
            raise hcpcs.ImportRefused("The name of the file tells no quarter. Say which it is: --quarter 2026-10.")
        self._say(*hcpcs.reading_told(reading, of))
        shown = hcpcs.preview(reading)
        self._say(*hcpcs.comparison_told(shown), "")
        if before := hcpcs.imported_before(reading):
            self._say(
                f"This very file was imported on {timezone.localdate(before.imported_at)} (batch {before.batch})."
            )
        hcpcs.refuse_older(of)
        if not shown.writes:
            return self._say("Nothing to change. Nothing was written.")
        if options["dry_run"] or not (options["yes"] or self._agreed()):
            return self._say("Preview only. Nothing was written.")
        imported = hcpcs.load(
            reading, quarter=of, shown=shown, source_key=options["source"], note=options["note"].strip()
        )
        if imported.batch is None:
            return self._say("Another import was faster and has written the same. Nothing was written by this one.")
        self._say(
            f"{imported.batch.told} Written to the working copies as batch {imported.batch.batch}.",
            "Nothing is published. In the admin, the list of modifiers has the filter “HCPCS update”.",
        )

    def _agreed(self) -> bool:
        if not sys.stdin.isatty():
            self._say("There is nobody to ask: repeat with --yes to import.")
            return False
        self.stdout.write("Import this into the working copies? [y/N] ", ending="")
        self.stdout.flush()
        return sys.stdin.readline().strip().lower() in ("y", "yes")

    def _say(self, *lines: str) -> None:
        for line in lines:
            self.stdout.write(line)


def _refuse_options(options: dict[str, Any]) -> None:
    """Refuse what the tables would not hold, before the file is read."""
    quarter, key = options["quarter"], options["source"]
    if quarter and not _QUARTER.fullmatch(quarter):
        raise hcpcs.ImportRefused(f"“{quarter}” is not a quarter. Write the year and its first month: 2026-10.")
    if key and (not _KEY.fullmatch(key) or len(key) > KEY_LIMIT):
        raise hcpcs.ImportRefused(f"“{key}” is not the key of a source. Use small letters, digits and single hyphens.")
    if len(options["note"].strip()) > NOTE_LIMIT:
        raise hcpcs.ImportRefused(f"The note is longer than {NOTE_LIMIT} characters.")
