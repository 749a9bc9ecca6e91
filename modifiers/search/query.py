"""What a reader asked for: a code, a pair of procedures, a denial code, or words.

Pure: nothing here knows which codes exist. A reading that leads nowhere is taken back by the index.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

from modifiers.codes import CodeError, CodePair, DenialCode, ModifierCode, ProcedureCode

from .text import listed, listed_in_order, words_of

T = TypeVar("T")
Kind = Literal["code", "pair", "denial", "text", "empty"]
Reading = Literal["code", "pair", "denial", "text"]

LONGEST = 200
"""Characters of a query that count."""

_FURTHEST = 2000
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")
_EDGES = " \t.,;:()[]{}<>\"'“”‘’`#*!?=_"

_MODIFIER_WORD = re.compile(r"(?:MODIFIERS?|MODIFERS?|MODIFYERS?|MODIFIES|MODFIERS?|MODS?)\.?")
_GLUED = re.compile(r"\b(?:MODIFIER|MODIFER|MOD)[\s:#._-]*(?=[0-9A-Z]{2}\b)")
_CODE = re.compile(r"[0-9A-Z]{2}")
_SPLIT = re.compile(r"[\s,;+/&|]+|(?<=\w)-(?=\w)|(?<=\s)-|-(?=\s)|^-|-$")
_GROUP = r"(?:CO|OA|PR|PI|CR)"
_REASON = r"0*(?:[1-9][0-9]{0,2}|[ABDPWY][1-9][0-9]?)"
_DENIAL_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"\b(?:GROUP CODE|GROUP)[\s:#-]+({_GROUP})\b(?![\s:#-]*[0-9])"), ""),
    (re.compile(rf"\b{_GROUP}[\s:#-]*({_REASON})\b"), "CARC "),
    (re.compile(rf"\b(?:CARC|(?:DENIAL|REASON|ADJUSTMENT|REJECTION)(?: CODE)?)[\s:#-]*({_REASON})\b"), "CARC "),
    (re.compile(r"\b(?:RARC|REMARK(?: CODE)?)[\s:#-]*((?:MA|M|N)[0-9]{1,4})\b"), "RARC "),
    (re.compile(r"\b(MA[0-9]{1,4}|[MN][0-9]{2,4})\b"), "RARC "),
)

_ASKING = listed(
    "A AN THE WHAT WHATS IS ARE WHEN WHERE WHICH WHY HOW DO DOES I WE YOU CAN SHOULD TO OF FOR ON IN USE USED "
    "USING MEAN MEANS MEANING DEFINITION DEFINE EXPLAIN DESCRIPTION CODE CODES BETWEEN DIFFERENCE COMPARE VS "
    "VERSUS OR AND WITH PLEASE CPT HCPCS MEDICAL BILLING CODING"
)
_ABOUT_PAIRS = _ASKING | listed(
    "TOGETHER SAME DAY BILL BILLED BILLING BUNDLED BUNDLE BUNDLING PAIR PAIRS EDIT EDITS NCCI CCI PTP ALLOWED "
    "BE IT PROCEDURE PROCEDURES UNBUNDLE BOTH"
)
_ABOUT_DENIALS = _ASKING | listed(
    "DENIAL DENIALS DENIED DENY DENIES REASON REMARK ADJUSTMENT REJECTION REJECTED CARC RARC GROUP CLAIM "
    "CLAIMS LINE MODIFIER MODIFIERS MOD FIX MESSAGE EOB ERA REMITTANCE MY GOT BY PAYER MEDICARE"
)
_WORDS_OF_TWO = listed(
    "AM AN AS AT BE BY CC CO DO ED EM ER ET EX GO HE HI ID IF IN IS IT ME MY NO OB OF OH OK ON OR OT PA PC PT "
    "RX SO TO TV UP US VA VS WE"
)
_NEVER_BESIDE = listed("AN AM BE BY DO HE IF IN IS IT ME MY NO OF ON OR SO TO UP US VS WE")
_ONES = {word: str(n) for n, word in enumerate(listed_in_order("ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE"), 1)}
_TENS = {
    word: str(n) for n, word in enumerate(listed_in_order("TWENTY THIRTY FORTY FIFTY SIXTY SEVENTY EIGHTY NINETY"), 2)
}
_SPELLED = re.compile(rf"\b({'|'.join(_TENS)})(?:[\s-]+({'|'.join(_ONES)}))?\b")


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another reading: a sentence for the reader, and the query that asks for it.

    ``kind`` and ``key`` name the subject that it leads to; both are empty for a search by words.
    """

    label: str
    text: str
    as_: Reading
    kind: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """A query as understood. ``codes`` are modifier codes, ``procedure`` the one they stand on, if any."""

    text: str
    kind: Kind
    codes: tuple[str, ...] = ()
    pair: CodePair | None = None
    denials: tuple[DenialCode, ...] = ()
    words: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    was_cut: bool = False
    procedure: str = ""


