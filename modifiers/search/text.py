"""Words, stems and the few forms that no stemmer knows. Pure."""

from __future__ import annotations

import re
import threading
from functools import lru_cache
from sys import intern

import snowballstemmer

_WORD = re.compile(
    r"\bx[- ]?rays?\b|\bsame[- ](?:calendar )?(?:day|date)s?\b|"
    r"\be[/&]ms?\b|\b(?:post|pre|co|non|re|tele|multi|sub|anti)-[^\W\d_]{2,}|[^\W_]+(?:['’][^\W_]+)?",
    re.I,
)
_COMPOUND = re.compile(r"(?<![^\W_])([^\W\d_]{2,12})[-/ ]([^\W\d_]{2,14})(?![^\W_])")
_LONGEST_WORD = 40


def listed(words: str) -> frozenset[str]:
    """A set of words, written as a line."""
    return frozenset(words.split())


def listed_in_order(words: str) -> tuple[str, ...]:
    """Words in their order, written as a line."""
    return tuple(words.split())


STOP = listed(
    "a about all also am an and any are as ask at be been being bill billed billing by can cms code coded "
    "coder codes coding could cpt did do does doing done for from get gets give given gives had has have "
    "having hcpcs he her his how i if in into is it its just let m may me might mod modfier modifer modifers "
    "modifier modifiers mods must my need needed needs of on or our s say says she should show so some "
    "something t tell tells than that the their them then there they thing this to us use uses using vs want "
    "was we were what whats when where whether which while who whose why will with would you your tell payer "
    "says said services service claim claims payers line lines put append attach add report reported reporting really "
    "please correct"
)
"""Words that say nothing about what is looked for. They count only when nothing else is left."""

COUNTED = listed("modifiers services codes claims lines payers")
"""Words of the list above that tell something where they are counted."""

MANY = listed("multiple several many more most too both")

_ORDINALS = listed_in_order("1st first 2nd second 3rd third 4th fourth 5th fifth")
_NUMBERS = listed_in_order("one two three four five six seven eight nine ten eleven twelve thirteen")
_FORMS = {
    **dict.fromkeys(listed("died dies die dead"), "death"),
    **dict.fromkeys(listed("doc docs dr"), "doctor"),
    **dict.fromkeys(listed("lab labs"), "laboratory"),
    **dict.fromkeys(listed("taken took"), "take"),
    **dict.fromkeys(listed("began begun"), "begin"),
    **{word: str(n) for n, word in enumerate(_NUMBERS, 1)},
    **dict(
        zip(listed_in_order("1st 2nd 3rd 4th 5th"), listed_in_order("first second third fourth fifth"), strict=True)
    ),
    "children": "child",
    "feet": "foot",
    "teeth": "tooth",
    "gave": "give",
    "saw": "see",
    "stopped": "stop",
    "lt": "left",
    "rt": "right",
    "anaesthesia": "anesthesia",
    "anaesthetist": "anesthetist",
    "orthopaedic": "orthopedic",
    "paediatric": "pediatric",
}

_WHOLE = listed("digital")
"""Words whose stem would be another word's."""

_JOINTS = str.maketrans("", "", "'-/&")
_local = threading.local()


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, in order."""
    return tuple(_bare(match.group()) for match in _WORD.finditer(text))


def spans_of(text: str) -> list[tuple[int, int, str]]:
    """Start, end and stem of each word of a text."""
    return [(match.start(), match.end(), stem(_bare(match.group()))) for match in _WORD.finditer(text)]


def terms_of(text: str) -> list[str]:
    """The stems of a text for the index, with the halves of a compound also as one word (``co-surgeon``)."""
    terms = [stem(word) for word in words_of(text)]
    if "-" in text or "/" in text:
        terms += [stem(joined) for joined in compounds_of(text)]
    return terms


def compounds_of(text: str) -> list[str]:
    """Hyphenated words written as one."""
    return [
        (match.group(1) + match.group(2)).lower()
        for match in _COMPOUND.finditer(text)
        if match.group()[len(match.group(1))] == "-"
    ]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem of one word in lower case; small numbers as digits."""
    known = _FORMS.get(word)
    if known is not None:
        word = known
    if not word.isalpha() or word in _WHOLE or len(word) > _LONGEST_WORD:
        return intern(word[:_LONGEST_WORD])
    stemmer = getattr(_local, "stemmer", None)
    if stemmer is None:
        # A stemmer keeps the word that it works on: one for each thread.
        stemmer = _local.stemmer = snowballstemmer.stemmer("english")
    return intern(str(stemmer.stemWord(word)))


def _bare(word: str) -> str:
    lower = word.lower()
    if lower.isalpha():
        return "xray" if lower in ("xray", "xrays") else lower
    lower = lower.replace("’", "'")
    if lower.startswith("same") and " " in lower.replace("-", " "):
        # “The same physician” must not be found by those who say “the same day”.
        return "sameday"
    if lower[0] == "x" and lower.rstrip("s").endswith("ray"):
        return "xray"
    return (lower[:-2] if lower.endswith("'s") else lower).translate(_JOINTS)
