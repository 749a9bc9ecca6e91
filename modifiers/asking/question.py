"""What is asked: which codes, and which parts of a page answer a question of that kind. Pure.

Nothing here knows which codes exist; whoever calls says so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from modifiers.codes import CodeError, DenialCode, ModifierCode
from modifiers.search.query import Query, denials_named, understand
from modifiers.search.text import listed, stem

from .kinds import Want, asks_for_care, asks_for_fees, parts_of, wants_of

LONGEST = 300
"""Characters of a question that are read."""

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_PROCEDURE = re.compile(r"(?<![\w])(?:[0-9]{5}|[0-9]{4}[FTUM]|[A-V][0-9]{4})(?![0-9A-Z])")
_BESIDE = re.compile(
    r"\b(?:modifiers?|mods?)\.?[\s:#\"'“-]{0,4}([0-9A-Za-z]{2,3})(?![\w])"
    r"|(?<![\w])([0-9A-Za-z]{2,3})[\s-](?:modifiers?|mods?)\b",
    re.IGNORECASE,
)
_X_FAMILY = re.compile(r"\bX[ -]?\{?(?:EPSU|modifiers?|codes?)\b", re.I)
_NOT_CODES = listed(
    "AM AN AS AT BE BY CC CO DO ED EM ER ET EX GO HE HI ID IF IN IS IT ME MY NO OB OF OH OK ON OR OT PA PC PR PT "
    "RX SO TO TV UP US VA VS WE AB AD LT"
)
"""Words and abbreviations that are codes only when written in capitals, or beside the word modifier."""
_NEVER = listed("AN AM BE BY DO HE IF IN IS IT ME MY NO OF ON OR SO TO UP US VS WE")
_NO_CODE = listed("can may the are was for and not has had get use how who why")
_EMPTY = listed(
    "much many long often ok okay allowed ever happen happens now go goes please medicare really same kind type "
    "wrong chart still required stands mean means meaning difference different together both versus instead rather"
)
"""Words that tell what kind of question it is and not what it is about. Medicare is what is meant unless told."""
_GROUP_BEFORE_REASON = re.compile(r"(?:CO|PR|OA|PI|CR)[\s-]?\d", re.IGNORECASE)
_BEFORE_A_REASON = re.compile(
    r"\b(?:CO|PR|OA|PI|CARC|indicator|box|code pair|denial|reason)[\s:#-]{0,3}$", re.IGNORECASE
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
        return parts_of(self.wants)

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
    slugs = tuple(dict.fromkeys(slug for slug in _denials(kept, named) if slug in denials))
    taken = {*(code.lower() for code in named), *(code.lower() for code in procedures), *_denial_words(slugs)}
    rest = " ".join(word for word in found.words if word not in taken and word not in _EMPTY)
    about_fees = asks_for_fees(kept) and bool(procedures) and not named
    return Question(
        text=kept,
        wants=wants_of(kept),
        codes=named,
        unknown=unknown,
        denials=slugs,
        procedures=procedures,
        words=understand(rest, as_="text"),
        is_ours=not (about_fees or asks_for_care(kept)),
        is_named_surely=any(any(map(str.isdigit, code)) or code in _beside(kept) for code in named),
        was_cut=len(whole) > len(kept),
    )


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
        if len(token) != 2 or code not in known or _GROUP_BEFORE_REASON.match(text, start):
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
    return bool(
        re.search(r"\b(?:CO|PR|OA|PI|CARC|indicator|box|code pair|denial|reason)[\s:#-]{0,3}$", text[:start], re.I)
    )


def _code(token: str) -> str:
    try:
        return ModifierCode.parse(token).value
    except CodeError:
        return token.upper() if len(token) == 3 and token.lower() not in _NO_CODE else ""


def _denials(text: str, named: Collection[str]) -> Iterator[str]:
    """Slugs of denial codes, and of a group code that stands before one (``CO-50``)."""
    upper = text.upper()
    for code in denials_named(text):
        if code.value not in named or code.system == "carc":
            yield code.slug
    for group in re.findall(r"\b(CO|PR|OA|PI|CR)[\s-]?(?=\d)|\bGROUP(?: CODE)? (CO|PR|OA|PI|CR)\b", upper):
        yield DenialCode.parse(group[0] or group[1]).slug


def _denial_words(slugs: Collection[str]) -> Iterator[str]:
    for slug in slugs:
        system, _, value = slug.partition("-")
        yield from (value, system)
        yield stem(value)
