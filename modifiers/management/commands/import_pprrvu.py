"""``manage.py import_pprrvu FILE [--accept-terms]``"""

from __future__ import annotations

from modifiers.management.official import OfficialCommand


class Command(OfficialCommand):
    """Imports the indicators of the relative value file (PPRRVU); prices and descriptors are not kept."""

    help = "Import the indicators of the relative value file (PPRRVU). All or nothing; descriptors are never kept."
    kind = "fee_schedule"
