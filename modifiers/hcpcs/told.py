"""The preview in words: counts, then each difference, as lines for a terminal. No Django here."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import groupby

from .compare import REPORTED_ONLY, Change, Comparison, Difference
from .reader import Reading

_WIDTH, _NAME = 110, 30


def reading_told(reading: Reading, quarter: str) -> Iterator[str]:
    """What the file is, what the reader chose, and what it refused."""
    inside = f" ({reading.member})" if reading.member else ""
    yield f"{reading.name}{inside}: {reading.form}, quarter {quarter}, {len(reading.modifiers)} modifiers."
    yield from reading.remarks
    if reading.refused:
        yield f"{len(reading.refused)} lines refused:"
        yield from (f"  line {line}" for line in reading.refused)


def comparison_told(comparison: Comparison) -> Iterator[str]:
    """Counts first, then a table for each change."""
    counts = comparison.counts
    yield ""
    for change in Change:
        only = "  (reported, nothing is written)" if change in REPORTED_ONLY and counts[change] else ""
        yield f"{counts[change]:6}  {change}{only}"
    yield f"{len(comparison.unchanged):6}  unchanged"
    for change, differences in groupby(comparison.differences, key=lambda difference: difference.change):
        yield ""
        yield f"{change.capitalize()}:"
        for difference in differences:
            yield from _row(difference)


def _row(difference: Difference) -> Iterator[str]:
    name = textwrap.shorten(difference.name, _NAME, placeholder="…")
    first = f"  {difference.code}  {name:<{_NAME}}  "
    yield from textwrap.wrap(
        difference.told, _WIDTH, initial_indent=first, subsequent_indent=" " * len(first), break_on_hyphens=False
    )
