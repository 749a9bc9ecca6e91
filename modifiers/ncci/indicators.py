"""What the indicators of the Medicare Physician Fee Schedule mean, and which modifiers they let in or shut out. Pure.

Values: CMS, record layout of the relative value file of 2026 (RVU26A) with its attachment A. Traps: assistant
indicator 1 means never, while 1 lets a second surgeon or a team in with documents; indicators are texts, ``010`` is not
``10``. Where contractors differ, ``why`` names them. The words are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Effect = Literal["yes", "no", "documented", "conditional"]
"""``yes`` lets the modifier in, ``no`` shuts it out, ``documented`` lets it in with documents of medical need,
``conditional`` makes it depend on what ``why`` says, or changes the payment by it."""


@dataclass(frozen=True, slots=True)
class ModifierEffect:
    """What a value does to modifiers, and ``why`` in a few words: ``150 percent rule``."""

    codes: tuple[str, ...]
    effect: Effect
    why: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """A value of a field in one short sentence, and what it does to modifiers."""

    value: str
    words: str
    effects: tuple[ModifierEffect, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the file: the modifiers that it ``governs``, its values, and the keys of its sources."""

    name: str
    caption: str
    governs: tuple[str, ...]
    meanings: Mapping[str, Meaning]
    sources: tuple[str, ...]


def meaning(field: str, value: str) -> Meaning:
    """What a value of a field means.

    Args:
        field: a key of :data:`FIELDS`.
        value: as the file holds it; case and white space around it do not matter.

    Returns:
        Its meaning; for a value that is not known, or none, words that say so, and no effects.

    Raises:
        KeyError: if there is no such field.
    """
    known, given = FIELDS[field], value.strip().upper()
    if given in known.meanings:
        return known.meanings[given]
    return Meaning(given, "We do not know this value." if given else "The file leaves this field empty.")


def _yes(why: str, *codes: str) -> ModifierEffect:
    return ModifierEffect(codes, "yes", why)


def _no(why: str, *codes: str) -> ModifierEffect:
    return ModifierEffect(codes, "no", why)


def _documented(why: str, *codes: str) -> ModifierEffect:
    return ModifierEffect(codes, "documented", why)


def _conditional(why: str, *codes: str) -> ModifierEffect:
    return ModifierEffect(codes, "conditional", why)


def _field(name: str, caption: str, governs: str, sources: str, *meanings: Meaning) -> Field:
    by_value = MappingProxyType({each.value: each for each in meanings})
    return Field(name, caption, tuple(governs.split()), by_value, tuple(sources.split()))


_STATUS = _field(
    "status",
    "Status",
    "",
    "cms-rvu26a nor-mpfs",
    Meaning("A", "Active: Medicare pays for it separately when it covers it."),
    Meaning("B", "Always bundled: its payment lies inside that of other services."),
    Meaning("C", "The contractor sets the price, mostly case by case from the record."),
    Meaning("E", "Left out of the fee schedule by regulation; when covered, it is paid in another way."),
    Meaning("I", "Not valid for Medicare, which uses another code for the service."),
    Meaning("J", "An anesthesia service, which has no relative values in this file."),
    Meaning("M", "A measurement code, for reporting only."),
    Meaning("N", "Medicare does not cover it."),
    Meaning("P", "Bundled or excluded: the fee schedule makes no separate payment for it."),
    Meaning("R", "Restricted: special coverage rules apply, and the contractor prices it."),
    Meaning("T", "Paid only when the provider bills nothing else under the fee schedule that day."),
    Meaning("X", "Outside the fee schedule by law: it is no physician service there."),
)

