"""The inverted index: stems to documents and to short phrases, with their weights."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .passages import Analysed
from .synonyms import Synonyms, Terms

_SATURATION = 4.0
_LENGTH = 0.6
_PHRASE = 1.9
_NAMED = 0.3
_WHOLENESS = 1.0
_MEANING = 0.75
"""What a word of the field weighs that stands for an everyday word."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing that the query asks for, and the ways to say it: (weight, stems)."""

    ways: tuple[tuple[float, Terms], ...]
    mass: float


class Fit:
    """How well a set of stems answers a query. Looks only at the stems that both have."""

    def __init__(self, slots: Sequence[Slot]) -> None:
        self._ways: dict[str, list[tuple[int, int, float]]] = defaultdict(list)
        self._total = sum(slot.mass for slot in slots) or 1.0
        self._masses = [slot.mass for slot in slots]
        number = 0
        for place, slot in enumerate(slots):
            for weight, terms in slot.ways:
                number += 1
                for term in terms:
                    self._ways[term].append((place, number, weight / len(terms)))
        self._terms = frozenset(self._ways)

    def of(self, terms: frozenset[str]) -> float:
        """The mass of what is held, times its share of what was asked for."""
        held = self._terms & terms
        if not held:
            return 0.0
        ways: dict[tuple[int, int], float] = {}
        for term in held:
            for place, number, share in self._ways[term]:
                ways[place, number] = ways.get((place, number), 0.0) + share
        best: dict[int, float] = {}
        for (place, _), share in ways.items():
            if share > best.get(place, 0.0):
                best[place] = share
        got = sum(share * self._masses[place] for place, share in best.items())
        return got * got / self._total


class Postings:
    """Stems to what holds them. Never changes once built."""

    def __init__(self, documents: Sequence[Analysed], synonyms: Synonyms) -> None:
        self._synonyms = synonyms
        count = max(1, len(documents))
        weighted = [_weighted(document, lengths) for lengths in (_mean_lengths(documents),) for document in documents]
        holders = Counter(term for found in weighted for term in found)
        self._idf = {term: math.log(1 + (count - n + 0.5) / (n + 0.5)) for term, n in holders.items()}
        short = Counter(term for document in documents for term in _short(document))
        self._masses = {term: math.log(1 + (count - n + 0.5) / (n + 0.5)) for term, n in short.items()}
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
        self._verbatim: dict[str, set[int]] = defaultdict(set)
        for number, document in enumerate(documents):
            for phrase in document.phrases:
                self._verbatim[phrase.words].add(number)
                terms = tuple(dict.fromkeys(phrase.terms))
                for term in terms:
                    holding[term].append(len(self._phrases))
                self._phrases.append((number, phrase.weight, sum(map(self.mass, terms)), terms))
                if number not in self._exact[tuple(sorted(terms))]:
                    self._exact[tuple(sorted(terms))].append(number)
        self._short = [frozenset(_short(document)) for document in documents]
        self._neighbors: dict[tuple[str, str], set[int]] = defaultdict(set)
        for number, document in enumerate(documents):
            for phrase in document.phrases:
                for pair in pairwise(phrase.terms):
                    self._neighbors[pair].add(number)
        self._holding: Mapping[str, tuple[int, ...]] = {term: tuple(found) for term, found in holding.items()}

    def __contains__(self, term: str) -> bool:
        return term in self._documents

    @property
    def size(self) -> int:
        """How many stems are known."""
        return len(self._documents)

    def mass(self, term: str) -> float:
        """How much a stem tells: the rarer in names and everyday phrases, the more."""
        found = self._masses.get(term)
        return found if found is not None else 0.8 * self._idf.get(term, self._rarest)

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

    def side_by_side(self, terms: Sequence[str]) -> dict[int, float]:
        """Documents in whose phrases two words of the query stand side by side, and how much those tell."""
        found: dict[int, float] = defaultdict(float)
        for pair in set(pairwise(terms)):
            for number in self._neighbors.get(pair, ()):
                found[number] += self.mass(pair[0]) + self.mass(pair[1])
        return found

    def score(self, slots: Sequence[Slot]) -> dict[int, float]:
        """Every document that holds something asked for, with its score."""
        total = sum(slot.mass for slot in slots) or 1.0
        scores: dict[int, float] = defaultdict(float)
        covered: dict[int, float] = defaultdict(float)
        named: dict[int, float] = defaultdict(float)
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
                short = self._short[number]
                if any(short.issuperset(terms) for _, terms in slot.ways):
                    named[number] += slot.mass
        phrases = self._phrase_scores(slots, total)
        return {
            number: score * (0.4 + 0.3 * covered[number] / total + _NAMED * named[number] / total)
            + _PHRASE * total * phrases.get(number, 0.0)
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
            fit = weight * (both / mass) ** _WHOLENESS * min(1.0, got / total)
            if fit > best.get(number, 0.0):
                best[number] = fit
        return best

    def exactly(self, terms: Sequence[str]) -> tuple[int, ...]:
        """Documents of which these stems, in any order, are a name or an everyday phrase."""
        return tuple(self._exact.get(tuple(sorted(dict.fromkeys(terms))), ()))

    def verbatim(self, words: Sequence[str]) -> frozenset[int]:
        """Documents of which these words are a name or an everyday phrase as written."""
        return frozenset(self._verbatim.get(" ".join(words), ()))


def _short(document: Analysed) -> set[str]:
    """The stems of a document's name, everyday phrases and summary."""
    return {
        term
        for name in ("name", "search_terms", "summary")
        if name in document.fields
        for term in document.fields[name][1]
    }


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
