"""``manage.py evaluate_search FILE [--folder DIR]``."""

from __future__ import annotations

import zlib
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from modifiers.catalogue import Catalogue, Entry, catalogue
from modifiers.content import ContentError, read_folder
from modifiers.search.evaluation import EvaluationError, Judged, judge, read_cases
from modifiers.search.index import Index, index_for


class Command(BaseCommand):
    """Measures the search with queries whose answers are known."""

    help = "Search for each query of a file and print how often the expected code is first and among the first three."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and where the content comes from."""
        parser.add_argument("file", type=Path, help="tab-separated: query, expected codes (best first), kind")
        parser.add_argument("--folder", type=Path, metavar="DIR", help="search content files instead of the database")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print; fail only if something cannot be read."""
        try:
            cases = read_cases(options["file"])
            index = _of_folder(options["folder"]) if options["folder"] else index_for(catalogue())
        except (EvaluationError, ContentError) as error:
            raise CommandError(str(error)) from error
        self._print([judge(index, case) for case in cases])

    def _print(self, judged: list[Judged]) -> None:
        by_kind: dict[str, list[Judged]] = defaultdict(list)
        for one in judged:
            by_kind[one.case.kind].append(one)
        say = self.stdout.write
        for one in judged:
            if not one.is_first:
                how = "in the first three" if one.is_near else "missed"
                wanted, got = ", ".join(one.case.expected), ", ".join(one.found[:5]) or "nothing"
                say(f"{how}: {one.case.query!r} [{one.case.kind}] expected {wanted}; found {got}")
        say("")
        for kind, found in [*sorted(by_kind.items()), ("all", judged)]:
            first, near = sum(one.is_first for one in found), sum(one.is_near for one in found)
            say(f"{kind:<12} {len(found):>4} queries  top-1 {first / len(found):6.1%}  top-3 {near / len(found):6.1%}")


def _of_folder(folder: Path) -> Index:
    """An index of content files as they lie there, as if all were published now."""
    now = timezone.now()
    content = read_folder(folder)
    entries = [
        Entry(
            id=number,
            kind=document.kind,
            key=document.key,
            number=1,
            live_from=now,
            published_at=now,
            is_major=True,
            is_correction=False,
            change_note="",
            withdrawal="",
            merged_into="",
            sha256=document.sha256(),
            packed=zlib.compress(document.canonical_json().encode()),
        )
        for number, document in enumerate(content.documents, start=1)
    ]
    return index_for(Catalogue(entries, now, str(folder)))
