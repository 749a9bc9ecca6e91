"""Procedure-to-procedure edits, as CMS ships them: tab-delimited text or workbook. No Django here.

Seven columns in the files of Medicare: column 1, column 2, "*" for an edit from before 1996, effective date, deletion
date ("*" for none), modifier indicator, rationale. The files of Medicaid have no third column. A line is data when both
its code cells have the shape of a code, so a preamble of any length passes by (CMS, "PTP edits", readme of the files).

A file has up to 700,000 lines. Lines that are exactly as they should be, which is nearly all, are taken a block at a
time by one pattern; a block with any other line is read again line by line, where the reason is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from modifiers.official import OfficialFileError, clean, excerpt, read_day

from ..records import Program
from . import sheets
from .opening import Opened
from .tally import Tally

WHAT = "the NCCI code pairs"
MEMBERS = (r"cci(pra|oph)", r"ptp.*edit", r"edits?.*ptp", r"(?<!read)(?<!me)\.(txt|xlsx)$")
"""Names of the member of a zip that holds the edits, the best first."""

Row = tuple[str, str, int, int, str, int, int]

_BLOCK = 1024**2
_LONGEST_LINE = 4096
_CODE = re.compile(r"[A-Z0-9]{5}")
_EXACT: dict[Program, re.Pattern[str]] = {
    "medicare": re.compile(
        r"^([A-Z0-9]{5})\t([A-Z0-9]{5})\t([*]?)\t([0-9]{8}|)\t([0-9]{8}|[*])\t([019])\t([^\t\r\n\"]+)\r?$", re.MULTILINE
    ),
    "medicaid": re.compile(
        r"^([A-Z0-9]{5})\t([A-Z0-9]{5})()\t([0-9]{8}|)\t([0-9]{8}|[*])\t([019])\t([^\t\r\n\"]+)\r?$", re.MULTILINE
    ),
}
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
            f" lines of {_CELLS[program]} cells with tabs between: two codes of five characters, dates as 20260701 or * for"
            " none, and the modifier indicator 0, 1 or 9."
        )


class _Refused(Exception):
    """Why a line is not taken."""


class _Reader:
    def __init__(self, opened: Opened, program: Program, tally: Tally) -> None:
        self._opened = opened
        self._name = opened.member or opened.name
        self._program = program
        self._tally = tally
        self._number = 0
        self.begins = ""

    def of_text(self) -> Iterator[list[Row]]:
        exact = _EXACT[self._program]
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
                yield self._block(whole.decode("latin-1"), exact)
            self._tally.progress(done, max(done, self._opened.size), f"{self._name}: {self._tally.taken:,} lines")
        if rest:
            yield self._block(rest.decode("latin-1") + "\n", exact)

    def of_workbook(self) -> Iterator[list[Row]]:
        for number, cells in sheets.rows(self._opened, self._tally, _CELLS[self._program] + 1):
            self._number = number - 1
            padded = [cell.zfill(5) if place < 2 and cell.isdigit() else cell for place, cell in enumerate(cells)]
            found = self._line("\t".join(padded))
            yield [found] if found else []

    def _block(self, text: str, exact: re.Pattern[str]) -> list[Row]:
        found = exact.findall(text)
        lines = text.count("\n")
        # A line that contradicts itself needs its reason, and so the longer way.
        if len(found) == lines and not any(one == two or start > end > "*" for one, two, _, start, end, _, _ in found):
            try:
                taken = self._taken(found)
            except ValueError:
                pass
            else:
                self._number += lines
                return taken
        return [row for line in text.split("\n")[:-1] if (row := self._line(line)) is not None]

    def _taken(self, found: Sequence[Sequence[str]]) -> list[Row]:
        """Cells that have been found to be as they should → rows. Raises ValueError for a day that is none."""
        tally = self._tally
        days = {text: tally.day_number(text) for cells in found for text in (cells[3], cells[4])}
        texts = {text: tally.text_number(text.strip()) for text in {cells[6] for cells in found}}
        rows = [
            (one, two, days[start], days[end], indicator, texts[text], 1 if early else 0)
            for one, two, early, start, end, indicator, text in found
        ]
        for start in {row[2] for row in rows}:
            tally.starts(start)
        tally.without_start += sum(1 for row in rows if not row[2])
        tally.taken += len(rows)
        return rows

    def _line(self, line: str) -> Row | None:
        """One line, however it is written; None if it is no data or refused."""
        self._number += 1
        cells = [cell.strip().strip('"').strip() for cell in line.rstrip("\r\n").split("\t")]
        self.begins = self.begins or excerpt(line)
        codes = [cell.upper() for cell in cells[:2]]
        if len(codes) < 2 or not all(_CODE.fullmatch(code) and any(map(str.isdigit, code)) for code in codes):
            if any(_CODE.fullmatch(code) and any(map(str.isdigit, code)) for code in codes):
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
        return self._taken([[*codes, early, first, last or "*", indicator, clean(" ".join(more))]])[0]

    def _refuse_other_program(self, cells: Sequence[str]) -> None:
        """Tell the layouts apart by the third cell: a date in Medicaid's, "*" or nothing in Medicare's."""
        third = cells[2] if len(cells) > 2 else ""
        if self._program == "medicare" and len(cells) <= 6 and third.isdigit() and len(third) == 8:
            raise OfficialFileError(
                f"{self._name} has the six columns of a Medicaid file, without the one for edits from before 1996."
                " Import it with --medicaid."
            )
        if self._program == "medicaid" and len(cells) == 7 and third in ("", "*") and cells[3].isdigit():
            raise OfficialFileError(
                f"{self._name} has the seven columns of a Medicare file. Import it without --medicaid."
            )

    @staticmethod
    def _day(text: str) -> str:
        """A date in any of the usual spellings as 20260701; empty for none."""
        if text in ("", "*"):
            return ""
        try:
            day = read_day(int(text) if text.isdigit() and len(text) < 7 else text)
        except (ValueError, OverflowError) as error:
            raise ValueError(text) from error
        return day.strftime("%Y%m%d") if day else ""

    def _refused(self, line: str, reason: str) -> None:
        self._tally.refuse(self._name, self._number, line, reason)


def unknown_rationales(texts: Sequence[str], known: Sequence[str]) -> list[str]:
    """Rationales that are none of the known ones, whatever their letter case: worth a remark, not a refusal."""
    folded: set[str] = {text.casefold() for text in known}
    return [text for text in texts if text.casefold() not in folded]
