"""``manage.py import_ncci FILE… --setting practitioner|hospital [--medicaid] [--accept-terms]``"""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from modifiers.management.official import OfficialCommand, setting_argument
from modifiers.ncci.importing import Order
from modifiers.ncci.records import Program


class Command(OfficialCommand):
    """Imports a quarter of NCCI code pairs."""

    help = (
        "Import a quarter of NCCI procedure-to-procedure edits as CMS ships them: all zips of one setting together"
        " (f1 to f4), or the text or workbook from them. All or nothing; readers are served by the release before"
        " until this one is ready."
    )
    kind = "ptp"

    def add_arguments(self, parser: CommandParser) -> None:
        """The files, the setting, the program."""
        super().add_arguments(parser)
        setting_argument(parser, "practitioner", "hospital")
        parser.add_argument("--medicaid", action="store_true", help="the files of Medicaid, which lack a column")

    def order(self, options: dict[str, Any], accepted_by: str) -> Order:
        """What is asked for."""
        program: Program = "medicaid" if options["medicaid"] else "medicare"
        return self.ordered(options, accepted_by, setting=options["setting"], program=program)
