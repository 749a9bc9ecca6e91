"""What may name a person. A question that holds such a thing is not read at all, and only its kind is told. Pure.

The router drops and reads on (:mod:`modifiers.denials.identifiers`), because a remittance is full of identifiers. A
question needs none, so here the reader is asked to take it out. Names cannot be told from words; labels before them
can. Each pattern looks at a bounded stretch.
"""

from __future__ import annotations

import re

_VALUE = r"[^\S\n]{0,3}(?:no\b\.?|number\b|num\b|id\b|#)?[^\S\n]{0,3}(?:is\b|was\b|[:#=])?[^\S\n]{0,3}"
_NUMBER = r"(?=[A-Z0-9-]{0,30}\d{3})[A-Z0-9][A-Z0-9-]{4,29}(?![\w-])"
_A = "AC-HJKMNP-RT-Y"  # the letters of a Medicare number
_ISO_DAY = r"(?:19|20)\d{2}-\d{1,2}-\d{1,2}(?!\d)"
_DAY = r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|(?:19|20)\d{2}[/.-]\d{1,2}[/.-]\d{1,2})(?![\w/])"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_BIRTH = r"\b(?:DOB|D\.O\.B\.?|birth[ -]?da(?:te|y)|date of birth|born)\b"
_SINCE = r"(?:since|after|before|from|until|through|effective|dos|service|services|starting|as of|of)[^\S\n]{1,3}"

_PATTERNS = (
    ("an e-mail address", r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"),
    ("a date of birth", rf"{_BIRTH}[^\n\d]{{0,12}}(?:{_DAY}|(?:{_MONTH}|\d)[^\n]{{0,3}}\d)"),
    ("a Social Security number", rf"\b(?:SSN|social security)\b{_VALUE}[\dX*-]{{4,11}}"),
    ("a Social Security number", r"(?<![\d-])\d{3}[- ]\d{2}[- ]\d{4}(?![\d-])"),
    ("a telephone number", r"(?<![\d-])(?:\+?1[-. ])?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\d-])"),
    ("a member number", rf"\b[1-9][{_A}][{_A}\d]\d-?[{_A}][{_A}\d]\d-?[{_A}]{{2}}\d{{2}}\b"),
    (
        "a member number",
        rf"\b(?:member|subscriber|policy|insured|beneficiary|medicare|medicaid|MBI|HICN?|group|ID)\b{_VALUE}{_NUMBER}",
    ),
    (
        "a claim, account or record number",
        rf"\b(?:MRN|(?:medical )?record|acc(?:oun)?t|claim|ICN|DCN|TCN|PCN|invoice|chart|encounter|patient)\b{_VALUE}"
        rf"(?!\d{{5}}(?!\d)|\d{{4}}[FTUM]\b|[A-V]\d{{4}}\b){_NUMBER}",
    ),
    ("a claim, account or record number", rf"(?<![\w.$-])(?!{_ISO_DAY})[A-Z]{{0,4}}-?\d[\d-]{{6,40}}(?![\w-])"),
    ("a name", r"\bname[^\S\n]{0,3}(?:[:=]|is\b)[^\S\n]{0,3}\w"),
    ("a name", r"\b(?:Mr|Mrs|Ms)\.?[^\S\n]{1,3}[A-Z][a-z]"),
)  # fmt: skip
_KINDS = tuple(
    (kind, re.compile(pattern, re.NOFLAG if pattern.endswith("[A-Z][a-z]") else re.IGNORECASE))
    for kind, pattern in _PATTERNS
)
_ANY_DAY = re.compile(rf"(?<![\w/.-]){_DAY}", re.IGNORECASE)
_RULE_DAY = re.compile(rf"{_SINCE}\Z", re.IGNORECASE)
_CODE = r"(?:\d{5}|\d{4}[FTUM]|[A-V]\d{4})"
_PAIRS = re.compile(rf"(?<![\w-]){_CODE}(?:[-/, ]{{1,3}}{_CODE})+(?![\w-])", re.IGNORECASE)


def identifiers(text: str) -> tuple[str, ...]:
    """The kinds of what may name a person in a text, each once; empty where there is nothing of that sort.

    Args:
        text: a question as it was typed.
    """
    seen = _PAIRS.sub(" ", text)  # 97140-97530 is a pair of procedure codes and no account
    kinds = dict.fromkeys(kind for kind, pattern in _KINDS if pattern.search(seen))
    if any(not _RULE_DAY.search(seen[max(0, day.start() - 14) : day.start()]) for day in _ANY_DAY.finditer(seen)):
        kinds["a date"] = None
    return tuple(kinds)
