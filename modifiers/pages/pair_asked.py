"""What a reader asks of the pair desk: codes, a date of service, a setting; read from an address or a form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from modifiers.codes import MOST_CODES, ClaimCodes, CodeError, ModifierCode
from modifiers.ncci.records import SETTING_NAMES, Loaded, Program, Setting
from modifiers.ncci.releases import Releases

from .words import day

PROGRAM_NAMES: dict[Program, str] = {"medicare": "Medicare", "medicaid": "Medicaid"}
_LONGEST = 200
_FIRST_YEAR = 1990


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field of the form; ``instead`` tells what an answer is about, where there is one."""

    field: Literal["codes", "on", "setting", "program"]
    text: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the pair desk.

    ``typed`` and ``on_typed`` are what stands in the form, also where it cannot be read; ``problems`` says then what is
    wrong. ``is_today`` tells that no date was given. ``modifiers`` came with the codes and ``repeated`` are codes that
    came more than once: no answer depends on them, which the page says.
    """

    typed: str
    codes: ClaimCodes | None
    on: date
    on_typed: str
    on_is_day: bool
    is_today: bool
    setting: Setting
    program: Program
    problems: tuple[Problem, ...] = ()
    modifiers: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()

    @classmethod
    def read(cls, query: QueryDict, typed: str = "") -> Asked:
        """Read a form or an address; nothing that it can hold is an error.

        Args:
            query: with ``codes``, ``on`` (year-month-day), ``setting``, ``program``, all of which may be missing;
                ``modifier`` and ``repeated`` tell what the form was given and the address of the codes cannot.
            typed: the codes as they stand in the address, if they do.
        """
        problems: list[Problem] = []
        text = (typed or query.get("codes", "")).strip()
        codes = None
        if text or "codes" in query:
            try:
                codes = _codes(text)
            except CodeError as error:
                problems.append(Problem("codes", str(error)))
        today = timezone.localdate()
        on_typed = query.get("on", "")[:20].strip()
        is_day = True
        try:
            on = date.fromisoformat(on_typed) if on_typed else today
            if on.year < _FIRST_YEAR:
                raise ValueError
        except ValueError:
            wrong = f"“{on_typed}” is no date of service. Write year-month-day, such as {today}."
            problems.append(Problem("on", wrong, "The answer below is that of today."))
            on, is_day = today, False
        setting = query.get("setting", "")
        program = query.get("program", "")
        if setting and setting not in SETTING_NAMES:
            wrong = "Choose one of the settings: practitioner or outpatient hospital."
            problems.append(Problem("setting", wrong, "The answer below is for a practitioner claim."))
        if program and program not in PROGRAM_NAMES:
            problems.append(Problem("program", "Choose Medicare or Medicaid.", "The answer below is that of Medicare."))
        return cls(
            typed=text[:_LONGEST],
            codes=codes,
            on=on,
            on_typed=on.isoformat() if is_day else on_typed,
            on_is_day=is_day,
            is_today=not (on_typed and is_day),
            setting=setting if setting in SETTING_NAMES else "practitioner",  # type: ignore[arg-type]
            program=program if program in PROGRAM_NAMES else "medicare",  # type: ignore[arg-type]
            problems=tuple(replace(each, instead=each.instead if typed and codes else "") for each in problems),
            modifiers=_modifiers(codes, query.getlist("modifier")),
            repeated=_repeated(codes, query.getlist("repeated")),
        )

    def path(self, *codes: str) -> str:
        """The address of these codes with the date, setting and program that were asked."""
        return pair_path("-".join(codes), self.on if not self.is_today else None, self.setting, self.program)

    @property
    def own_path(self) -> str:
        """The address of all that was asked."""
        path = self.path(*(self.codes.values if self.codes else ()))
        told = urlencode([*(("modifier", each) for each in self.modifiers), *(("repeated", c) for c in self.repeated)])
        return f"{path}{'&' if '?' in path else '?'}{told}" if told else path

    def of(self, setting: Setting) -> Asked:
        """The same question for another setting."""
        return replace(self, setting=setting)

    @property
    def day(self) -> str:
        """The date of service in words."""
        return day(self.on)

    def release(self, releases: Releases) -> Loaded | None:
        """The code pairs that answer."""
        return releases.get("ptp", self.setting, self.program)

    def form(self, releases: Releases) -> dict[str, Any]:
        """What ``components/pair_form.html`` shows."""
        programs = {each.program for each in releases.of_kind("ptp")} | {"medicare", self.program}
        return {
            "typed": self.typed if self.codes is None else " ".join(self.codes.values),
            "on": self.on_typed,
            # What is no day cannot stand in a field for days, and shall still stand there.
            "on_is_day": self.on_is_day,
            "settings": [(value, name, value == self.setting) for value, name in SETTING_NAMES.items()],
            # One choice is none: most sites load Medicare alone.
            "programs": [(v, name, v == self.program) for v, name in PROGRAM_NAMES.items() if v in programs]
            if len(programs) > 1
            else (),
            "problems": self.problems,
            "wrong": {each.field for each in self.problems},
            "said": " ".join(each.text for each in self.problems) or "Type two procedure codes.",
        }


def _codes(text: str) -> ClaimCodes:
    """The codes that were typed.

    Raises:
        CodeError: if they cannot be read, or the text is longer than any claim's: half of it would be another question.
    """
    if len(text) > _LONGEST:
        raise CodeError(f"That is longer than {_LONGEST} characters. Give at most {MOST_CODES} codes at a time.")
    return ClaimCodes.parse(text)


def _modifiers(codes: ClaimCodes | None, told: Sequence[str]) -> tuple[str, ...]:
    """The modifiers that came with the codes, in the text or beside it. What is none is passed over."""
    found = [code.value for code in codes.modifiers] if codes else []
    for each in told[:MOST_CODES]:
        try:
            found.append(ModifierCode.parse(each).value)
        except CodeError:
            continue
    return tuple(dict.fromkeys(found))


def _repeated(codes: ClaimCodes | None, told: Sequence[str]) -> tuple[str, ...]:
    """Those of the codes that were given more than once."""
    if codes is None:
        return ()
    twice = {code.value for code in codes.repeated} | set(told)
    return tuple(code for code in codes.values if code in twice)


def blank_form() -> dict[str, Any]:
    """The form with nothing typed, for pages about something else."""
    settings = [(value, name, value == "practitioner") for value, name in SETTING_NAMES.items()]
    return {"typed": "", "on": "", "on_is_day": True, "settings": settings, "programs": (), "problems": (), "wrong": ()}


def pair_path(slug: str, on: date | None = None, setting: str = "practitioner", program: str = "medicare") -> str:
    """The address of code pairs: ``/pairs/97140-97530/?on=2026-11-23&setting=practitioner``. Today is left out."""
    query = {"on": on.isoformat() if on else "", "setting": setting if on or setting != "practitioner" else ""}
    query["program"] = program if program != "medicare" else ""
    told = urlencode({name: value for name, value in query.items() if value})
    path = reverse("pair", args=[slug]) if slug else reverse("pair_list")
    return f"{path}?{told}" if told else path
