"""The words of a query as the index knows them: stems, corrected words, beginnings of words, synonyms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from .postings import Postings, Slot
from .query import Query
from .spelling import Speller
from .text import COUNTED, MANY, STOP, stem

_MOST_WORDS = 24
_MOST_CORRECTIONS = 8
DENIAL_TERMS = frozenset(map(stem, ("denied", "denial", "rejected", "carc", "rarc")))


@dataclass(frozen=True, slots=True)
class Read:
    """The words of a query as the index knows them: ``terms`` their stems, ``wanted`` all stems that stand for them."""

    slots: list[Slot]
    terms: tuple[str, ...]
    wanted: frozenset[str]
    words: tuple[str, ...]
    corrected: str


class Reader:
    """Turns words into what the index can look up."""

    def __init__(self, speller: Speller, postings: Postings) -> None:
        self._speller = speller
        self._postings = postings

    def read(self, query: Query, *, whole: bool, is_typing: bool = False, corrects: bool = True) -> Read:
        """Turn words into slots: known words and, if it ``corrects``, the nearest words and beginnings of words."""
        if not whole:
            return Read([], (), frozenset(), (), "")
        said = [word for word in query.words if query.kind != "denial" or word.isalpha()]
        kept = [word for place, word in enumerate(said) if word not in STOP or _is_counted(place, said)] or said
        words = list({stem(word): word for word in reversed(kept[:_MOST_WORDS])}.values())[::-1]
        ways: list[tuple[tuple[float, str], ...]] = []
        understood: dict[str, str] = {}
        begun: dict[str, str] = {}
        for place, word in enumerate(words):
            is_last = place == len(words) - 1
            is_start = is_typing and is_last and not query.text.endswith(" ")
            ways.append(self._ways(word, understood, begun, is_start) if corrects else ((1.0, stem(word)),))
        slots = [_without_weight(slot) if _is_about_denials(slot) else slot for slot in self._postings.slots(ways)]
        terms = tuple(way[0][1] for way in ways)
        wanted = frozenset(term for slot in slots for _, found in slot.ways for term in found)
        corrected = " ".join(understood.get(word, word) for word in query.words) if understood else ""
        meant = {**begun, **understood}
        return Read(slots, terms, wanted, tuple(meant.get(word, word) for word in words), corrected)

    def strange(self, query: Query) -> tuple[str, ...]:
        """Words that stand nowhere and whose correction would be a guess."""
        return tuple(word for word in query.words if word.isalpha() and word not in STOP and not self._knows(word))

    def _knows(self, word: str) -> bool:
        if len(word) < 3 or word in self._speller or stem(word) in self._postings:
            return True
        meant = self._speller.nearest(word)
        return bool(meant) and OSA.distance(word, meant) <= (1 if len(word) < 9 else 2)

    def _ways(
        self, word: str, understood: dict[str, str], begun: dict[str, str], is_start: bool
    ) -> tuple[tuple[float, str], ...]:
        term = stem(word)
        if is_start and len(word) >= 2 and (found := self._speller.beginning(word)):
            begun[word] = found[0]
            ways = ((0.9, stem(whole)) for whole in found)
            return tuple(dict.fromkeys([(1.0, term), *(way for way in ways if way[1] != term)]))
        if word in self._speller or len(word) < 4 or not word.isalpha():
            return ((1.0, term),)
        if term in self._postings:
            return ((1.0, term),)
        if found := self._speller.beginning(word, 4):
            begun[word] = found[0]
            return tuple(dict.fromkeys((0.85, stem(whole)) for whole in found))
        if len(understood) < _MOST_CORRECTIONS and (meant := self._speller.nearest(word)):
            understood[word] = meant
            return ((0.95, stem(meant)),)
        return ((1.0, term),)


def _is_counted(place: int, words: Sequence[str]) -> bool:
    """Whether a word that says nothing by itself is counted and so is what is asked about: ``four modifiers``."""
    return words[place] in COUNTED and place > 0 and (words[place - 1] in MANY or stem(words[place - 1]).isdigit())


def _is_about_denials(slot: Slot) -> bool:
    return DENIAL_TERMS.issuperset(slot.ways[0][1])


def _without_weight(slot: Slot) -> Slot:
    """A word that says what is looked for, a denial, and little about which."""
    return Slot(tuple((0.3 * weight, terms) for weight, terms in slot.ways), 0.3 * slot.mass)
