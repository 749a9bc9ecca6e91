"""``manage.py import_aoc FILE [--accept-terms]``"""

from __future__ import annotations

from modifiers.management.official import OfficialCommand


class Command(OfficialCommand):
    """Imports the add-on code edits."""

    help = "Import the add-on code edits as CMS ships them. All or nothing."
    kind = "add_on"
