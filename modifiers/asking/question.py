"""What is asked: which codes, and which parts of a page answer a question of that kind. Pure.

Nothing here knows which codes exist; whoever calls says so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from modifiers.codes import CodeError, DenialCode, ModifierCode
from modifiers.search.query import Query, understand
from modifiers.search.text import listed, stem

Want = Literal[
    "together", "difference", "which", "when", "when_not", "payment", "liability", "on_the_claim", "record",
    "denial", "appeal", "deadline", "payer", "audit", "edit", "meaning",
]  # fmt: skip
"""A kind of question."""

LONGEST = 300
"""Characters of a question that are read."""

_MARKS: tuple[tuple[Want, str], ...] = (
    ("together", r"\btogether\b|\bboth\b|\b(?:same|one|single) (?:claim )?line\b|\bcombin|\balong with\b|\bsame claim\b"),
    ("difference", r"\bdifferen(?:ce|t from)\b|\bvs\.?\b|\bversus\b|\binstead\b|\bor\b|\brather than\b|\bcompare"),
    ("which", r"\b(?:which|what) (?:\w+ )?(?:modifiers?|mods?|codes?)\b|\bmodifiers? (?:for|do|should)\b"),
    ("when_not", r"\bnot (?:to )?(?:use|bill|append|add|report)|\bnever\b|\bwrong\b|\ballowed\b|\bok\b|\bmisuse|\bcan'?t\b"),
    ("when", r"\bwhen\b|\bshould\b|\b(?:can|could|may|must|do|does)\b.{1,40}\b(?:use|bill|append|add|report|put|need|have)"
             r"|\bappropriate\b|\bneed(?:s|ed)?\b|\brequire[sd]?\b|\bnecessary\b|\b(?:is|are)\b.{1,30}\bfor\b"),
    ("payment", r"\bpa(?:y|ys|id|yment)\b|\breimburs|\bpercent|%|\breduc|\bcuts?\b|\brate\b|\bhow much\b|\bextra\b|\bglobal\b"),
    ("liability", r"\bwho (?:pays|owes|is (?:responsible|liable))|\bliab|\bbill the patient|\bresponsib|\bwrite.?off|\bcollect\b"
                  r"|\bcharge the patient|\bpatient (?:owe|pay)"),
    ("on_the_claim", r"\bwhich line\b|\bwhere (?:do|does|to|should|is)\b|\border\b|\bfirst position\b|\bposition\b|\bunits?\b"
                     r"|\bsequenc|\bbox\b|\bfield\b|\bhow (?:do|to|should)\b.{0,20}\b(?:bill|report|append|put|enter)|\blines?\b"),
    ("record", r"\bdocument|\brecords?\b|\bnotes?\b|\bchart\b|\bprove\b|\bproof\b|\bsupport|\bsigned\b|\ba report\b"),
    ("denial", r"\bden(?:y|ied|ies|ial)|\breject|\bleave (?:off|out)|\bforg[oe]t|\bmissing\b|\bwhat now\b"),
    ("appeal", r"\bappeal|\bredetermin|\breconsider|\breopen"),
    ("deadline", r"\bhow (?:long|many days)\b|\bdeadline|\btime limit|\bdays to\b|\bby when\b"),
    ("audit", r"\baudit|\boig\b|\brisk|\bscrutin|\bred flag|\bfraud"),
    ("edit", r"\bbypass|\bncci\b|\bcci\b|\bedits?\b|\bunbundl|\bindicator|\bopens?\b|\bopened\b"),
    ("meaning", r"\bmean(?:s|ing)?\b|\bstands? for\b|\bdefin|\bwhat(?:'s| is| are)\b|\bexplain\b|\btells?\b"),
)  # fmt: skip
_WANTS = tuple((want, re.compile(pattern)) for want, pattern in _MARKS)

PARTS: dict[Want, dict[str, float]] = {
    "together": {"related": 1.0, "do_not_use": 0.7, "on_the_claim": 0.7, "misconceptions": 0.6, "payer_notes": 0.2},
    "difference": {"related": 1.0, "intro": 0.9, "counter_examples": 0.5, "do_not_use": 0.6, "when_to_use": 0.5,
                   "meaning": 0.3, "misconceptions": 0.4},
    "which": {"summary": 1.0, "when_to_use": 0.9, "meaning": 0.7, "intro": 0.3, "scenarios": 0.2},
    "when": {"when_to_use": 1.0, "do_not_use": 0.9, "opens_edit": 0.6, "on_the_claim": 0.5, "misconceptions": 0.5,
             "meaning": 0.4, "scenarios": 0.2, "payer_notes": 0.3},
    "when_not": {"do_not_use": 1.0, "misconceptions": 0.6, "when_to_use": 0.5, "on_the_claim": 0.4},
    "payment": {"payment_effect": 1.0, "payer_notes": 0.5, "misconceptions": 0.4, "meaning": 0.3, "notes": 0.4,
                "on_the_claim": 0.2},
    "liability": {"payment_effect": 1.0, "do_not_use": 0.8, "denials": 0.8, "meaning": 0.7, "when_to_use": 0.4},
    "on_the_claim": {"on_the_claim": 1.0, "do_not_use": 0.4, "misconceptions": 0.3, "payer_notes": 0.2},
    "record": {"checklist": 1.0, "how_to_appeal": 0.4, "when_to_use": 0.3, "on_the_claim": 0.3, "audit_notes": 0.3},
    "denial": {"denials": 1.0, "meaning": 0.3, "first_action": 0.9, "how_to_appeal": 0.5},
    "appeal": {"how_to_appeal": 1.0, "denials": 0.9, "appeal_note": 1.0, "appeal_levels": 0.5},
    "deadline": {"time_limits": 1.0, "appeal_levels": 1.0, "how_to_appeal": 0.5, "when_to_use": 0.4, "meaning": 0.4},
    "payer": {"payer_notes": 1.0, "notes": 0.8},
    "audit": {"audit_notes": 1.0, "payer_notes": 0.3},
    "edit": {"opens_edit": 1.0, "do_not_use": 0.7, "denials": 0.4, "misconceptions": 0.5, "when_to_use": 0.4},
    "meaning": {"meaning": 1.0, "summary": 0.9, "first_action": 0.3},
}  # fmt: skip
"""Kind of question → the lists of a document that answer it, and how well."""

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_PROCEDURE = re.compile(r"(?<![\w])(?:[0-9]{5}|[0-9]{4}[FTUM]|[A-V][0-9]{4})(?![0-9A-Z])")
_BESIDE = re.compile(
    r"\b(?:modifiers?|mods?)\.?[\s:#\"'“-]{0,4}([0-9A-Za-z]{2,3})(?![\w])|(?<![\w])([0-9A-Za-z]{2,3})[\s-](?:modifiers?|mods?)\b", re.I
)  # fmt: skip
_X_FAMILY = re.compile(r"\bX[ -]?\{?(?:EPSU|modifiers?|codes?)\b", re.I)
_NOT_CODES = listed(
    "AM AN AS AT BE BY CC CO DO ED EM ER ET EX GO HE HI ID IF IN IS IT ME MY NO OB OF OH OK ON OR OT PA PC PR PT "
    "RX SO TO TV UP US VA VS WE AB AD LT"
)
"""Words and abbreviations that are codes only when written in capitals, or beside the word modifier."""
_NEVER = listed("AN AM BE BY DO HE IF IN IS IT ME MY NO OF ON OR SO TO UP US VS WE")
_NO_CODE = listed("can may the are was for and not has had get use how who why")
_EMPTY = listed(
    "much many long often ok okay allowed ever happen happens now go goes please medicare really same kind type"
)
"""Words that tell what kind of question it is and not what it is about. Medicare is meant where nothing else is said."""
_FEES = re.compile(r"\bhow much\b|\bcosts?\b|\bprices?\b|\bfees?\b|\ballowable|\bcopay|\bconversion factor\b|\bsalary\b", re.I)
_CARE = re.compile(
    r"\b(?:should|can|may|must|could|do) (?:i|we|he|she|they|you|(?:my|the|a|our) patient) "
    r"(?:treat|stop|take|give|prescribe|start|inject|operate|diagnose)\b|\b(?:dose|dosage) of\b",
    re.I,
)
_UNITS = listed(
    "percent day days minute minutes hour hours year years unit units mile miles dollar dollars week weeks month "
    "months times line lines modifiers codes surgeons"
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood.

    ``codes`` are modifiers that exist, in order; ``unknown`` what was named as a modifier and is none;
    ``denials`` are slugs; ``words`` is the search query for what else was asked. ``is_ours`` is False for what no
    page of the reference answers by its kind: fees, and what to do with a patient. ``is_named_surely`` tells that a
    code has a digit or stands beside the word modifier, so that it can be no abbreviation.
    """

    text: str
    wants: tuple[Want, ...]
    codes: tuple[str, ...]
    unknown: tuple[str, ...]
    denials: tuple[str, ...]
    procedures: tuple[str, ...]
    words: Query
    is_ours: bool = True
    is_named_surely: bool = False
    was_cut: bool = False

    @property
    def parts(self) -> dict[str, float]:
        """The lists of a document that answer it, and how well: of each kind of question the best."""
        found: dict[str, float] = {}
        for place, want in enumerate(self.wants):
            for part, weight in PARTS[want].items():
                found[part] = max(found.get(part, 0.0), weight * max(0.4, 1 - 0.2 * place))
        return found

    def about(self, payers: Collection[str]) -> Question:
        """The same, once it is known which payers it names."""
        if not payers or "payer" in self.wants:
            return self
        return replace(self, wants=("payer", *self.wants))


