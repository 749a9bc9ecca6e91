"""``manage.py evaluate_questions FILE [--folder DIR]``."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from modifiers.asking.evaluation import UNKNOWN, Judged, judge, read_cases
from modifiers.catalogue import catalogue
from modifiers.content import ContentError
from modifiers.search.evaluation import EvaluationError
from modifiers.search.index import index_for

from .evaluate_search import catalogue_of


class Command(BaseCommand):
    """Measures the answers of ``/ask/`` with questions whose answers are known."""

    help = "Ask each question of a file; print how often the expected answer is shown, or rightly none."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, and where the content comes from."""
        parser.add_argument("file", type=Path, help="tab-separated: question, expected answers (any of), half")
        parser.add_argument("--folder", type=Path, metavar="DIR", help="ask content files instead of the database")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print; fail only if something cannot be read."""
        try:
            cases = read_cases(options["file"])
            snapshot = catalogue_of(options["folder"]) if options["folder"] else catalogue()
        except (EvaluationError, ContentError) as error:
            raise CommandError(str(error)) from error
        index = index_for(snapshot)
        self._print([judge(case, snapshot, index) for case in cases])

    def _print(self, judged: list[Judged]) -> None:
        counted: dict[str, list[Judged]] = defaultdict(list)
        say = self.stdout.write
        for one in judged:
            counted[f"{one.case.half}, {'not ours' if UNKNOWN in one.case.expected else 'ours'}"].append(one)
            if not one.is_hit:
                say(f"missed: {one.case.question} | expected {', '.join(one.case.expected)} | {' '.join(one.found)}")
        say("")
        for kind, found in [*sorted(counted.items()), ("all", judged)]:
            hits = sum(one.is_hit for one in found)
            say(f"{kind:<16} {hits:>3} of {len(found):>3}  {hits / len(found):6.1%}")
