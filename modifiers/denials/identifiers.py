"""What may name a person is dropped before a text is read, and only its kind is told.

Dropping errs on the side of dropping: a long number that is no code goes, whatever it was. Each pattern looks at a
bounded stretch, so the time grows with the length of the text and not faster.
"""

from __future__ import annotations

import re

GONE = " \x1a "
"""What stands where something was dropped, so that its neighbors are not read as one."""

_VALUE = r"[^\S\n]{0,3}(?:no\b\.?|number\b|num\b|id\b|#)?[^\S\n]{0,3}[:#=]?[^\S\n]{0,3}"
_NUMBER = r"(?=[A-Z0-9-]{0,30}\d)[A-Z0-9][A-Z0-9-]{1,29}"
_WORD = (
    r"(?!(?:CO|OA|PR|PI|CR)\b|(?:CARC|RARC|CPT|HCPCS|DENIED|REASON|REMARK)\b)[^\W\d_]++(?!\d)[.,'’-]{0,2}+[^\S\n]{0,2}+"
)

_LABELS = (
    r"MRN|med(?:ical)? rec(?:ord)?|acc(?:oun)?t|claim|ICN|DCN|TCN|PCN|invoice|check|trace|EFT|NPI|TIN|EIN"
    r"|ref(?:erence)?|auth(?:orization)?|encounter|visit|chart|patient (?:id|no|number|control)"
)
_MEMBER = r"member|subscriber|policy|insured|beneficiary|medicare|medicaid|MBI|HICN?|group"
_A = "AC-HJKMNP-RT-Y"  # the letters of a Medicare number
_SERVICE = r"(?!(?:\d{5}|\d{4}[FTUM]|[A-V]\d{4})(?:-?[A-Z][A-Z\d]|-\d\d){1,4}(?![\w-]))"

_NUMBERS = "a claim, account or record number"
_PATTERNS = (
    ("an e-mail address", r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"),
    ("a date of birth", rf"\b(?:DOB|D\.O\.B\.?|birth ?date|date of birth|born)\b{_VALUE}[\d/.-]{{4,12}}"),
    ("a Social Security number", rf"\b(?:SSN|social security)\b{_VALUE}{_NUMBER}"),
    ("a Social Security number", r"(?<![\d-])\d{3}[- ]\d{2}[- ]\d{4}(?![\d-])"),
    ("a telephone number", rf"\b(?:phone|telephone|tel|fax|cell|mobile)\b\.?{_VALUE}\+?[\d(][\d() .-]{{5,18}}\d"),
    ("a telephone number", r"(?<![\d-])(?:\+?1[-. ])?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\d-])"),
    (
        "a member number",
        rf"\b(?:{_MEMBER})\b(?=[^\S\n]{{0,3}}(?:no\b|number\b|num\b|id\b|#|:)){_VALUE}{_NUMBER}",
    ),
    ("a member number", rf"\b[1-9][{_A}][{_A}\d]\d-?[{_A}][{_A}\d]\d-?[{_A}]{{2}}\d{{2}}\b"),
    (_NUMBERS, rf"\b(?:{_LABELS})\b{_VALUE}{_NUMBER}"),
    (
        "a name",
        rf"\b(?:patient|subscriber|insured|member|beneficiary|provider|physician|last|first|full)?[^\S\n]?name"
        rf"[^\S\n]{{0,3}}[:=][^\S\n]{{0,3}}(?:{_WORD}){{1,5}}",
    ),
    (
        "a name",
        rf"\b(?:patient|subscriber|insured|beneficiary|pt)\b[^\S\n]{{0,3}}[:=]?[^\S\n]{{0,3}}(?:{_WORD}){{1,5}}",
    ),
    ("a date", r"(?<![\w/.-])\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d{2})(?![\w/-])"),
    ("a date", r"(?<![\w/-])(?:19|20)\d{2}([/-])\d{1,2}\1\d{1,2}(?![\w/-])"),
    ("a place", r",[^\S\n]{0,3}[A-Z]{2}[^\S\n]{1,3}\d{5}(?:-\d{4})?(?!\w)"),
    (_NUMBERS, rf"(?<![\w.$-]){_SERVICE}(?=[A-Z-]{{0,24}}\d)[A-Z]{{0,4}}-?\d[\d-]{{5,40}}[A-Z\d-]{{0,20}}(?!\w)"),
    (_NUMBERS, rf"(?<![\w.$-]){_SERVICE}(?=[A-Z]{{0,39}}\d)(?=\d{{0,39}}[A-Z])[A-Z\d]{{7,40}}(?!\w)"),
    (AMOUNT := "an amount of money", r"\$[^\S\n]?\d[\d,]{0,12}(?:\.\d{1,2})?"),
    (AMOUNT, r"(?<![\w.])-?\d{1,3}(?:,\d{3}){0,3}\.\d{1,4}(?![\w.])"),
    (AMOUNT, r"(?<![\w.])-?\d{1,9}\.\d{1,4}(?![\w.])"),
)
_DROPPED = tuple((kind, re.compile(pattern, re.I)) for kind, pattern in _PATTERNS)

QUIET = frozenset({AMOUNT})
"""Dropped because it could be taken for a code, and nothing that a reader must be told of."""


def drop(text: str) -> tuple[str, tuple[str, ...]]:
    """Take out of a text what may name a person.

    Args:
        text: as it was pasted.

    Returns:
        The rest, with a mark that no code contains where something stood; and the kinds of what is gone,
        each once.
    """
    kinds: dict[str, None] = {}
    for kind, pattern in _DROPPED:
        text, times = pattern.subn(GONE, text)
        if times and kind not in QUIET:
            kinds[kind] = None
    return text, tuple(kinds)
