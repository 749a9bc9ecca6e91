"""Two codes, a date of service, the lines found → an answer that explains itself. Pure.

It says "no edit" only where the loaded data can know: never from a sample or a set with missing files, nor for a day
after the quarter of the release or before its first line.

Sources of the rules, as they are cited beside the sentences:
- modifier indicators 0, 1, 9: NCCI policy manual, chapter I (``ncci-1``); First Coast and Noridian on CARC 236
- 59 and X{EPSU} on either code since July 1, 2019, Medicare Part B: First Coast (``fcso-236-faq``), AAPC of CMS
- of a preventive visit and one for a problem the latter carries 25: Priority Health (``pri-25``)
- an edit with indicator 0 is not opened by an appeal: First Coast and Noridian on CARC 236 (``fcso-236``, ``nor-236``)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .candidates import Candidate, candidates
from .kinds import CodeKind
from .records import Edit, FeeIndicators, Loaded, ModifierIndicator

Status = Literal["live", "ended", "withdrawn", "no_edit", "not_loaded"]
Column = Literal["column_one", "column_two"]

EITHER_COLUMN_SINCE = date(2019, 7, 1)
"""Medicare Part B takes 59, XE, XP, XS and XU on either code for dates of service from this day (``fcso-236-faq``)."""

FEW_LINES = 100_000
"""A set of Medicare's code pairs has well over a million lines; with fewer than these, files may be missing."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing said, with the keys of its sources."""

    text: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for two codes.

    ``first`` and ``second`` are the codes as asked; ``column_one`` and ``column_two`` as the edit has them, None where
    there is none to tell. ``edit`` is the line on which the answer rests, ``history`` every line of the pair, oldest
    first, in either direction. ``notes`` tell what else the lines of the pair say, ``cautions`` what the loaded data
    cannot know. ``candidates`` are given only for a live edit with indicator 1.
    """

    first: str
    second: str
    on: date
    status: Status
    edit: Edit | None
    history: tuple[Edit, ...]
    headline: str
    reasons: tuple[Sentence, ...]
    notes: tuple[Sentence, ...]
    cautions: tuple[Sentence, ...]
    allowed_on: tuple[Column, ...]
    candidates: tuple[Candidate, ...]
    loaded: Loaded | None

    @property
    def column_one(self) -> str | None:
        """The code that is paid when both are billed without a modifier."""
        return self.edit.column_one if self.edit else None

    @property
    def column_two(self) -> str | None:
        """The code that is denied when both are billed without a modifier."""
        return self.edit.column_two if self.edit else None

    @property
    def modifier_indicator(self) -> ModifierIndicator | None:
        """The indicator of the line on which the answer rests."""
        return self.edit.modifier_indicator if self.edit else None

    @property
    def can_open(self) -> bool:
        """Whether a modifier can open the edit."""
        return self.status == "live" and self.modifier_indicator == "1"


def judge(
    first: str,
    second: str,
    on: date,
    loaded: Loaded | None,
    lines: Iterable[Edit],
    *,
    fees: dict[str, FeeIndicators] | None = None,
) -> Verdict:
    """Judge two different codes on a date of service.

    Args:
        first: one procedure code.
        second: another one; their order makes no difference to the answer.
        on: the date of service.
        loaded: the release that was asked; None if none of the set is loaded.
        lines: every line that it has for the two codes; others are passed over.
        fees: the fee-schedule indicators by code, as far as they are loaded.
    """
    history = tuple(
        sorted((line for line in lines if {line.column_one, line.column_two} == {first, second}), key=_oldest_first)
    )
    status, edit = _status(history, on, loaded)
    is_open = status == "live" and edit is not None and edit.modifier_indicator == "1"
    found: tuple[Candidate, ...] = ()
    if is_open and edit is not None and loaded is not None:
        found = candidates(
            edit.column_one,
            edit.column_two,
            either_column=_takes_either(on, loaded),
            is_hospital=loaded.setting == "hospital",
            fees=fees,
        )
    allowed = _allowed_on(edit, on, loaded, found) if is_open and edit is not None else ()
    return Verdict(
        first=first,
        second=second,
        on=on,
        status=status,
        edit=edit,
        history=history,
        headline=_headline(first, second, status, edit, loaded, on),
        reasons=tuple(_reasons(status, edit, history, on, allowed)),
        notes=tuple(_notes(status, edit, history, on, loaded)),
        cautions=tuple(cautions(status, on, loaded)),
        allowed_on=allowed,
        candidates=found,
        loaded=loaded,
    )


def _oldest_first(line: Edit) -> tuple[date, date, str, str, str, str]:
    """By time; what is left makes the order the same however the lines come."""
    begins, ends = line.effective_on or date.min, line.deleted_on or date.max
    return begins, ends, line.modifier_indicator, line.column_one, line.column_two, line.rationale


def _status(history: tuple[Edit, ...], on: date, loaded: Loaded | None) -> tuple[Status, Edit | None]:
    """The status on the day, and the line that decides it."""
    if loaded is None:
        return "not_loaded", None
    if line := _in_force(history, on):
        return "live", line
    over = [line for line in history if not line.is_withdrawn and line.deleted_on and line.deleted_on < on]
    if over:
        return "ended", max(over, key=lambda line: line.deleted_on or date.min)
    if withdrawn := [line for line in history if line.is_withdrawn and (line.effective_on or date.min) <= on]:
        return "withdrawn", withdrawn[-1]
    return ("no_edit" if can_know(on, loaded) else "not_loaded"), None


def _in_force(history: tuple[Edit, ...], on: date) -> Edit | None:
    """The one line that holds on the day.

    The lines of a pair never hold at the same time, which every import checks. So a line with a known start leaves no
    room for one without; and of several whose start is not known, all but the first to end began after that end.
    """
    holding = [line for line in history if line.holds_on(on)]
    told = [line for line in holding if line.effective_on]
    return told[-1] if told else next(iter(holding), None)


def can_know(on: date, loaded: Loaded) -> bool:
    """Whether the absence of a line means that there is no edit on that day."""
    return (
        loaded.is_complete
        and on <= loaded.ends_on
        and (loaded.first_effective_on is None or on >= loaded.first_effective_on)
    )


def _takes_either(on: date, loaded: Loaded | None) -> bool:
    """Whether 59 and X{EPSU} may stand on either code: Medicare Part B, by date of service."""
    is_part_b = loaded is not None and loaded.program == "medicare" and loaded.setting == "practitioner"
    return is_part_b and on >= EITHER_COLUMN_SINCE


def _allowed_on(edit: Edit, on: date, loaded: Loaded | None, found: Iterable[Candidate]) -> tuple[Column, ...]:
    """The columns on which the modifier that opens the edit may stand: those of visits, where there are any."""
    codes: tuple[tuple[Column, str], ...] = (("column_one", edit.column_one), ("column_two", edit.column_two))
    visits = {code for each in found if each.group == "visit" for code in each.goes_on}
    if visits:
        return tuple(column for column, code in codes if code in visits)
    return ("column_one", "column_two") if _takes_either(on, loaded) else ("column_two",)


def _headline(first: str, second: str, status: Status, edit: Edit | None, loaded: Loaded | None, on: date) -> str:
    """The answer in one sentence."""
    if status == "live" and edit:
        opens = {"0": "No modifier opens it.", "1": "A modifier opens it when the record supports it."}
        bundles = f"an edit bundles {edit.column_two} into {edit.column_one}."
        return f"Yes: {bundles} {opens.get(edit.modifier_indicator, '')}".strip()
    if status == "ended" and edit and edit.deleted_on:
        return f"The edit that bundled {edit.column_two} into {edit.column_one} ended on {said(edit.deleted_on)}."
    if status == "withdrawn":
        return f"The edit between {first} and {second} was withdrawn from its first day."
    if status == "no_edit":
        return f"No edit between {first} and {second} on {said(on)}."
    if loaded is None:
        return "We cannot tell: these code pairs are not loaded here."
    return f"We cannot tell whether an edit joins {first} and {second} on {said(on)}."


def _reasons(
    status: Status, edit: Edit | None, history: tuple[Edit, ...], on: date, allowed: tuple[Column, ...]
) -> Iterable[Sentence]:
    if status == "live" and edit:
        yield Sentence(
            f"{edit.column_one} is the column one code and {edit.column_two} the column two code: billed together"
            f" without a modifier, {edit.column_one} is eligible for payment and {edit.column_two} denies.",
            ("ncci-1",),
        )
        if edit.modifier_indicator == "0":
            yield Sentence(
                "Modifier indicator 0: the two are never paid together for the same patient, day and provider."
                " An appeal to open it is not worth writing; look at the choice of codes instead.",
                ("fcso-236", "nor-236"),
            )
        elif visits := [code for code in (edit.column_one, edit.column_two) if CodeKind(code).is_visit]:
            yield Sentence(
                "Modifier indicator 1. With a visit in the pair, the modifier that opens it goes on the visit;"
                " 59 and the X modifiers do not go on visits.",
                ("nor-59", "ncci-1"),
            )
            preventive = [code for code in visits if CodeKind(code).is_preventive_visit]
            if len(visits) == 2 and len(preventive) == 1:
                problem = next(code for code in visits if code not in preventive)
                yield Sentence(
                    f"Of the two visits the one for a problem, {problem}, carries 25; the preventive one,"
                    f" {preventive[0]}, does not.",
                    ("pri-25",),
                )
        elif allowed == ("column_two",):
            yield Sentence(
                f"Modifier indicator 1. 59 or an X modifier goes on the column two code, {edit.column_two}.",
                ("fcso-236-faq", "nor-59"),
            )
        else:
            yield Sentence(
                "Modifier indicator 1. For dates of service since July 1, 2019, Medicare Part B takes 59 or an X"
                " modifier on either code.",
                ("fcso-236-faq", "cma-59"),
            )
    elif status == "ended" and edit and edit.deleted_on:
        yield Sentence(
            f"Through {said(edit.deleted_on)} {edit.column_two} was bundled into {edit.column_one}."
            " For later dates no modifier is needed because of this edit; some payers may still deny the pair.",
            ("ncci-1",),
        )
    elif status == "withdrawn":
        yield Sentence(
            "Modifier indicator 9: the line was deleted as of the day on which it was to begin, so it never held and"
            " no modifier is needed because of it.",
            ("ncci-1",),
        )


def cautions(status: Status, on: date, loaded: Loaded | None) -> Iterator[Sentence]:
    """What the loaded data cannot know, the same for every pair with this status.

    Args:
        status: of the pair.
        on: the date of service.
        loaded: the release that was asked; None if none of the set is loaded.
    """
    if loaded is None:
        return
    if loaded.is_sample:
        yield Sentence(f"{sample_said(loaded)} The operator of this site can import the quarterly files of CMS.")
    elif not loaded.is_complete:
        yield Sentence("Parts of this set are missing here, so a pair that is not found may still have an edit.")
    elif status == "no_edit" and loaded.program == "medicare" and loaded.line_count < FEW_LINES:
        yield Sentence(
            f"The set that is loaded here has only {loaded.line_count:,} lines, where a whole quarter has over a"
            " million. If files are missing, this answer is wrong."
        )
    if on > loaded.ends_on:
        yield Sentence(
            f"The loaded release ends with {said(loaded.ends_on)}. Edits change every quarter: look the pair up again"
            " in the release of the date of service.",
            ("fcso-236",),
        )
    elif status == "not_loaded" and loaded.first_effective_on and on < loaded.first_effective_on:
        yield Sentence(f"The first line of the loaded release begins on {said(loaded.first_effective_on)}.")


def _notes(
    status: Status, edit: Edit | None, history: tuple[Edit, ...], on: date, loaded: Loaded | None
) -> Iterable[Sentence]:
    """What else the lines of the pair tell."""
    if edit and loaded and status == "live" and edit.effective_on is None and on < loaded.starts_on:
        yield Sentence("The file does not tell since when this edit holds. It may have begun after this date.")
    if status in ("ended", "live") and any(x.is_withdrawn for x in history):
        again = next(x for x in reversed(history) if x.is_withdrawn)
        when = f" of {said(again.effective_on)}" if again.effective_on else ""
        yield Sentence(f"A line{when} was withdrawn from its first day and never held.", ("ncci-1",))
    if edit and status == "live" and edit.deleted_on:
        yield Sentence(f"This edit ends with {said(edit.deleted_on)}.")
    starts = (line.effective_on for line in history if line.effective_on and not line.is_withdrawn)
    if begins := next((start for start in starts if start > on), None):
        yield Sentence(f"{'Another' if edit else 'An'} edit between the two begins on {said(begins)}.")


def sample_said(loaded: Loaded | None) -> str:
    """What every page says of a sample; empty for any other release, or none."""
    if loaded is None or not loaded.is_sample:
        return ""
    return f"Sample of {loaded.pair_count:,} pair{'' if loaded.pair_count == 1 else 's'}: not a basis for “no edit”."


def said(day: date) -> str:
    """``July 1, 2019``."""
    return f"{day:%B} {day.day}, {day.year}"
