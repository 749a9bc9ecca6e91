"""``manage.py import_mue FILE --setting practitioner|hospital|supplier [--accept-terms]``"""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from modifiers.management.official import OfficialCommand, setting_argument
from modifiers.ncci.importing import Order


class Command(OfficialCommand):
    """Imports a quarter of unit limits (medically unlikely edits)."""

    help = "Import a quarter of unit limits (medically unlikely edits) as CMS ships them. All or nothing."
    kind = "mue"

    def add_arguments(self, parser: CommandParser) -> None:
        """The file and the setting."""
        super().add_arguments(parser)
        setting_argument(parser, "practitioner", "hospital", "supplier")

    def order(self, options: dict[str, Any], accepted_by: str) -> Order:
        """What is asked for."""
        return self.ordered(options, accepted_by, setting=options["setting"])