_PCTC = _field(
    "pctc",
    "Professional and technical component",
    "26 TC",
    "cms-rvu26a dir-pctc reg-26",
    Meaning("0", "A physician service, which is not split.", (_no("a physician service is not split", "26", "TC"),)),
    Meaning(
        "1",
        "A diagnostic test or radiology service with a professional and a technical part.",
        (_yes("the interpretation alone", "26"), _yes("equipment, staff and supplies alone", "TC")),
    ),
    Meaning("2", "The professional part alone, as a code of its own.", (_no("it is one part already", "26", "TC"),)),
    Meaning("3", "The technical part alone, as a code of its own.", (_no("it is one part already", "26", "TC"),)),
    Meaning(
        "4", "The whole test; each part has a code of its own.", (_no("the parts have their own codes", "26", "TC"),)
    ),
    Meaning(
        "5", "A service of the physician's staff, paid as incident to the physician's.", (_no("not split", "26", "TC"),)
    ),
    Meaning(
        "6",
        "A laboratory test for which a laboratory physician's reading is paid here.",
        (_yes("the physician's reading", "26"), _no("the laboratory fee schedule pays the test", "TC")),
    ),
    Meaning(
        "7",
        "Therapy, not paid to a therapist in private practice for a hospital's patient.",
        (_no("therapy is not split", "26", "TC"),),
    ),
    Meaning(
        "8",
        "A physician's reading of an abnormal smear of a hospital inpatient.",
        (_no("the hospital is paid for the test", "TC"),),
    ),
    Meaning("9", "Professional and technical parts do not apply to it.", (_no("does not apply", "26", "TC"),)),
)

_FEW_PAY = _conditional("few payers pay for care before surgery alone", "56")
_ASK_CONTRACTOR = "the contractor decides whether a global period applies"
_AS_PARENT = "as for the code that it is added to"
_NO_DAYS_AFTER = "no postoperative days follow"
_NOT_SHARED = "only 10 or 90 days can be shared"
_RETURN = "Regence takes it on the code of the return; one glossary does not"

_GLOBAL = _field(
    "global_days",
    "Global days",
    "24 25 54 55 56 57 58 78 79",
    "cms-rvu26a cms-gs ncci-1 ibx-54 ibx-57 mira-78 nor-25 reg-54 reg-78 wpsfs-54 wpsfs-58 wpsfs-78 wpsfs-79",
    Meaning(
        "000",
        "A minor procedure: its payment covers related care on the day itself.",
        (
            _yes("a separate visit on the day", "25"),
            _no("57 is for 90 days", "57"),
            _no(_NO_DAYS_AFTER, "24", "58", "79"),
            _conditional(_RETURN, "78"),
            _no(_NOT_SHARED, "54", "55", "56"),
        ),
    ),
    Meaning(
        "010",
        "A minor procedure: its payment covers the day itself and 10 days after it.",
        (
            _yes("a separate visit on the day", "25"),
            _no("57 is for 90 days", "57"),
            _yes("an unrelated visit in the 10 days", "24"),
            _yes("a further procedure in the 10 days", "58", "78", "79"),
            _yes("surgery and the care after it may be shared", "54", "55"),
            _FEW_PAY,
        ),
    ),
    Meaning(
        "090",
        "A major procedure: its payment covers the day before, the day itself and 90 days after it.",
        (
            _yes("the visit that decided on it", "57"),
            _no("the visit that decided on it takes 57", "25"),
            _yes("an unrelated visit in the 90 days", "24"),
            _yes("a further procedure in the 90 days", "58", "78", "79"),
            _yes("surgery and the care after it may be shared", "54", "55"),
            _FEW_PAY,
        ),
    ),
    Meaning("MMM", "A maternity code: the usual global period does not apply.", (_conditional(_RETURN, "78"),)),
    Meaning(
        "XXX",
        "The global period does not apply to it.",
        (
            _yes("a separate visit beside it", "25"),
            _no("57 is for 90 days", "57"),
            _no(_NO_DAYS_AFTER, "24", "58", "78", "79"),
            _no(_NOT_SHARED, "54", "55", "56"),
        ),
    ),
    Meaning(
        "YYY",
        "The contractor decides whether it has a global period, and how long.",
        (_conditional(_ASK_CONTRACTOR, "24", "25", "54", "55", "56", "57", "58", "78", "79"),),
    ),
    Meaning(
        "ZZZ",
        "An add-on: it lies in the global period of the code that it is added to.",
        (_conditional(_AS_PARENT, "24", "25", "54", "55", "56", "57", "58", "78", "79"),),
    ),
)

_CONTRACTOR_ADDS_51 = _conditional("Medicare contractors add 51 themselves", "51")