def read(text: str, known: Collection[str], denials: Collection[str] = ()) -> Question:
    """Read a question. Anything can be one.

    Args:
        text: as it was typed, already screened.
        known: the modifiers that exist.
        denials: the slugs of the denial codes that exist.
    """
    whole = " ".join(text.replace("\x00", " ").split())
    kept = whole[:LONGEST].rstrip()
    procedures = tuple(dict.fromkeys(_PROCEDURE.findall(kept.upper())))
    found = understand(kept)
    named = tuple(dict.fromkeys(_codes(kept, known)))
    unknown = tuple(
        code for code in _beside(kept) if any(map(str.isdigit, code)) and code not in known and code not in named
    )
    slugs = tuple(dict.fromkeys(slug for slug in _denials(found, kept, named) if slug in denials))
    taken = {*(code.lower() for code in named), *(code.lower() for code in procedures), *_denial_words(slugs)}
    rest = " ".join(word for word in found.words if word not in taken and word not in _EMPTY)
    about_fees = bool(_FEES.search(kept)) and bool(procedures) and not named
    return Question(
        text=kept,
        wants=_wants(kept.lower()),
        codes=named,
        unknown=unknown,
        denials=slugs,
        procedures=procedures,
        words=understand(rest, as_="text"),
        is_ours=not (about_fees or _CARE.search(kept)),
        is_named_surely=any(any(map(str.isdigit, code)) or code in _beside(kept) for code in named),
        was_cut=len(whole) > len(kept),
    )


