"""What the commands that import official tables have in common: files, terms, progress, what is told at the end."""

from __future__ import annotations

import getpass
import re
import sys
import time
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from modifiers.ncci.importing import Imported, ImportRefused, Order, import_files
from modifiers.ncci.models import Release
from modifiers.ncci.records import Kind, Program, Setting
from modifiers.ncci.stores import ImportRunning
from modifiers.official import OfficialFileError

TERMS = (
    "These files hold CPT codes, which are copyright of the American Medical Association. CMS gives them out under the"
    " AMA's terms: use inside your own organization for its work with Medicare and Medicaid programs; no copies for"
    " resale, no passing on, no derived works. Read them on the page that CMS puts"
    " before the download."
)
"""What an operator confirms once for each release. Paraphrased; the terms themselves are where CMS shows them."""

_SHOWN_REFUSALS = 20
_LONGEST_NAME = 150
_QUARTER = re.compile(r"(20[0-9]{2})-?(?:(01|04|07|10)|[qQ]([1-4]))")


class OfficialCommand(BaseCommand):
    """Imports files of one kind as one release."""

    kind: ClassVar[Kind]
    how_many: ClassVar[str] = "+"

    def add_arguments(self, parser: CommandParser) -> None:
        """The files and what every kind of table takes."""
        parser.add_argument(
            "files", type=Path, nargs=self.how_many, metavar="FILE", help="as CMS ships them, zipped or not"
        )
        parser.add_argument("--quarter", default="", help="2026-07 or 2026Q3; by default what the names tell")
        parser.add_argument("--accept-terms", action="store_true", help="you accept the AMA's terms for this release")
        parser.add_argument("--accepted-by", default="", metavar="NAME", help="who accepts; by default your user name")
        parser.add_argument("--allow-smaller", action="store_true", help="import even if far smaller than the last")
        parser.add_argument("--verbose-refusals", action="store_true", help="show more of the refused lines")

    def order(self, options: dict[str, Any], accepted_by: str) -> Order:
        """What is asked for."""
        return self.ordered(options, accepted_by)

    def ordered(
        self, options: dict[str, Any], accepted_by: str, *, setting: Setting = "", program: Program = "medicare"
    ) -> Order:
        """An order from the options that all kinds take."""
        return Order(
            kind=self.kind,
            files=tuple(options["files"]),
            setting=setting,
            program=program,
            quarter=_quarter(options["quarter"]),
            accepted_by=accepted_by,
            may_shrink=options["allow_smaller"],
            is_whole=options.get("whole", False),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask for the terms, import, tell."""
        try:
            order = self.order(options, self._accepted_by(options))
            self.run(order, options)
        except (OfficialFileError, ImportRefused) as error:
            raise CommandError(f"{error}\nNothing has changed.") from error
        except ImportRunning as error:
            raise CommandError("Another import is running. Wait until it has ended, then try again.") from error
        except (DatabaseError, OSError) as error:
            raise CommandError(f"The rows cannot be stored: {error}\nNothing has changed.") from error
        except KeyboardInterrupt as error:
            raise CommandError("Stopped. Nothing has changed.") from error

    def run(self, order: Order, options: dict[str, Any]) -> None:
        """Import and tell what came of it."""
        started = time.monotonic()
        with _bar() as bar:
            task = bar.add_task("Reading", total=None, info="")
            imported = import_files(order, lambda done, of, what: bar.update(task, completed=done, total=of, info=what))
        self._tell(imported, time.monotonic() - started, options)

    def _accepted_by(self, options: dict[str, Any]) -> str:
        who = options["accepted_by"].strip() or _user()
        if len(who) > _LONGEST_NAME:
            raise ImportRefused(f"The name of who accepts has {len(who)} characters; {_LONGEST_NAME} can be kept.")
        if options["accept_terms"]:
            return who
        if not sys.stdin.isatty():
            raise ImportRefused(f"{TERMS}\nThere is nobody to ask here: repeat with --accept-terms if you accept them.")
        self.stdout.write(TERMS)
        self.stdout.write(f"Do you, {who}, accept them for this release? [y/N] ", ending="")
        self.stdout.flush()
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            raise ImportRefused("The terms were not accepted.")
        return who

    def _tell(self, imported: Imported, seconds: float, options: dict[str, Any]) -> None:
        release = imported.release
        for left in imported.swept:
            self.stdout.write(f"Removed what a crashed import had left: {left}.")
        if not imported.is_new:
            self.stdout.write(f"These very files are imported already, as release {release.pk}: {release}.")
            return
        self.stdout.write(
            f"{release}: {release.line_count:,} lines, {release.live_count:,} of them in force on the first day of the"
            f" quarter, in {seconds:.1f} s ({release.line_count / max(seconds, 0.001):,.0f} a second)."
        )
        if release.repeated_count:
            self.stdout.write(f"{release.repeated_count:,} lines stood there twice and were taken once.")
        self._tell_refused(release, options["verbose_refusals"])
        for remark in release.remarks:
            self.stdout.write(f"Note: {remark}")
        self.stdout.write(f"Ready as release {release.pk}. It answers if it is the newest of its set: ncci_releases.")

    def _tell_refused(self, release: Release, is_verbose: bool) -> None:
        if not release.refused_count:
            return
        self.stdout.write(f"{release.refused_count:,} lines were refused:")
        shown = release.refused if is_verbose else release.refused[:_SHOWN_REFUSALS]
        for line in shown:
            self.stdout.write(f"  {line['file']}, line {line['line']}: {line['reason']} “{line['text']}”")
        if release.refused_count > len(shown):
            self.stdout.write(f"  and {release.refused_count - len(shown):,} more")


def setting_argument(parser: CommandParser, *choices: str) -> None:
    """``--setting``, which must be given."""
    parser.add_argument("--setting", choices=choices, required=True, help="whose claims the files are for")


def _quarter(text: str) -> str:
    """``2026-07`` · ``2026Q3`` → ``2026-07``.

    Raises:
        ImportRefused: if it is no quarter.
    """
    if not text:
        return ""
    found = _QUARTER.fullmatch(text.strip())
    if found is None:
        raise ImportRefused(f"“{text}” is not a quarter. Write the year and its first month, 2026-07, or 2026Q3.")
    return f"{found[1]}-{found[2] or f'{int(found[3]) * 3 - 2:02d}'}"


def _user() -> str:
    """The name of the user of this process.

    Raises:
        ImportRefused: if the system knows none, as in some containers.
    """
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise ImportRefused("The system does not tell who you are. Say who accepts: --accepted-by NAME.") from error


def _bar() -> Progress:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[info]}"), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
