"""Codes of the field as value objects: parse what people type, normalise, sort.

Every parser takes a string as it was typed, pasted or stored and returns a frozen object, or raises
:class:`CodeError`, whose text is a sentence that can be shown to whoever typed it. Nothing here
knows which codes exist; that is the catalogue's business.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

DenialSystem = Literal["group", "carc", "rarc"]

_QUOTE_LIMIT = 40
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")
_MODIFIER_WORDS = re.compile(
    r"\b(?:cpt|hcpcs)?\s*(?:modifiers?|mod)\b\.?|(?<![a-z])(?:modifier|mod)(?=[\s\-_:#]*[0-9a-z]{2}$)", re.I
)
_MODIFIER = re.compile(r"[0-9A-Z]{2}")
_BETWEEN_CODES = re.compile(r"[\s,;:+/&|._-]+")
_JOINING_WORDS = frozenset({"VS", "V", "VERSUS", "AND", "OR", "WITH", "COMPARE"})
_CODE_WORDS = frozenset({"CPT", "HCPCS", "CODE", "CODES"})
_UNITS = re.compile(r"[X×*][0-9]{1,3}|[0-9]{1,3}[X×]|[0-9]")
_PROCEDURE = re.compile(r"[0-9]{5}|[0-9]{4}[AFTUM]|[A-V][0-9]{4}")
_CARC = re.compile(r"[0-9]{1,3}|[ABDPWY][0-9]{1,2}")
_RARC = re.compile(r"(?:MA|M|N)[0-9]{1,4}")
_GROUPS = ("CO", "OA", "PR", "PI", "CR")
_DENIAL_WORDS = re.compile(r"\b(carc|rarc|group|reason|remark|denial|code)(?![A-Z])", re.I)
_GLUED_GROUP = re.compile(r"(?:CO|OA|PR|PI|CR)(?=[0-9ABDPWY][0-9]{0,2}$)")


MOST_CODES = 12
"""Procedure codes of one claim that are looked at together."""


class CodeError(ValueError):
    """What was typed is not a code of the kind asked for. ``str()`` is a sentence for the reader."""


def _folded(typed: str) -> str:
    """Fold width, dashes and white space; take surrounding punctuation off. Letters stay as they were typed."""
    folded = unicodedata.normalize("NFKC", typed).translate(_DASHES)
    return re.sub(r"\s+", " ", folded).strip(" \t\r\n.,;:()[]\"'“”‘’#")


def _clean(typed: str) -> str:
    """The same in upper case."""
    return _folded(typed).upper()


def _quoted(typed: str) -> str:
    """The typed text as it can stand inside a sentence: one line, shortened, in quotation marks."""
    shown = re.sub(r"[\s\x00-\x1f\x7f]+", " ", typed).strip()
    return f"“{shown[:_QUOTE_LIMIT]}…”" if len(shown) > _QUOTE_LIMIT else f"“{shown}”"


@dataclass(frozen=True, slots=True, order=False)
class ModifierCode:
    """A two-character CPT or HCPCS Level II modifier, upper case: ``59``, ``XS``, ``F1``."""

    value: str

    @classmethod
    def parse(cls, typed: str) -> ModifierCode:
        """Read ``59``, ``-59``, ``mod 59``, ``Modifier XS``, ``５９`` or ``5O`` (letter O for zero).

        Args:
            typed: the text as it was typed.

        Raises:
            CodeError: if no single two-character modifier can be read.
        """
        cleaned = _clean(typed)
        if not cleaned:
            raise CodeError("Type a modifier: two characters, such as 59 or XS.")
        bare = _MODIFIER_WORDS.sub(" ", cleaned).strip(" -_:#.")
        if len(bare) != 2 or not _MODIFIER.fullmatch(bare):
            if _PROCEDURE.fullmatch(bare):
                raise CodeError(
                    f"{_quoted(typed)} is a procedure code. A modifier has two characters, such as 59 or XS."
                )
            raise CodeError(
                f"{_quoted(typed)} is not a modifier. A modifier has two letters or digits, such as 59 or XS."
            )
        return cls(_zero_for_letter_o(bare))

    @property
    def slug(self) -> str:
        """The code as it stands in an address: ``59``, ``xs``."""
        return self.value.lower()

    @property
    def sort_key(self) -> tuple[int, str]:
        """Numeric codes first, then codes that begin with a letter, each in ascending order."""
        return (0 if self.value.isdigit() else 1, self.value)

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class ModifierSet:
    """Modifiers side by side, each once, in the order in which they were given: ``59``, ``XS``."""

    codes: tuple[ModifierCode, ...]

    @classmethod
    def of(cls, values: Iterable[str]) -> ModifierSet:
        """The set of codes that are known to be well formed, each in its one spelling."""
        return cls(tuple(ModifierCode(value) for value in dict.fromkeys(values)))

    @classmethod
    def parse(cls, typed: str) -> ModifierSet:
        """Read ``59-vs-xs``, ``59 XS``, ``-59, -XS``, ``modifier 59 versus modifier xs``, ``LT+RT``.

        Raises:
            CodeError: naming the first piece that is no modifier. Nothing typed is an empty set.
        """
        return cls(tuple(dict.fromkeys(ModifierCode.parse(piece) for piece in cls.pieces(typed))))

    @staticmethod
    def pieces(typed: str) -> list[str]:
        """What was typed, cut where one code ends and the next begins."""
        found = _BETWEEN_CODES.split(_MODIFIER_WORDS.sub(" ", _folded(typed)))
        return [piece for piece in found if piece and piece.upper() not in _JOINING_WORDS]

    @property
    def slug(self) -> str:
        """The one address of these codes, whatever their order: ``59-vs-xs``."""
        return "-vs-".join(code.slug for code in sorted(self.codes, key=lambda code: code.sort_key))

    @property
    def values(self) -> tuple[str, ...]:
        """The codes as text."""
        return tuple(code.value for code in self.codes)


_AMBULANCE_PLACES = frozenset("DEGHIJNPRSX")


def is_ambulance_pair(code: str) -> bool:
    """Whether two characters can be an ambulance origin and destination, such as ``RH``.

    The letters are those that First Coast lists (“Ambulance modifiers”); ``X`` is a destination only.
    A pair may look like another modifier: ``PN``, ``RR``.
    """
    return len(code) == 2 and set(code) <= _AMBULANCE_PLACES and not code.startswith("X")


def _zero_for_letter_o(code: str) -> str:
    """Put a zero for the letter O where only one reading exists.

    A modifier whose other character is a digit from 2 to 9 in first place can only be a CPT
    number (``5O`` is 50), because no HCPCS Level II modifier begins with a digit. ``GO`` and
    ``G0`` are two modifiers, and so are ``QO`` and ``Q0``: those stay as typed.
    """
    if code[0] in "23456789" and code[1] == "O":
        return code[0] + "0"
    return code


@dataclass(frozen=True, slots=True, order=True)
class ProcedureCode:
    """A five-character CPT or HCPCS Level II procedure code: ``97140``, ``G0121``, ``0075T``."""

    value: str

    @classmethod
    def parse(cls, typed: str) -> ProcedureCode:
        """Read one procedure code in any spelling.

        Raises:
            CodeError: if the text is not five characters in a procedure code's shape.
        """
        cleaned = re.sub(r"^(?:CPT|HCPCS)\b[\s:#-]*", "", _clean(typed)).strip(" -")
        if len(cleaned) == 5 and cleaned[0].isdigit():
            repaired = cleaned[:4].replace("O", "0") + (
                cleaned[4] if cleaned[4] in "AFTUM" else cleaned[4].replace("O", "0")
            )
        elif len(cleaned) == 5:
            repaired = cleaned[0] + cleaned[1:].replace("O", "0")
        else:
            repaired = cleaned
        if not _PROCEDURE.fullmatch(repaired):
            raise CodeError(
                f"{_quoted(typed)} is not a procedure code. It has five characters, such as 97140 or G0121."
            )
        return cls(repaired)

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class CodePair:
    """Two procedure codes in the order in which they were given."""

    first: ProcedureCode
    second: ProcedureCode

    @classmethod
    def parse(cls, typed: str) -> CodePair:
        """Read ``97140 97530``, ``99214 + 69210``, ``29881/29877``, ``97530 and 97150``.

        Raises:
            CodeError: if the text does not hold exactly two procedure codes.
        """
        pieces = [p for p in re.split(r"[\s,;+/&]+|\bAND\b|\bWITH\b|(?<=\w)-(?=\w)", _clean(typed)) if p]
        if len(pieces) != 2:
            raise CodeError(f"{_quoted(typed)} is not a pair. Type two procedure codes, such as 97140 97530.")
        return cls(ProcedureCode.parse(pieces[0]), ProcedureCode.parse(pieces[1]))

    def __str__(self) -> str:
        return f"{self.first}-{self.second}"


@dataclass(frozen=True, slots=True)
class DenialCode:
    """A claim adjustment group code, CARC or RARC, as X12 numbers them (own words elsewhere)."""

    system: DenialSystem
    value: str

    @classmethod
    def parse(cls, typed: str) -> DenialCode:
        """Read ``CO-97``, ``co 97``, ``CARC 236``, ``N519``, ``rarc-n519``, ``PR``, ``MA130``.

        A group in front of a reason (``CO-97``, ``CO97``) is dropped: the reason is what has a page.

        Raises:
            CodeError: if the text is no denial code. A bare number needs ``CARC`` or a group in
                front, because ``59`` alone is a modifier.
        """
        cleaned = _clean(typed)
        words = {word.lower() for word in _DENIAL_WORDS.findall(cleaned)}
        bare = re.sub(r"[\s:#-]+", "-", _DENIAL_WORDS.sub(" ", cleaned).strip()).strip("-")
        if bare in _GROUPS and not words & {"carc", "rarc"}:
            return cls("group", bare)
        bare = _GLUED_GROUP.sub(lambda glued: f"{glued.group()}-", bare)
        group, _, reason = bare.partition("-")
        has_group = group in _GROUPS and bool(reason)
        if not has_group:
            reason = bare.replace("-", "")
        reason = reason.lstrip("0") or reason
        if _RARC.fullmatch(reason) and not has_group and "carc" not in words:
            return cls("rarc", reason)
        if (
            _CARC.fullmatch(reason)
            and (has_group or words & {"carc", "reason"} or not reason[0].isdigit())
            and "rarc" not in words
        ):
            return cls("carc", reason)
        raise CodeError(
            f"{_quoted(typed)} is not a denial code. Write it as on the remittance: CO-97, CARC 236 or N519."
        )

    @property
    def slug(self) -> str:
        """The code as it stands in an address and in documents: ``carc-97``, ``rarc-n519``, ``group-co``."""
        return f"{self.system}-{self.value.lower()}"

    @property
    def sort_key(self) -> tuple[int, str, int, str]:
        """Groups, then CARC, then RARC; letters before numbers inside each, numbers by value."""
        letters = re.match(r"[A-Z]*", self.value)
        prefix = letters.group() if letters else ""
        digits = self.value[len(prefix) :]
        return (("group", "carc", "rarc").index(self.system), prefix, int(digits or 0), self.value)

    def __str__(self) -> str:
        return {"group": "Group ", "carc": "CARC ", "rarc": "RARC "}[self.system] + self.value


@dataclass(frozen=True, slots=True)
class ClaimCodes:
    """The procedure codes of one claim, each once, in the order in which they were given.

    ``modifiers`` are those that were typed with them; they are read so that a claim line can be pasted as it is.
    ``repeated`` are codes that were given more than once, which no code pair is about.
    """

    codes: tuple[ProcedureCode, ...]
    modifiers: tuple[ModifierCode, ...] = ()
    repeated: tuple[ProcedureCode, ...] = ()

    @classmethod
    def parse(cls, typed: str) -> ClaimCodes:
        """Read ``97140 97530``, ``97530-59, 97140 x2``, ``CPT 99214 + 69210 and 81002``.

        Raises:
            CodeError: naming the first piece that is neither, or if there is no code, or more than :data:`MOST_CODES`.
        """
        codes: list[ProcedureCode] = []
        modifiers: list[ModifierCode] = []
        for piece in filter(None, _BETWEEN_CODES.split(_folded(typed))):
            upper = piece.upper()
            if upper in _JOINING_WORDS | _CODE_WORDS or (codes and _UNITS.fullmatch(upper)):
                continue
            if codes and _MODIFIER.fullmatch(upper):
                modifiers.append(ModifierCode.parse(piece))
            else:
                codes.append(ProcedureCode.parse(piece))
        unique = tuple(dict.fromkeys(codes))
        if not unique:
            raise CodeError("Type two procedure codes, such as 97140 97530.")
        if len(unique) > MOST_CODES:
            raise CodeError(f"These are more than {MOST_CODES} codes. Give at most {MOST_CODES} at a time.")
        repeated = tuple(code for code in unique if codes.count(code) > 1)
        return cls(unique, tuple(dict.fromkeys(modifiers)), repeated)

    @property
    def values(self) -> tuple[str, ...]:
        """The codes as text."""
        return tuple(code.value for code in self.codes)

    @property
    def slug(self) -> str:
        """As they stand in an address: ``97140-97530``."""
        return "-".join(self.values)