def _wants(lower: str) -> tuple[Want, ...]:
    """The kinds in the order in which the question comes to them; “what is …” says least, so it goes last."""
    found = [(want == "meaning", match.start(), want) for want, pattern in _WANTS if (match := pattern.search(lower))]
    return tuple(want for _, _, want in sorted(found, key=lambda row: row[:2]))


def _codes(text: str, known: Collection[str]) -> Iterator[str]:
    """Modifiers that a text names, in order. Numbers of something and words of the language are none."""
    shouts = text.upper() == text
    beside = _beside(text)
    if _X_FAMILY.search(text):
        yield from (code for code in ("XE", "XP", "XS", "XU") if code in known)
    tokens = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)]
    for place, (token, start, _) in enumerate(tokens):
        code = _code(token)
        follower = tokens[place + 1][0].lower() if place + 1 < len(tokens) else ""
        if len(token) != 2 or code not in known:
            continue
        is_beside = code in beside and not (code in _NEVER and token.upper() != token)
        if code in _NOT_CODES and not is_beside and (shouts or token != token.upper()):
            continue
        if token.isdigit() and not is_beside and (follower in _UNITS or text[max(0, start - 1) : start] in ("$", ".")):
            continue
        if token.isdigit() and not is_beside and _is_denial_number(text, start):
            continue
        yield code


def _beside(text: str) -> tuple[str, ...]:
    """What stands beside the word modifier and looks like a code."""
    found = (_code(first or second) for first, second in _BESIDE.findall(text))
    return tuple(dict.fromkeys(code for code in found if code))


def _is_denial_number(text: str, start: int) -> bool:
    return bool(re.search(r"\b(?:CO|PR|OA|PI|CARC|indicator|box|code pair|denial|reason)[\s:#-]{0,3}$", text[:start], re.I))


def _code(token: str) -> str:
    try:
        return ModifierCode.parse(token).value
    except CodeError:
        return token.upper() if len(token) == 3 and token.lower() not in _NO_CODE else ""


def _denials(found: Query, text: str, named: Collection[str]) -> Iterator[str]:
    """Slugs of denial codes, and of a group code that stands before one (``CO-50``)."""
    upper = text.upper()
    for code in found.denials:
        if code.value not in named or code.system == "carc":
            yield code.slug
    for group in re.findall(r"\b(CO|PR|OA|PI|CR)[\s-]?(?=\d)|\bGROUP(?: CODE)? (CO|PR|OA|PI|CR)\b", upper):
        yield DenialCode.parse(group[0] or group[1]).slug


def _denial_words(slugs: Collection[str]) -> Iterator[str]:
    for slug in slugs:
        system, _, value = slug.partition("-")
        yield from (value, system)
        yield stem(value)
