"""``manage.py ncci_releases [--verify] [--remove ID …]``"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, transaction
from django.utils import timezone

from modifiers.ncci import checks
from modifiers.ncci.datasets import DATASETS
from modifiers.ncci.importing import remove
from modifiers.ncci.models import Release
from modifiers.ncci.stores import ImportRunning, size_of, store_of


class Command(BaseCommand):
    """Lists, verifies and removes releases of official tables."""

    help = "List the imported releases, make their checks again, or remove some."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do; lists by default."""
        parser.add_argument("--verify", action="store_true", help="count the rows again and make all checks")
        parser.add_argument("--remove", type=int, nargs="+", metavar="ID", default=[], help="remove these releases")

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove what is named, then list what is left."""
        self._remove(options["remove"])
        answering: set[tuple[str, str, str]] = set()
        bad = 0
        for release in [*Release.objects.ready(), *Release.objects.filter(state=Release.State.IMPORTING)]:
            of_set = (release.kind, release.setting, release.program)
            self._tell(release, answers=release.ready_at is not None and of_set not in answering)
            answering.add(of_set)
            if options["verify"] and release.ready_at:
                bad += self._verify(release)
        if not answering:
            self.stdout.write("No release is imported.")
        if bad:
            raise CommandError(f"{bad} release(s) are not as they were imported. Import their files again.")

    def _remove(self, ids: list[int]) -> None:
        found = Release.objects.in_bulk(ids)
        if missing := [str(each) for each in ids if each not in found]:
            raise CommandError(f"There is no release {', '.join(missing)}. Nothing was removed.")
        for each in ids:
            try:
                remove(found[each])
            except ImportRunning as error:
                raise CommandError("An import is running. Wait until it has ended, then try again.") from error
            self.stdout.write(f"Removed release {each}: {found[each]}.")

    def _tell(self, release: Release, *, answers: bool) -> None:
        if release.ready_at is None:
            began = timezone.localtime(release.started_at)
            self.stdout.write(f"{release.pk:5}  importing since {began:%Y-%m-%d %H:%M}, or left by a crash")
            return
        size = size_of(store_of(release.store, DATASETS[release.kind])) / 1024**2
        notes = [
            "its rows are missing" if not size else "answers" if answers else "",
            "sample" if release.is_sample else "" if release.is_complete else "incomplete",
            f"{release.refused_count:,} refused" if release.refused_count else "",
            f"terms accepted by {release.terms_accepted_by}" if release.terms_accepted_by else "",
        ]
        self.stdout.write(
            f"{release.pk:5}  {release}: {release.line_count:,} lines, {size:,.1f} MiB, imported"
            f" {timezone.localtime(release.ready_at):%Y-%m-%d %H:%M} ({', '.join(filter(None, notes))})"
        )

    def _verify(self, release: Release) -> int:
        store = store_of(release.store, DATASETS[release.kind])
        try:
            with transaction.atomic():
                counts = checks.count(store, release.loaded.starts_on)
                problems = checks.problems(store, counts, release.loaded.starts_on, None)
        except DatabaseError as error:
            problems = [str(error)]
        else:
            if (counts.rows, counts.live) != (release.line_count, release.live_count):
                problems.insert(0, f"It has {counts.rows:,} lines now, {counts.live:,} of them in force.")
        self.stdout.write("       verified" if not problems else f"       {' '.join(problems)}")
        return bool(problems)
