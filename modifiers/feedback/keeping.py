"""What readers say, into its tables: one row for each edition of a page, and one for each report."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from modifiers.models.feedback import FeedbackCount, FeedbackReport

from .asked import About, Report

MOST_OPEN = 2000
"""Reports that wait at a time. More than that nobody reads, and a program could fill the table."""


class NoRoom(Exception):
    """So many reports wait that no further one is taken."""


def count(about: About, *, is_right: bool) -> None:
    """Count an answer to “Was this right?”. What is about no page is not counted."""
    if about.edition is None:
        return
    name = "right" if is_right else "wrong"
    page = {"kind": about.kind, "key": about.key, "edition": about.edition}
    with transaction.atomic():
        FeedbackCount.objects.bulk_create([FeedbackCount(**page)], ignore_conflicts=True)
        FeedbackCount.objects.filter(**page).update(**{name: F(name) + 1})


def keep(about: About, report: Report) -> None:
    """Keep a report that :func:`.asked.read` found no fault with. The same words on the same page are kept once.

    Raises:
        NoRoom: if :data:`MOST_OPEN` wait already.
    """
    assert not report.problems
    waiting = FeedbackReport.objects.exclude(state=FeedbackReport.State.ANSWERED)
    same = {"kind": about.kind, "key": about.key, "choice": report.choice, "text": report.text}
    with transaction.atomic():
        if waiting.filter(**same).exists():
            return
        if waiting.count() >= MOST_OPEN:
            raise NoRoom
        FeedbackReport.objects.create(**same, edition=about.edition, statement=about.statement)
