"""What is counted while files are read: lines, refusals, texts that come again, what the reader chose. Pure."""

from __future__ import annotations

from collections import Counter
from datetime import date

from modifiers.official import OfficialFileError, Progress, RefusedLine, excerpt, silent

KEPT_REFUSALS = 200
"""Refused lines that are kept with their text; the rest are counted."""
TOLERATED = 20
"""So many refused lines may be in any file; beyond them one in a hundred."""
MOST_TEXTS = 500
"""Different rationales after which the file is held to be another one. There have been twelve."""
HOPELESS = 2_000
"""Refused lines after which a file in which they outnumber the others is read no further."""


class Tally:
    """Counts over all files of one import."""

    def __init__(self, progress: Progress = silent) -> None:
        self.progress = progress
        self.taken = 0
        self.refused_count = 0
        self.refused: list[tuple[str, RefusedLine]] = []
        self.texts: dict[str, int] = {}
        self.first_effective = 0
        self.last_effective = 0
        self.without_start = 0
        self.remarks: Counter[str] = Counter()
        self._days: dict[str, int] = {"": 0, "*": 0}

    def text_number(self, text: str) -> int:
        """The number of a text that comes again and again, a new one if it has not come before.

        Raises:
            OfficialFileError: if hardly any text comes twice, which is not how these files are.
        """
        if text not in self.texts and len(self.texts) >= MOST_TEXTS:
            raise OfficialFileError(
                f"The last column holds more than {MOST_TEXTS} different texts, where a dozen are expected."
                f" The last one is “{excerpt(text)}”."
            )
        return self.texts.setdefault(text, len(self.texts))

    def day_number(self, text: str) -> int:
        """``20260701`` → 20260701; 0 for an empty cell or ``*``.

        Raises:
            ValueError: if it is no day of the calendar.
        """
        found = self._days.get(text)
        if found is None:
            day = date(int(text[:4]), int(text[4:6]), int(text[6:8]))
            if not (len(text) == 8 and 1900 <= day.year <= 2100):
                raise ValueError(text)
            found = self._days[text] = int(text)
        return found

    def starts(self, effective: int) -> None:
        """Remember the earliest and the latest start of a line."""
        if effective:
            self.first_effective = min(self.first_effective or effective, effective)
            self.last_effective = max(self.last_effective, effective)

    def refuse(self, file: str, number: int, text: str, reason: str) -> None:
        """Count a refused line and keep the first ones.

        Raises:
            OfficialFileError: if refused lines have long outnumbered the others.
        """
        self.refused_count += 1
        if len(self.refused) < KEPT_REFUSALS:
            self.refused.append((file, RefusedLine(number, excerpt(text), reason)))
        if self.refused_count > HOPELESS and self.refused_count > self.taken:
            raise OfficialFileError(self.too_many())

    @property
    def has_too_many_refused(self) -> bool:
        """Whether so many lines were refused that the file cannot be trusted."""
        return self.refused_count > max(TOLERATED, (self.taken + self.refused_count) // 100) or (
            self.refused_count > self.taken
        )

    def too_many(self) -> str:
        """The sentence for it."""
        file, line = self.refused[0]
        return (
            f"{self.refused_count:,} lines cannot be read, beside {self.taken:,} that can."
            f" The first is {file}, line {line}"
        )
