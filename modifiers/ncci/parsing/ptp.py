"""Procedure-to-procedure edits, as CMS ships them: tab-delimited text or workbook. No Django here.

Seven columns in the files of Medicare: column 1, column 2, "*" for an edit from before 1996, effective date, deletion
date ("*" for none), modifier indicator, rationale. The files of Medicaid have no third column. A line is data when both
its code cells have the shape of a code, so a preamble of any length passes by (CMS, "PTP edits", readme of the files).

A file has up to 700,000 lines. Nearly all are exactly as they should be, and what stands in their cells comes again and
again, so that it is looked at once and known from then on. Around any other line, a few are read one by one, where the
reason is found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import methodcaller
from typing import TypeVar

from modifiers.official import OfficialFileError, clean, excerpt, read_day

from ..datasets import as_number
from ..records import Program
from . import sheets
from .opening import Opened
from .tables import CODE
from .tally import Tally

WHAT = "the NCCI code pairs"
MEMBERS = (r"cci(pra|oph)", r"ptp.*edit", r"edits?.*ptp", r"(?<!read)(?<!me)\.(txt|xlsx)$")
"""Names of the member of a zip that holds the edits, the best first."""

Row = tuple[str, str, int, int, str, int, int]
V = TypeVar("V")

_BLOCK = 1024**2
_LONGEST_LINE = 4096
_CODE = re.compile(CODE)
_MOST_KNOWN = 50_000
_FEW = 32
_INDICATORS = {each: each for each in ("0", "1", "9")}
_CELLS_OF = methodcaller("split", "\t")
_EARLY = {"*": 1, "": 0}
_DAY = re.compile(r"[0-9]{8}|")
_RATIONALE = re.compile(r"[^\t\r\n\"]+\r?")
_CELLS = {"medicare": 7, "medicaid": 6}


def rows(opened: Opened, program: Program, tally: Tally) -> Iterator[list[Row]]:
    """The edits of one file, some thousand at a time, in the order of the file.

    Args:
        opened: the file.
        program: whose files these are; those of Medicaid lack a column.
        tally: counts, refusals and texts go there.

    Raises:
        OfficialFileError: if it is a file of the other program, has no edit at all, or hardly any line can be read.
    """
    before = tally.taken
    reader = _Reader(opened, program, tally)
    yield from reader.of_workbook() if opened.form == "workbook" else reader.of_text()
    if tally.taken == before:
        raise OfficialFileError(
            f"No line of {opened.member or opened.name} is an NCCI edit. It begins “{reader.begins}”. Expected are"
            f" lines of {_CELLS[program]} cells with tabs between: two codes of five characters, dates as 20260701 or *"
            " for none, and the modifier indicator 0, 1 or 9."
        )


class _Refused(Exception):
    """Why a line is not taken."""


class _Known(dict[str, V]):
    """What stands in cells, by their text. ``learn`` raises ValueError for a cell that is not as it should be."""

    def __init__(self, learn: Callable[[str], V], known: Mapping[str, V] | None = None) -> None:
        super().__init__(known or {})
        self._learn = learn

    def __missing__(self, text: str) -> V:
        found = self._learn(text)
        if len(self) < _MOST_KNOWN:
            self[text] = found
        return found


class _Reader:
    def __init__(self, opened: Opened, program: Program, tally: Tally) -> None:
        self._opened = opened
        self._name = opened.member or opened.name
        self._program = program
        self._tally = tally
        self._number = 0
        self._codes = _Known(_code)
        self._days = _Known(self._exact_day, {"*": 0})
        self._starts = _Known(self._exact_day)
        self._texts = _Known(self._exact_text)
        self.begins = ""

    def of_text(self) -> Iterator[list[Row]]:
        rest, done = b"", 0
        while chunk := self._opened.stream.read(_BLOCK):
            done += len(chunk)
            cut = chunk.rfind(b"\n") + 1
            whole, rest = (rest + chunk[:cut], chunk[cut:]) if cut else (b"", rest + chunk)
            if len(rest) > _LONGEST_LINE:
                raise OfficialFileError(
                    f"Line {self._number + whole.count(10) + 1} of {self._name} has more than {_LONGEST_LINE:,} bytes;"
                    " no line of these files has. It was not read."
                )
            if whole:
                yield self._block(whole.decode("latin-1"))
            self._tally.progress(done, max(done, self._opened.size), f"{self._name}: {self._tally.taken:,} lines")
        if rest:
            yield self._block(rest.decode("latin-1") + "\n")

    def of_workbook(self) -> Iterator[list[Row]]:
        for number, cells in sheets.rows(self._opened, self._tally, _CELLS[self._program] + 1):
            self._number = number - 1
            padded = [cell.zfill(5) if place < 2 and cell.isdigit() else cell for place, cell in enumerate(cells)]
            found = self._line("\t".join(padded))
            yield [found] if found else []

    def _block(self, text: str) -> list[Row]:
        *lines, _ = text.split("\n")
        return self._rows(lines)

    def _rows(self, lines: Sequence[str]) -> list[Row]:
        rows = self._exact(lines)
        if rows is not None:
            self._number += len(lines)
            self._count(rows)
            return rows
        if len(lines) <= _FEW:
            return [row for line in lines if (row := self._line(line)) is not None]
        half = len(lines) // 2
        return self._rows(lines[:half]) + self._rows(lines[half:])

    def _exact(self, lines: Sequence[str]) -> list[Row] | None:
        """The rows of lines that are all exactly as they should be; None if any is not, or contradicts itself."""
        codes, starts, days, texts = self._codes, self._starts, self._days, self._texts
        cut = map(_CELLS_OF, lines)
        try:
            rows = (
                [
                    (
                        codes[one],
                        codes[two],
                        starts[start],
                        days[end],
                        _INDICATORS[indicator],
                        texts[text],
                        _EARLY[early],
                    )
                    for one, two, early, start, end, indicator, text in cut
                ]
                if self._program == "medicare"
                else [
                    (codes[one], codes[two], starts[start], days[end], _INDICATORS[indicator], texts[text], 0)
                    for one, two, start, end, indicator, text in cut
                ]
            )
        except (KeyError, ValueError):
            return None
        return None if any(row[0] == row[1] or row[2] > row[3] > 0 for row in rows) else rows

    def _exact_day(self, text: str) -> int:
        if not _DAY.fullmatch(text):
            raise ValueError(text)
        return self._tally.day_number(text)

    def _exact_text(self, text: str) -> int:
        if not _RATIONALE.fullmatch(text) or not (kept := clean(text)):
            raise ValueError(text)
        return self._tally.text_number(kept)

    def _count(self, rows: Sequence[Row]) -> None:
        starts = {row[2] for row in rows}
        for start in starts:
            self._tally.starts(start)
        if 0 in starts:
            self._tally.without_start += sum(1 for row in rows if not row[2])
        self._tally.taken += len(rows)

    def _line(self, line: str) -> Row | None:
        """One line, however it is written; None if it is no data or refused."""
        self._number += 1
        cells = [cell.strip().strip('"').strip() for cell in line.rstrip("\r\n").split("\t")]
        self.begins = self.begins or excerpt(line)
        codes = [cell.upper() if cell.isascii() else cell for cell in cells[:2]]
        if len(codes) < 2 or not all(map(_CODE.fullmatch, codes)):
            if any(map(_CODE.fullmatch, codes)):
                self._refused(line, f"“{excerpt(' / '.join(codes))}” are not two codes of five characters.")
            return None
        while len(cells) > _CELLS[self._program] and not cells[-1]:
            cells.pop()
        self._refuse_other_program(cells)
        try:
            return self._judged(codes, cells)
        except _Refused as reason:
            self._refused(line, str(reason))
            return None

    def _judged(self, codes: Sequence[str], cells: Sequence[str]) -> Row:
        """The cells of a line of data as a row. Raises _Refused with the reason."""
        wanted = _CELLS[self._program]
        if len(cells) not in (wanted, wanted - 1):
            raise _Refused(f"It has {len(cells)} cells; an edit has {wanted}.")
        early = cells[2] if self._program == "medicare" else ""
        start, end, indicator, *more = cells[wanted - 4 :]
        if early not in ("", "*"):
            raise _Refused(f"“{excerpt(early)}” stands where only * or nothing may: from before 1996.")
        if indicator not in ("0", "1", "9"):
            raise _Refused(f"The modifier indicator is “{excerpt(indicator)}”, not 0, 1 or 9.")
        if codes[0] == codes[1]:
            raise _Refused(f"{codes[0]} is paired with itself.")
        try:
            first, last = self._day(start), self._day(end)
        except ValueError as error:
            raise _Refused(f"“{excerpt(str(error))}” is no date.") from error
        if first and last and last < first:
            raise _Refused("It is deleted before it takes effect.")
        number = self._tally.text_number(clean(" ".join(more)))
        row = (codes[0], codes[1], first, last, indicator, number, 1 if early else 0)
        self._count([row])
        return row

    def _refuse_other_program(self, cells: Sequence[str]) -> None:
        """Tell the layouts apart by the third cell: a date in Medicaid's, "*" or nothing in Medicare's."""
        third = cells[2] if len(cells) > 2 else ""
        if self._program == "medicare" and not any(cells[6:]) and third.isdecimal() and len(third) == 8:
            raise OfficialFileError(
                f"{self._name} has the six columns of a Medicaid file, without the one for edits from before 1996."
                " Import it with --medicaid."
            )
        if self._program == "medicaid" and len(cells) == 7 and third in ("", "*") and cells[3].isdecimal():
            raise OfficialFileError(
                f"{self._name} has the seven columns of a Medicare file. Import it without --medicaid."
            )

    @staticmethod
    def _day(text: str) -> int:
        """A date in any of the usual spellings as 20260701; 0 for none."""
        if text in ("", "*"):
            return 0
        try:
            return as_number(read_day(int(text) if text.isdecimal() and len(text) < 7 else text))
        except (ValueError, OverflowError) as error:
            raise ValueError(text) from error

    def _refused(self, line: str, reason: str) -> None:
        self._tally.refuse(self._name, self._number, line, reason)


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise ValueError(text)
    return text
