"""The questions behind a letter, as data, and the case that the answers make. Pure.

A case is what stands in an address: codes, keys of published statements, and slugs. A word that is none of these is
left out, and nothing shows it again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

from modifiers.codes import CodeError, DenialCode, ModifierCode, ProcedureCode
from modifiers.denials.facts import PAYER_KINDS, Adjustment, Edit, Facts, Line, PayerKind
from modifiers.documents import FamilyDocument, ModifierDocument, PayerDocument, Source, Statement
from modifiers.documents.links import plain
from modifiers.documents.parts import Related, TimeLimit

LevelKey = Literal["first", "second"]
Claim = Literal["practitioner", "hospital"]

SHARED = "all."
"""Before the key of a statement that the modifier's family says for all its members."""

MOST_DENIALS = 6
MOST_TICKS = 60
_LONGEST = 120
_FIRST_YEAR = 1996
_QUARTERS_OFFERED = 12

ENCLOSURES: Mapping[str, str] = {
    "remittance": "Copy of the remittance advice",
    "record": "Note of the denied service",
    "other-record": "Note of the other service",
    "order": "Order for the service",
    "report": "Signed report, result or image",
    "times": "Log of start and stop times",
    "notice": "Signed advance notice of noncoverage (ABN)",
    "certificate": "Certificate or proof of enrollment",
    "invoice": "Label, invoice or proof of delivery",
    "policy": "The coverage policy or payer policy relied on",
    "decision": "Copy of the decision before this one",
}
"""Slug → a document that may go with a letter."""

CLAIMS: Mapping[Claim, str] = {"practitioner": "Practitioner", "hospital": "Outpatient hospital"}
"""Whose claim it is: NCCI has a set of code pairs for each."""

