"""``manage.py import_ncci FILE… --setting practitioner|hospital [--medicaid] [--accept-terms]``"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from modifiers.management.official import OfficialCommand
from modifiers.ncci.importing import Order, import_samples
from modifiers.ncci.records import Program
from modifiers.ncci.stores import ImportRunning


class Command(OfficialCommand):
    """Imports a quarter of NCCI code pairs."""

    help = (
        "Import a quarter of NCCI procedure-to-procedure edits as CMS ships them: all zips of one setting together"
        " (f1 to f4), or the text or workbook from them. All or nothing; readers are served by the release before"
        " until this one is ready."
    )
    kind = "ptp"
    how_many = "*"

    def add_arguments(self, parser: CommandParser) -> None:
        """The files, the setting, the program."""
        super().add_arguments(parser)
        parser.add_argument("--setting", choices=("practitioner", "hospital"), help="whose claims the files are for")
        parser.add_argument("--sample", action="store_true", help="the sample that is shipped, and nothing else")
        parser.add_argument("--whole", action="store_true", help="these files are the whole set, few lines or not")
        parser.add_argument("--medicaid", action="store_true", help="the files of Medicaid, which lack a column")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the sample, or what is given."""
        if not options["sample"]:
            if not options["files"] or not options["setting"]:
                raise CommandError("Name the files of one setting, and the setting: --setting practitioner.")
            return super().handle(*args, **options)
        try:
            for imported in import_samples(settings.BASE_DIR / "fixtures" / "ncci"):
                if imported.is_new:
                    self.stdout.write(f"{imported.release}: a sample of {imported.release.line_count:,} lines.")
        except ImportRunning as error:
            raise CommandError("Another import is running. Wait until it has ended, then try again.") from error

    def order(self, options: dict[str, Any], accepted_by: str) -> Order:
        """What is asked for."""
        program: Program = "medicaid" if options["medicaid"] else "medicare"
        return self.ordered(options, accepted_by, setting=options["setting"], program=program)
