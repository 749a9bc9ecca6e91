"""``manage.py content_report [FOLDER] [--official FILE]``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from modifiers.content import Content, ContentError, read_folder
from modifiers.content.report import OFFICIAL, Coverage, Report, read_left_out, report_on
from modifiers.hcpcs import OfficialFileError
from modifiers.hcpcs import read as read_official
from modifiers.management.progress import progress_bar
from modifiers.pages.words import SOURCE_KINDS

_MOST = 15


class Command(BaseCommand):
    """Counts what the content covers."""

    help = "Print what the content covers: codes, statements, sources by publisher and age, facts left out."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder, and the official list to compare with."""
        parser.add_argument("folder", nargs="?", type=Path, default=Path(settings.BASE_DIR) / "fixtures")
        parser.add_argument(
            "--official", type=Path, metavar="FILE", help="the HCPCS Level II file of CMS, as import_hcpcs reads it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print; fail if the folder or the list cannot be read."""
        try:
            with progress_bar("Reading") as progress:
                content = read_folder(options["folder"], progress)
            left_out = read_left_out(options["folder"])
            official = self._official(options["official"])
        except (ContentError, OfficialFileError) as error:
            raise CommandError(str(error)) from error
        if content.findings:
            raise CommandError(str(ContentError(content.findings)))
        self._print(report_on(content, official, left_out), content, with_list=official is not None)

    def _official(self, path: Path | None) -> list[str] | None:
        return [modifier.code for modifier in read_official(path).modifiers] if path else None

    def _print(self, report: Report, content: Content, *, with_list: bool) -> None:
        say = self.stdout.write
        say("Coverage")
        for covered in report.coverage:
            self._coverage(covered)
        if not with_list:
            say("  HCPCS Level II: not compared; give CMS's file with --official FILE")
        elif report.unlisted:
            say(f"  Not on the official list: {' '.join(report.unlisted)}")
        for code, count in report.short.items():
            say(f"  {code}: a full page with only {count} statements")
        say("  " + ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in report.documents.items()))
        say("Statements")
        say(f"  {report.statements:,} in all; {_share(report.sourced, report.statements)} have a source")
        say(f"  {_share(report.official, report.statements)} rest on CMS or a contractor, alone or not")
        if report.checked:
            first, last = report.checked
            say(f"  Compared with their sources from {first} to {last}")
        say("Sources")
        citations, records = sum(report.citations.values()), sum(report.records.values())
        for kind, words in SOURCE_KINDS.items():
            say(
                f"  {words}: {report.records[kind]} sources ({_share(report.records[kind], records)}), "
                f"cited {report.citations[kind]:,} times ({_share(report.citations[kind], citations)})"
            )
        say(
            f"  CMS and its contractors: {_share(_official(report.records), records)} of sources, "
            f"{_share(_official(report.citations), citations)} of citations"
        )
        say("  Most cited: " + ", ".join(f"{name} {count}" for name, count in report.publishers.most_common(_MOST)))
        say("  By year: " + ", ".join(f"{year or 'undated'} {count}" for year, count in sorted(report.years.items())))
        say(f"Left out ({len(report.left_out)})")
        for fact in report.left_out:
            say(f"  {' '.join(fact.codes)}: {fact.what} ({fact.why})")

    def _coverage(self, covered: Coverage) -> None:
        missing = f": {' '.join(covered.missing)}" if covered.missing else ""
        self.stdout.write(
            f"  {covered.system}: {len(covered.full)} full, {len(covered.entry)} entries, "
            f"{len(covered.missing)} missing{missing}; {covered.ended} have ended"
        )


def _official(counts: Counter[str]) -> int:
    return sum(counts[kind] for kind in OFFICIAL)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "none"