def understand(text: str, *, as_: str | None = None) -> Query:
    """Read a query.

    Args:
        text: what was typed; anything.
        as_: a reading that the reader chose (``code``, ``pair``, ``denial``, ``text``); ignored if it does not fit.
    """
    cleaned, was_cut = clean(text)
    folded = cleaned.strip(_EDGES).upper()
    words = words_of(cleaned)
    if not folded.strip("-/&+|~^\\"):
        return Query(cleaned, "empty", was_cut=was_cut)
    found = None
    if as_ != "text":
        readers = {"code": _as_code, "pair": _as_pair, "denial": _as_denial}
        chosen = readers.get(as_ or "")
        found = (chosen(folded, forced=True) if chosen else None) or (
            _as_pair(folded) or _as_denial(folded) or _as_code(folded)
        )
    found = found or _as_text(folded, with_codes=as_ != "text")
    return Query(
        text=cleaned,
        kind=found.kind,
        codes=found.codes,
        pair=found.pair,
        denials=found.denials,
        words=words,
        alternatives=tuple(_alternatives(cleaned, folded, found, words)),
        was_cut=was_cut,
        procedure=found.procedure,
    )


def clean(text: str) -> tuple[str, bool]:
    """Fold width, dashes, white space and what cannot be seen; return it cut, and whether it was."""
    near = unicodedata.normalize("NFKC", text[:_FURTHEST]).translate(_DASHES)
    seen = "".join(_visible(char) for char in near[: 4 * _FURTHEST])
    folded = " ".join(seen.split())
    was_cut = len(folded) > LONGEST or bool(text[_FURTHEST:].strip())
    return folded[:LONGEST].rstrip(), was_cut


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cf":
        return ""
    return " " if category in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp", "Zs") else char


def _as_pair(folded: str, *, forced: bool = False) -> Query | None:
    """Two procedure codes, or one with its modifiers."""
    pieces = [piece for piece in (raw.strip(_EDGES) for raw in _SPLIT.split(folded)) if piece]
    procedures: list[ProcedureCode] = []
    codes: list[str] = []
    for piece in pieces:
        if len(piece) == 5 and sum(map(str.isdigit, piece)) >= 3:
            try:
                procedures.append(ProcedureCode.parse(piece))
                continue
            except CodeError:
                pass
        if piece in _ABOUT_PAIRS or _MODIFIER_WORD.fullmatch(piece):
            continue
        if _CODE.fullmatch(piece):
            codes.append(ModifierCode.parse(piece).value)
        elif not forced:
            return None
    if len(procedures) == 2:
        return Query(folded, "pair", codes=_unique(codes), pair=CodePair(*procedures))
    if len(procedures) == 1 and codes and not forced:
        return Query(folded, "code", codes=_unique(codes), procedure=procedures[0].value)
    return None


def _as_denial(folded: str, *, forced: bool = False) -> Query | None:
    if re.fullmatch(r"[0-9]{3}|[1-9]", folded) or (forced and re.fullmatch(_REASON, folded)):
        code = _denial(f"CARC {folded}")
        return Query(folded, "denial", denials=(code,)) if code else None
    if forced and (code := _denial(folded)):
        return Query(folded, "denial", denials=(code,))
    denials, rest = _denials_in(folded)
    others = [piece for piece in (raw.strip(_EDGES) for raw in _SPLIT.split(rest)) if piece]
    if denials and (forced or all(word in _ABOUT_DENIALS for word in others)):
        return Query(folded, "denial", denials=denials)
    return None


def _denials_in(folded: str) -> tuple[tuple[DenialCode, ...], str]:
    """The denial codes that a text names, in order, and the text without them."""
    found: list[tuple[int, DenialCode]] = []
    rest = folded
    for pattern, prefix in _DENIAL_PATTERNS:
        for match in pattern.finditer(rest):
            if code := _denial(prefix + match.group(1)):
                found.append((match.start(), code))
        rest = pattern.sub(lambda match: " " * len(match.group()), rest)
    return _unique(code for _, code in sorted(found, key=lambda pair: pair[0])), rest


def denials_named(text: str) -> tuple[DenialCode, ...]:
    """The denial codes that a text names, in order, whatever else it says."""
    return _denials_in(clean(text)[0].upper())[0]


def _denial(text: str) -> DenialCode | None:
    try:
        return DenialCode.parse(text)
    except CodeError:
        return None