_LEVELS: Mapping[LevelKey, str] = {"first": "First level of appeal", "second": "Second level of appeal"}
_SECOND: LevelKey = "second"
_QUARTER = re.compile(r"(\d{4})-q([1-4])")
_SLUG = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
_NAMED = re.compile(r"\b(CARC|RARC|GROUP)[\s:#]+(?=\w)", re.IGNORECASE)
_GROUPED = re.compile(r"(CO|OA|PR|PI|CR)[-:]?(?=\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked. ``kind`` is how it is answered: a text of codes, one of several, or ticks."""

    name: str
    label: str
    kind: Literal["codes", "choice", "ticks"]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A heading and its questions."""

    key: str
    title: str
    questions: tuple[Question, ...]


STEPS = (
    Step(
        "denied",
        "What was denied",
        (
            Question("modifier", "Modifier", "codes", "59"),
            Question("procedure", "Denied procedure code", "codes", "97530"),
            Question("procedure", "Billed with, if a pair was denied", "codes", "97140"),
            Question("denial", "Denial codes", "codes", "CO-97 N19"),
            Question("quarter", "Quarter of the service", "choice"),
            Question("setting", "Claim", "choice"),
        ),
    ),
    Step(
        "payer",
        "Who decides",
        (
            Question("payer", "Payer", "choice", "A contractor of Original Medicare decides for Medicare Part B."),
            Question("level", "Level of appeal", "choice"),
        ),
    ),
    Step(
        "record",
        "What the record shows",
        (
            Question("use", "Which case is it?", "ticks", "Tick what happened."),
            Question("shown", "The checklist", "ticks", "Tick only what the note holds. Leave what does not apply."),
            Question("not", "Other modifiers that you ruled out", "ticks", "Tick those that do not fit this line."),
        ),
    ),
    Step("enclosures", "What goes with it", (Question("with", "Documents at hand", "ticks"),)),
)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question: the value that the address holds, its words, and whether it is chosen."""

    value: str
    words: str
    is_chosen: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """The answers.

    ``procedures`` has the denied code first. ``wrong`` names the questions whose answer is no code.
    """

    modifier: str = ""
    procedures: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()
    payer: str = ""
    level: LevelKey = "first"
    quarter: str = ""
    setting: Claim = "practitioner"
    uses: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    ruled_out: tuple[str, ...] = ()
    enclosed: tuple[str, ...] = ()
    anyway: bool = False
    wrong: tuple[str, ...] = field(default=(), compare=False)

    @property
    def line(self) -> Line:
        """The denied line as the router takes it."""
        parsed = [DenialCode.parse(slug) for slug in self.denials]
        groups = [code.value for code in parsed if code.system == "group"]
        group = groups[0] if groups else ""
        reasons = [Adjustment(group, code.value) for code in parsed if code.system == "carc"]
        return Line(
            adjustments=tuple(reasons or ([Adjustment(group)] if group else [])),
            remarks=tuple(code.value for code in parsed if code.system == "rarc"),
            procedures=self.procedures,
            modifiers=(self.modifier,) if self.modifier else (),
        )

    def facts(self, payer: PayerDocument | None, edit: Edit, service_on: date | None) -> Facts:
        """The question for the router. Payers of a kind that it does not know are unknown to it."""
        kind: PayerKind = "unknown"
        if payer and payer.payer_kind in PAYER_KINDS:
            kind = payer.payer_kind  # type: ignore[assignment]
        return Facts(self.line, kind, service_on, edit=edit)

    def query(self) -> list[tuple[str, str]]:
        """The case as the parameters of an address."""
        single = [
            ("modifier", self.modifier.lower()),
            *(("procedure", code.lower()) for code in self.procedures),
            *(("denial", slug) for slug in self.denials),
            ("payer", self.payer),
            ("level", self.level if self.level == _SECOND else ""),
            ("quarter", self.quarter),
            ("setting", self.setting if self.setting == "hospital" else ""),
        ]
        ticks = {"use": self.uses, "shown": self.shown, "not": self.ruled_out, "with": self.enclosed}
        found = [*single, *((name, value.lower()) for name, values in ticks.items() for value in values)]
        return [(name, value) for name, value in found if value] + ([("anyway", "yes")] if self.anyway else [])

    def days(self, today: date) -> tuple[date, date]:
        """The first and the last day on which the service may have been: of the quarter given, else today alone."""
        found = _QUARTER.fullmatch(self.quarter)
        if found is None:
            return today, today
        year, month = int(found[1]), 3 * int(found[2]) - 2
        following = date(year + month // 10, month + 3 if month < 10 else 1, 1)
        return date(year, month, 1), following - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Edition:
    """Which edition of a page the words come from."""

    title: str
    number: int
    live_on: date


@dataclass(frozen=True, slots=True)
class Pages:
    """The published pages on which a letter may rest.

    ``related`` are the pairs of the modifier: the other code, the code whose page holds the pair, and the pair.
    ``editions`` and ``sources`` are of all these pages, by (kind, key) and by key.
    """

    modifier: ModifierDocument
    family: FamilyDocument | None = None
    related: tuple[tuple[str, str, Related], ...] = ()
    payer: PayerDocument | None = None
    sources: Mapping[str, Source] = field(default_factory=dict)
    editions: Mapping[tuple[str, str], Edition] = field(default_factory=dict)

    @property
    def checklist(self) -> dict[str, tuple[str, str, Statement]]:
        """Tick → kind and key of the page, and the item: the modifier's own, then its family's."""
        own = {item.key: ("modifier", self.modifier.code, item) for item in self.modifier.checklist}
        if self.family is None:
            return own
        return own | {SHARED + item.key: ("family", self.family.slug, item) for item in self.family.checklist}

    @property
    def is_after_another(self) -> bool:
        """Whether the modifier tells of a service in the global period of an earlier procedure, as its page says."""
        return any(test.key == "global-period" for test in self.modifier.opens_edit)

    @property
    def alternatives(self) -> dict[str, tuple[str, Related, bool]]:
        """Other modifier → the page that tells it from this one, the pair, and whether it says more than this one."""
        found: dict[str, tuple[str, Related, bool]] = {}
        for code, holder, pair in self.related:
            if pair.kind in ("more_specific", "commonly_confused", "mutually_exclusive"):
                is_closer = pair.kind == "more_specific" and holder == self.modifier.code
                found.setdefault(code, (holder, pair, is_closer))
        return dict(sorted(found.items(), key=lambda item: not item[1][2]))

    @property
    def levels(self) -> dict[LevelKey, TimeLimit | None]:
        """The levels for which letters are written: the first two that the payer's page tells, else two by number."""
        told = self.payer.appeal_levels if self.payer else ()
        if not told:
            return {"first": None, "second": None}
        return dict(zip(_LEVELS, told, strict=False))


def read(given: Mapping[str, Sequence[str]]) -> Case:
    """Read an address. Nothing that it can hold is an error; what cannot be read is left out.

    Args:
        given: parameter → its values. Codes of one parameter may stand in one value with spaces between.
    """
    wrong: list[str] = []

    def codes(name: str, parse: Callable[[str], Iterable[str]], most: int) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for value in given.get(name, ())[:MOST_DENIALS]:
            joined = _NAMED.sub(r"\1-", value[:_LONGEST])  # “CARC 97” is one code
            for piece in re.split(r"[\s,;+]+", joined.strip()):
                try:
                    found |= dict.fromkeys(parse(piece) if piece else ())
                except CodeError:
                    wrong.append(name)
        return tuple(found)[:most]

    def slugs(name: str) -> tuple[str, ...]:
        values = [value for value in given.get(name, ())[:MOST_TICKS] if _SLUG.fullmatch(value[:_LONGEST])]
        return tuple(dict.fromkeys(values))

    def slug(name: str) -> str:
        return next(iter(slugs(name)), "")

    quarter = slug("quarter")
    is_quarter = (found := _QUARTER.fullmatch(quarter)) and _FIRST_YEAR <= int(found[1]) < 2100
    modifiers = codes("modifier", lambda piece: [ModifierCode.parse(piece).value], 1)
    return Case(
        modifier=modifiers[0] if modifiers else "",
        procedures=codes("procedure", lambda piece: [ProcedureCode.parse(piece).value], 2),
        denials=codes("denial", _denials, MOST_DENIALS),
        payer=slug("payer"),
        level="second" if slug("level") == _SECOND else "first",
        quarter=quarter if is_quarter else "",
        setting="hospital" if slug("setting") == "hospital" else "practitioner",
        uses=slugs("use"),
        shown=slugs("shown"),
        ruled_out=tuple(code.upper() for code in slugs("not")),
        enclosed=slugs("with"),
        anyway=slug("anyway") == "yes",
        wrong=tuple(dict.fromkeys(wrong)),
    )


def _denials(piece: str) -> list[str]:
    """``CO-97`` → its group and its reason; any other code → itself."""
    group = _GROUPED.match(piece)
    slug = DenialCode.parse(piece).slug
    return [f"group-{group[1].lower()}", slug] if group and slug.startswith("carc-") else [slug]


def known(case: Case, pages: Pages | None) -> Case:
    """The case with only those answers that the published pages know; without a modifier's page, no ticks at all."""
    enclosed = tuple(slug for slug in case.enclosed if slug in ENCLOSURES)
    if pages is None:
        return replace(case, uses=(), shown=(), ruled_out=(), enclosed=enclosed)
    uses = {use.key for use in pages.modifier.when_to_use}
    return replace(
        case,
        payer=pages.payer.slug if pages.payer else "",
        level=case.level if case.level in pages.levels else "first",
        uses=tuple(key for key in case.uses if key in uses),
        shown=tuple(key for key in pages.checklist if key in case.shown),
        ruled_out=tuple(code for code in pages.alternatives if code in case.ruled_out),
        enclosed=enclosed,
    )


def unanswered(case: Case) -> tuple[str, ...]:
    """What a letter still needs, in the order of the questions; each a phrase."""
    needed = (
        (case.modifier, "the modifier"),
        (case.procedures, "the denied procedure code"),
        (any(not slug.startswith("group-") for slug in case.denials), "a denial code, such as CO-97"),
        (case.payer, "the payer"),
        (case.shown, "at least one item of the checklist that the note holds"),
    )
    return tuple(phrase for answer, phrase in needed if not answer)


def options(question: Question, case: Case, pages: Pages | None, today: date) -> tuple[Option, ...]:
    """The answers to a choice or to ticks, as far as the pages tell them; the catalogue has those to ``payer``."""
    if question.name == "quarter":
        return _quarters(case, today)
    if question.name == "setting":
        return tuple(Option(value, words, value == case.setting) for value, words in CLAIMS.items())
    if question.name == "level":
        levels = pages.levels if pages else dict.fromkeys(_LEVELS)
        named = ((key, f"{key.capitalize()}: {level.name}" if level else _LEVELS[key]) for key, level in levels.items())
        return tuple(Option(key, words, key == case.level) for key, words in named)
    if question.name == "with":
        return tuple(Option(slug, words, slug in case.enclosed) for slug, words in ENCLOSURES.items())
    if pages is None:
        return ()
    if question.name == "use":
        return tuple(Option(use.key, plain(use.text), use.key in case.uses) for use in pages.modifier.when_to_use)
    if question.name == "shown":
        items = pages.checklist.items()
        return tuple(Option(tick, plain(item.text), tick in case.shown) for tick, (_, _, item) in items)
    others = pages.alternatives.items()
    return tuple(Option(code.lower(), plain(pair.text), code in case.ruled_out, code) for code, (_, pair, _) in others)


def _quarters(case: Case, today: date) -> tuple[Option, ...]:
    year, quarter = today.year, (today.month + 2) // 3
    slugs = []
    for _ in range(_QUARTERS_OFFERED):
        slugs.append(f"{year}-q{quarter}")
        year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
    older = [case.quarter] if case.quarter and case.quarter not in slugs else []
    chosen = case.quarter or slugs[0]
    return tuple(Option(slug, f"{slug[:4]}, quarter {slug[-1]}", slug == chosen) for slug in (*slugs, *older))
