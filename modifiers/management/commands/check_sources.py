"""``manage.py check_sources [--days 365] [--json] [--open]``"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from modifiers.bulk import link_watch
from modifiers.bulk.opening import Opened, Opener
from modifiers.management.progress import progress_bar
from modifiers.models import Source


class Command(BaseCommand):
    """Says which sources have grown old and which references lead nowhere."""

    help = (
        "List sources that were last consulted long ago, those without a date and those that nobody cites, and"
        " references in drafts and live pages that lead nowhere. Opens no address unless --open is given. Ends with 1"
        " if a source is old, a reference is dead, or an opened address does not answer."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """How old is old, how it is told, and whether addresses are opened."""
        parser.add_argument("--days", type=int, default=link_watch.OLD_AFTER, help="older than this is old (365)")
        parser.add_argument("--json", action="store_true", help="as data, for other programs")
        parser.add_argument("--open", action="store_true", help="open the address of every source and say what answers")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look, tell, and fail if something must be done."""
        if options["days"] < 0:
            raise CommandError("Give the days as a number from 0: --days 365.")
        found = link_watch.watch(older_than=options["days"])
        opened = self._opened() if options["open"] else []
        dead = [one for one in opened if not one.is_alive]
        if options["json"]:
            data = found.data() | ({"opened": [self._data(one) for one in opened]} if options["open"] else {})
            self.stdout.write(json.dumps(data, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False))
        else:
            self._tell(found, options["days"])
            if options["open"]:
                self._table("Addresses that do not answer", [(one.key, one.told, one.url) for one in dead])
        if not found.is_clean or dead:
            raise SystemExit(1)

    def _opened(self) -> list[Opened]:
        addresses = list(Source.objects.exclude(url="").values_list("key", "url"))
        opened = []
        with progress_bar("Opening") as progress:
            for done, one in enumerate(self.opener().open_all(addresses), start=1):
                opened.append(one)
                progress(done, len(addresses), one.key)
        return opened

    def opener(self) -> Opener:
        """How addresses are opened."""
        return Opener()

    def _data(self, one: Opened) -> dict[str, Any]:
        return {"key": one.key, "url": one.url, "status": one.status, "told": one.told, "is_alive": one.is_alive}

    def _tell(self, found: link_watch.Watched, days: int) -> None:
        self._table(
            f"Sources last consulted more than {days} days ago",
            [(one.key, str(one.checked_on), f"{one.days} days", f"cited by {one.cited_by}") for one in found.old],
        )
        self._table(
            "References that lead nowhere",
            [(one.place, f"{one.kind} {one.key}", one.path, one.named, one.why) for one in found.dead],
        )
        self._table("Sources without the date of the document", [(key,) for key in found.undated])
        self._table("Sources that nobody cites", [(key,) for key in found.uncited])

    def _table(self, heading: str, rows: Sequence[Sequence[str]]) -> None:
        self.stdout.write(f"{heading}: {len(rows) or 'none'}")
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write(f"  {'  '.join(cells)}".rstrip())