def _as_code(folded: str, *, forced: bool = False) -> Query | None:
    """One code in any spelling, or several that are compared."""
    if forced:
        shaped = [piece for piece in _pieces(folded) if _CODE.fullmatch(piece)]
        digits = [piece for piece in shaped if any(map(str.isdigit, piece))]
        chosen = (digits or shaped)[-1:]
        return Query(folded, "code", codes=(ModifierCode.parse(chosen[0]).value,)) if chosen else None
    pieces = _pieces(_spelled_out(folded))
    asked = [piece for piece in pieces if not _MODIFIER_WORD.fullmatch(piece)]
    has_word = len(asked) < len(pieces)
    if len(asked) == 1 and _CODE.fullmatch(asked[0]):
        code = ModifierCode.parse(asked[0]).value
        group = _denial(code) if not has_word else None
        return Query(folded, "code", codes=(code,), denials=(group,) if group else ())
    beside = _beside(pieces)
    codes = [piece for piece in asked if piece not in _ASKING or piece in beside]
    is_named = all(_CODE.fullmatch(piece) for piece in codes)
    if codes and is_named and any(_is_plain(piece) or piece in beside for piece in codes):
        return Query(folded, "code", codes=_unique(ModifierCode.parse(piece).value for piece in codes))
    return None


def is_a_word(code: str) -> bool:
    """Whether a code is also a word of the language or a common abbreviation: ``AS``, ``GO``, ``CC``."""
    return code in _WORDS_OF_TWO


def _pieces(folded: str) -> list[str]:
    apart = _GLUED.sub("MODIFIER ", folded)
    return [piece for piece in (raw.strip(_EDGES) for raw in _SPLIT.split(apart)) if piece]


def _spelled_out(folded: str) -> str:
    return _SPELLED.sub(lambda match: _TENS[match.group(1)] + _ONES.get(match.group(2) or "", "0"), folded)


def _is_plain(piece: str) -> bool:
    """Whether two characters cannot be a word of the language."""
    return bool(_CODE.fullmatch(piece)) and piece not in _WORDS_OF_TWO


def _beside(pieces: list[str]) -> tuple[str, ...]:
    """Codes that stand next to the word modifier, in order."""
    found = []
    for place, piece in enumerate(pieces):
        if not _CODE.fullmatch(piece) or piece in _NEVER_BESIDE:
            continue
        follows = place > 0 and _MODIFIER_WORD.fullmatch(pieces[place - 1])
        leads = place + 1 < len(pieces) and _MODIFIER_WORD.fullmatch(pieces[place + 1])
        if follows or (leads and (place == 0 or _is_plain(piece))):
            found.append(piece)
    return tuple(found)


def _as_text(folded: str, *, with_codes: bool) -> Query:
    if not with_codes:
        return Query(folded, "text")
    denials, rest = _denials_in(folded)
    codes = _unique(ModifierCode.parse(piece).value for piece in _beside(_pieces(_spelled_out(rest))))
    procedures = re.findall(r"\b(?:[0-9]{5}|[0-9]{4}[FTUM]|[A-V][0-9]{4})\b", folded)
    pair = CodePair(*map(ProcedureCode, procedures)) if len(procedures) == 2 else None
    return Query(folded, "text", codes=codes, denials=denials, pair=pair)


def _alternatives(cleaned: str, folded: str, found: Query, words: tuple[str, ...]) -> list[Alternative]:
    """How else it can be read. The index drops what leads to nothing."""
    others: list[Alternative] = []
    for code in found.codes:
        if twin := _twin(code):
            spelled = "letter O" if twin[1] == "O" else "zero"
            others.append(Alternative(f"Show the modifier {twin} ({spelled})", twin, "code", "modifier", twin))
    if found.kind == "code" and len(found.codes) == 1:
        code = found.codes[0]
        for reading in dict.fromkeys((_denial(code), _denial(f"CARC {code}"))):
            if reading:
                text = code if reading.system == "group" else str(reading)
                label = (
                    f"Show the denial code {reading}" if reading.system != "group" else f"Show the group code {code}"
                )
                others.append(Alternative(label, text, "denial", "denial_code", reading.slug))
    if found.kind == "denial":
        for denial in found.denials:
            if _CODE.fullmatch(denial.value):
                code = ModifierCode.parse(denial.value).value
                others.append(Alternative(f"Show the modifier {code}", code, "code", "modifier", code))
    if found.kind == "text":
        for denial in found.denials:
            others.append(
                Alternative(f"Show the denial code {denial}", str(denial), "denial", "denial_code", denial.slug)
            )
        if found.pair:
            first, second = found.pair.first, found.pair.second
            others.append(Alternative(f"Show the pair {first} and {second}", f"{first} {second}", "pair", "pair"))
    elif words:
        others.append(Alternative(f"Search for the words “{cleaned}”", cleaned, "text"))
    return others


def _twin(code: str) -> str:
    """The code with the letter O for the zero, or the other way round; empty if it has neither."""
    if code[1] == "O" and code[0].isalpha():
        return code[0] + "0"
    if code[1] == "0" and code[0].isalpha():
        return code[0] + "O"
    return ""


def _unique(found: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(found))
