"""``manage.py check_content [DIR]``"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from modifiers.content import ContentError, check_content, read_folder
from modifiers.management.progress import progress_bar


class Command(BaseCommand):
    """Checks content files without a database."""

    help = "Check content files: schema, sources, cross-links, wording, lengths, review dates. Needs no database."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder, and whether warnings are shown."""
        parser.add_argument("folder", nargs="?", type=Path, default=Path(settings.BASE_DIR) / "fixtures")
        parser.add_argument("--quiet-warnings", action="store_true", help="count warnings without listing them")

    def handle(self, *args: Any, **options: Any) -> None:
        """List what is wrong; fail if anything keeps the content from being published."""
        try:
            with progress_bar("Checking") as progress:
                content = read_folder(options["folder"], progress)
                found = check_content(content, progress=progress)
        except ContentError as error:
            raise CommandError(str(error)) from error
        blocking = [finding for finding in found if finding.blocks]
        for finding in found:
            if finding.blocks:
                self.stderr.write(str(finding))
            elif not options["quiet_warnings"]:
                self.stdout.write(f"{finding} (warning)")
        told = f"{len(content.documents)} files, {len(content.sources)} sources: "
        told += f"{len(blocking)} problems, {len(found) - len(blocking)} warnings."
        if blocking:
            raise CommandError(told)
        self.stdout.write(told)
