"""Which words of a query may be counted. Pure.

The rule is one sentence: nothing is kept that does not stand in our own files already. A word is kept if our pages, the
synonyms or the list of plain words write it and no list of names does; a code is kept if it is one of ours. All the
rest, a name in any case and spelling, a date, a number, an address, an identifier, becomes a gap, and so do the
words beside it that could belong to it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from modifiers.search.query import Query
from modifiers.search.text import STOP, listed, words_of

GAP = "…"
"""Stands for whatever was left out, however much it was."""

State = Literal["kept", "gap", "silent", "silent name", "name", "code"]
"""Of a word: kept; left out; says nothing and is left out unseen; kept if what stands beside it lets it (two kinds)."""

MOST_WORDS = 6
LONGEST = 120

NEEDED = listed(
    "ball block blue branch burns call carrier case colon cook cross day early field fields flood glass good gross "
    "hand head hurt law light little long man manual means minor north numbers page person post price root short small "
    "strong sun ward weeks white young"
)
"""Names that are words of the field as well. They are kept only where nothing beside them was left out."""

_TITLES = listed(
    "dr mr mrs ms miss doctor doc nurse patient patients pt named called name names surname baby sister mother father "
    "wife husband son daughter"
)
"""After these a word that can be a name is taken for one."""

_IDENTIFIERS = listed(
    "mrn ssn dob id ids acct account member subscriber policy chart zip phone tel telephone cell fax number no nr "
    "birth born birthday beneficiary mbi hicn room box apt record license plate device serial npi"
)
"""After these nothing with a digit is a code."""

_LONGEST_MIXED = 5
_AGES = listed("year years yr yrs yo y month months mo day days week weeks old")
_MONTHS = listed(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sep sept oct nov dec"
)
_ADDRESS = re.compile(r"\S*(?:@|://|www\.|\.(?:com|org|net|edu|gov)\b)\S*", re.I)


@dataclass(frozen=True)
class Lexicon:
    """What stands in our own files: ``words`` in lower case, ``codes`` in lower case, and the ``names`` of people."""

    words: Collection[str]
    codes: Collection[str]
    names: Collection[str]

    def is_plain(self, word: str) -> bool:
        """Whether a word may be kept wherever it stands: not if it is a name, or two letters that are a code."""
        is_ours = word.isascii() and word.isalpha() and len(word) > 1 and word in self.words
        return is_ours and word not in self.names and word not in self.codes

    def may_be_a_name(self, word: str) -> bool:
        """Whether a word of the field is a name as well, so that what stands beside it decides."""
        return word in NEEDED and word in self.names and word in self.words


def countable(query: Query, lexicon: Lexicon) -> str:
    """The part of a query that may be counted, in lower case; ``…`` where something was left out.

    A query that is one code and nothing else is that code, also if we do not have it: it is one of a few thousand
    that exist, and not what a reader made up. An empty query is an empty text.
    """
    if query.kind == "empty":
        return ""
    if query.kind == "denial" and len(query.denials) == 1 and len(query.words) <= 2:
        return str(query.denials[0]).lower()
    if query.kind == "code" and len(query.codes) == 1 and not query.procedure and len(query.words) <= 2:
        return query.codes[0].lower()
    words = _words(query.text)
    named = {code.lower() for code in query.codes}
    states = [_state(place, words, lexicon, named) for place in range(len(words))]
    told = [
        word if _is_kept(place, states) else GAP
        for place, (word, state) in enumerate(zip(words, states, strict=True))
        if not state.startswith("silent")
    ]
    return _joined(told)


def read_words(path: Path) -> frozenset[str]:
    """The words of a list: any number to a line, ``#`` begins a remark. A missing file is an empty list."""
    if not path.is_file():
        return frozenset()
    lines = (line.split("#")[0] for line in path.read_text("utf-8").splitlines())
    return frozenset(word for line in lines for word in line.split())


def _words(text: str) -> list[str]:
    """The words in lower case, with a gap for each address of mail or of a page."""
    found: list[str] = []
    for number, piece in enumerate(_ADDRESS.sub(f" {GAP} ", text).split(GAP)):
        found += [GAP] * bool(number)
        found += words_of(piece)
    return found


def _state(place: int, words: Sequence[str], lexicon: Lexicon, named: Collection[str]) -> State:
    word = words[place]
    if word in STOP:
        return "silent name" if word in lexicon.names else "silent"
    if word.isdigit():
        return "code" if _is_run_of_codes(place, words, lexicon) else "gap"
    if any(map(str.isdigit, word)):
        if word in lexicon.codes:
            return "gap" if _is_something_else(place, words) else "code"
        return "kept" if word in lexicon.words and len(word) <= _LONGEST_MIXED else "gap"
    if word in _MONTHS and any(near == GAP or near.isdigit() for near in _near(place, words)):
        return "gap"
    if lexicon.is_plain(word):
        return "kept"
    if lexicon.may_be_a_name(word):
        return "gap" if _follows(place, words, _TITLES) else "name"
    # Two letters are initials, unless the word modifier or the shape of the query says that they are a code.
    return "code" if word in lexicon.codes and word in named else "gap"


def _is_run_of_codes(place: int, words: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether a number and all numbers right before and after it are codes: parts of dates and telephones are not."""
    start = stop = place
    while start and words[start - 1].isdigit():
        start -= 1
    while stop + 1 < len(words) and words[stop + 1].isdigit():
        stop += 1
    return not any(
        words[each] not in lexicon.codes or _is_something_else(each, words) for each in range(start, stop + 1)
    )


def _is_something_else(place: int, words: Sequence[str]) -> bool:
    """Whether what looks like a code is an age, a part of a date, or an identifier."""
    return _follows(place, words, _IDENTIFIERS | _MONTHS) or any(
        word in _AGES or word in _MONTHS for word in words[place + 1 : place + 2]
    )


def _near(place: int, words: Sequence[str]) -> Sequence[str]:
    return (*words[max(0, place - 1) : place], *words[place + 1 : place + 2])


def _follows(place: int, words: Sequence[str], those: Collection[str]) -> bool:
    """Whether one of the two words before is one of those: ``MRN no. 12345``."""
    return any(word in those for word in words[max(0, place - 2) : place])


def _is_kept(place: int, states: Sequence[State]) -> bool:
    """What could belong to a name, or to an identifier, goes with whatever was left out beside it.

    A word that is a name as well has to stand between or beside words that are not: alone it is a name.
    """
    if states[place] in ("kept", "gap"):
        return states[place] == "kept"
    before = next((state for state in reversed(states[:place]) if state != "silent"), None)
    after = next((state for state in states[place + 1 :] if state != "silent"), None)
    if "gap" in (before, after):
        return False
    is_beside_a_name = any(state in ("name", "silent name") for state in (before, after))
    return states[place] == "code" or not (is_beside_a_name or before is after is None)


def _joined(told: Iterable[str]) -> str:
    kept: list[str] = []
    for word in told:
        if word == GAP and kept[-1:] == [GAP]:
            continue
        if word != GAP and word in kept:
            continue
        kept.append(word)
    if sum(word != GAP for word in kept) > MOST_WORDS:
        stop = [place for place, word in enumerate(kept) if word != GAP][MOST_WORDS]
        kept = [*kept[:stop], *([] if kept[stop - 1] == GAP else [GAP])]
    return " ".join(kept)[:LONGEST].rstrip()