_MULTIPLE = _field(
    "multiple",
    "Several procedures",
    "51 26 TC",
    "cms-rvu26a ngs-51 nor-51 nov-51 reg-51",
    Meaning("0", "No cut when it is done with other procedures.", (_no("no cut applies", "51"),)),
    Meaning("1", "An old rule for several procedures; it went with codes that are deleted now."),
    Meaning("2", "The highest fee is paid in full, the second to the fifth at half.", (_CONTRACTOR_ADDS_51,)),
    Meaning("3", "Endoscopy: within one family the fee of the base code counts once.", (_CONTRACTOR_ADDS_51,)),
    Meaning(
        "4",
        "Imaging: the second and each further test of a session is paid less.",
        (
            _conditional("half for each further test", "TC"),
            _conditional("5 percent less for each further test, since 2017", "26"),
        ),
    ),
    Meaning("5", "Therapy: the practice expense part is cut by half."),
    Meaning(
        "6",
        "Tests of heart and vessels: the technical part is cut from the second test on.",
        (_conditional("25 percent less from the second test on", "TC"),),
    ),
    Meaning(
        "7",
        "Eye tests: the technical part is cut from the second test on.",
        (_conditional("20 percent less from the second test on", "TC"),),
    ),
    Meaning("9", "Rules for several procedures do not apply to it.", (_no("does not apply", "51"),)),
)

_BILATERAL = _field(
    "bilateral",
    "Both sides",
    "50 LT RT",
    "cms-rvu26a cgs-50 fc-50 fcso-bil nor-50 reg-50",
    Meaning(
        "0",
        "Two sides are paid as one.",
        (
            _no("no 150 percent rule", "50"),
            _no("First Coast refuses sides here, and CGS warns of a denial", "LT", "RT"),
        ),
    ),
    Meaning(
        "1",
        "Both sides together are paid at 150 percent of one.",
        (_yes("150 percent rule", "50"), _yes("for one side alone", "LT", "RT")),
    ),
    Meaning(
        "2",
        "The fee is for both sides already.",
        (
            _no("priced as both sides", "50"),
            _conditional("both sides together are paid at 100 percent", "LT", "RT"),
        ),
    ),
    Meaning(
        "3",
        "Each side is paid at 100 percent.",
        (
            _conditional("Noridian Part A accepts it, First Coast does not", "50"),
            _yes("100 percent for each side", "LT", "RT"),
        ),
    ),
    Meaning("9", "Two sides do not apply to it.", (_no("does not apply", "50"),)),
)

_ASSISTANTS = ("80", "81", "82", "AS")

_ASSISTANT = _field(
    "assistant",
    "Assistant at surgery",
    "80 81 82 AS",
    "cms-rvu26a cms-asstden pal-80 pal-as reg-80",
    Meaning(
        "0",
        "An assistant is paid only when documents show the medical need.",
        (_documented("with proof of medical need", *_ASSISTANTS),),
    ),
    Meaning("1", "An assistant is never paid, by law.", (_no("never, by law", *_ASSISTANTS),)),
    Meaning("2", "An assistant may be paid.", (_yes("no restriction", *_ASSISTANTS),)),
    Meaning("9", "An assistant does not apply to it.", (_no("does not apply", *_ASSISTANTS),)),
)

_CO_SURGEON = _field(
    "co_surgeon",
    "Two surgeons",
    "62",
    "cms-rvu26a fc-62 pal-62 reg-62",
    Meaning("0", "Two surgeons are not paid.", (_no("not permitted", "62"),)),
    Meaning(
        "1",
        "Two surgeons may be paid when documents show the need for both.",
        (_documented("with proof that both were needed", "62"),),
    ),
    Meaning("2", "Two surgeons may be paid.", (_yes("without documents when the specialties differ", "62"),)),
    Meaning("9", "Two surgeons do not apply to it.", (_no("does not apply", "62"),)),
)

_TEAM = _field(
    "team",
    "Team of surgeons",
    "66",
    "cms-rvu26a fc-66 pal-66",
    Meaning("0", "A team is not paid.", (_no("not permitted", "66"),)),
    Meaning(
        "1",
        "A team may be paid, by report, when documents show the need.",
        (_documented("by report, with proof that a team was needed", "66"),),
    ),
    Meaning("2", "A team may be paid, by report.", (_yes("by report", "66"),)),
    Meaning("9", "A team does not apply to it.", (_no("does not apply", "66"),)),
)

FIELDS: Mapping[str, Field] = MappingProxyType(
    {field.name: field for field in (_STATUS, _PCTC, _GLOBAL, _MULTIPLE, _BILATERAL, _ASSISTANT, _CO_SURGEON, _TEAM)}
)
"""The fields by name, in the order of the file. ``sources`` are keys of the sources that the content cites."""
