"""The inverted index: stems to documents and to short phrases, with their weights."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .passages import Analysed
from .synonyms import Synonyms, Terms

_SATURATION = 4.0
_LENGTH = 0.6
_PHRASE = 1.9
_MEANING = 0.75
"""What a word of the field weighs that stands for an everyday word."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing that the query asks for, and the ways to say it: (weight, stems)."""

    ways: tuple[tuple[float, Terms], ...]
    mass: float


class Postings:
    """Stems to what holds them. Never changes once built."""

    def __init__(self, documents: Sequence[Analysed], synonyms: Synonyms) -> None:
        self._synonyms = synonyms
        count = max(1, len(documents))
        weighted = [_weighted(document, lengths) for lengths in (_mean_lengths(documents),) for document in documents]
        holders = Counter(term for found in weighted for term in found)
        self._idf = {term: math.log(1 + (count - n + 0.5) / (n + 0.5)) for term, n in holders.items()}
        self._rarest = math.log(1 + (count + 0.5) / 0.5)
        postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, found in enumerate(weighted):
            for term, weight in found.items():
                postings[term].append((number, self._idf[term] * weight / (_SATURATION + weight)))
        self._documents: Mapping[str, tuple[tuple[int, float], ...]] = {
            t: tuple(found) for t, found in postings.items()
        }
        self._phrases: list[tuple[int, float, float, Terms]] = []
        self._exact: dict[Terms, list[int]] = defaultdict(list)
        holding: dict[str, list[int]] = defaultdict(list)
        for number, document in enumerate(documents):
            for phrase in document.phrases:
                terms = tuple(dict.fromkeys(phrase.terms))
                for term in terms:
                    holding[term].append(len(self._phrases))
                self._phrases.append((number, phrase.weight, sum(map(self.mass, terms)), terms))
                if number not in self._exact[tuple(sorted(terms))]:
                    self._exact[tuple(sorted(terms))].append(number)
        self._holding: Mapping[str, tuple[int, ...]] = {term: tuple(found) for term, found in holding.items()}

    def __contains__(self, term: str) -> bool:
        return term in self._documents

    @property
    def size(self) -> int:
        """How many stems are known."""
        return len(self._documents)

    def mass(self, term: str) -> float:
        """How much a stem tells: the rarer, the more."""
        return self._idf.get(term, self._rarest * 0.6)

    def documents_of(self, term: str) -> tuple[int, ...]:
        """The documents that hold a stem."""
        return tuple(number for number, _ in self._documents.get(term, ()))

    def slots(self, ways: Sequence[tuple[tuple[float, str], ...]]) -> list[Slot]:
        """Group the words of a query into slots, with the synonyms of the longest phrases.

        Args:
            ways: for each word of the query, the stems that it can stand for, with their weights.
        """
        slots: list[Slot] = []
        first = [way[0][1] if way else "" for way in ways]
        place = 0
        while place < len(ways):
            size, meanings = self._meanings(first, place)
            said = [[(weight, (term,)) for weight, term in way] for way in ways[place : place + size]]
            if size == 1:
                slots.append(self._slot([*said[0], *((_MEANING, meaning) for meaning in meanings)]))
            else:
                whole = tuple(dict.fromkeys(first[place : place + size]))
                slots.append(self._slot([(1.0, whole), *((_MEANING, meaning) for meaning in meanings)]))
            place += size
        return slots

    def _meanings(self, terms: Sequence[str], place: int) -> tuple[int, tuple[Terms, ...]]:
        for size in range(min(self._synonyms.longest, len(terms) - place), 0, -1):
            found = self._synonyms.meanings.get(tuple(terms[place : place + size]))
            if found:
                return size, found
        return 1, ()

    def _slot(self, ways: list[tuple[float, Terms]]) -> Slot:
        known = [(weight, terms) for weight, terms in ways if any(term in self._documents for term in terms)]
        ways = known or ways[:1]
        return Slot(tuple(ways), max(weight * sum(map(self.mass, terms)) for weight, terms in ways))

    def score(self, slots: Sequence[Slot]) -> dict[int, float]:
        """Every document that holds something asked for, with its score."""
        total = sum(slot.mass for slot in slots) or 1.0
        scores: dict[int, float] = defaultdict(float)
        covered: dict[int, float] = defaultdict(float)
        for slot in slots:
            best: dict[int, float] = {}
            for weight, terms in slot.ways:
                way: dict[int, float] = defaultdict(float)
                for term in terms:
                    for number, impact in self._documents.get(term, ()):
                        way[number] += weight * impact
                share = slot.mass / max(slot.mass, weight * sum(map(self.mass, terms)))
                for number, found in way.items():
                    if found * share > best.get(number, 0.0):
                        best[number] = found * share
            for number, found in best.items():
                scores[number] += found
                covered[number] += slot.mass
        phrases = self._phrase_scores(slots, total)
        return {
            number: score * (0.55 + 0.45 * covered[number] / total) + _PHRASE * total * phrases.get(number, 0.0)
            for number, score in scores.items()
        }

    def _phrase_scores(self, slots: Sequence[Slot], total: float) -> dict[int, float]:
        """For each document the fit of its best phrase: how much of the phrase, and of the query, is in both."""
        asked: dict[int, float] = defaultdict(float)
        matched: dict[int, dict[str, float]] = defaultdict(dict)
        for slot in slots:
            local: dict[int, float] = {}
            for weight, terms in slot.ways:
                way: dict[int, float] = defaultdict(float)
                for term in terms:
                    for phrase in self._holding.get(term, ()):
                        way[phrase] += self.mass(term)
                        held = matched[phrase]
                        if weight > held.get(term, 0.0):
                            held[term] = weight
                whole = sum(map(self.mass, terms)) or 1.0
                for phrase, found in way.items():
                    got = weight * slot.mass * found / whole
                    if got > local.get(phrase, 0.0):
                        local[phrase] = got
            for phrase, got in local.items():
                asked[phrase] += got
        best: dict[int, float] = {}
        for phrase, got in asked.items():
            number, weight, mass, _ = self._phrases[phrase]
            both = sum(share * self.mass(term) for term, share in matched[phrase].items())
            fit = weight * (both / mass) ** 1.5 * min(1.0, got / total)
            if fit > best.get(number, 0.0):
                best[number] = fit
        return best

    def exactly(self, terms: Sequence[str]) -> tuple[int, ...]:
        """Documents of which these stems, in any order, are a name or an everyday phrase."""
        return tuple(self._exact.get(tuple(sorted(dict.fromkeys(terms))), ()))


def _mean_lengths(documents: Sequence[Analysed]) -> Mapping[tuple[str, str], float]:
    totals: dict[tuple[str, str], list[int]] = defaultdict(list)
    for document in documents:
        for name, (_, found) in document.fields.items():
            totals[document.kind, name].append(found.total())
    return {key: max(1.0, sum(found) / len(found)) for key, found in totals.items()}


def _weighted(document: Analysed, lengths: Mapping[tuple[str, str], float]) -> dict[str, float]:
    """BM25F: one weighted frequency for each stem over all fields."""
    weighted: dict[str, float] = defaultdict(float)
    for name, (weight, found) in document.fields.items():
        norm = 1 - _LENGTH + _LENGTH * found.total() / lengths[document.kind, name]
        for term, times in found.items():
            weighted[term] += weight * min(times, 4) / norm
    return weighted
