"""The search index: built from a snapshot of the catalogue, held in memory, never changed.

A query by words is scored in two steps: the inverted index scores documents (fields, phrases, synonyms),
then the statements of the best documents are read for the one that fits best. So no query looks at all statements.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from weakref import WeakKeyDictionary

from django.conf import settings

from modifiers.catalogue import Catalogue
from modifiers.codes import DenialCode

from .anatomy import locate
from .passages import KINDS, Analysed, Passage, analyse
from .postings import Postings, Slot
from .query import Query, understand
from .results import Hit, Results, Suggestion, nearest_to
from .snippets import snippet
from .spelling import Speller
from .synonyms import Synonyms, read_synonyms
from .text import STOP, listed, stem

_CANDIDATES = 40
_DENIAL_TERMS = frozenset(map(stem, ("denied", "denial", "rejected", "carc", "rarc")))
_MOST_WORDS = 24
_MOST_CORRECTIONS = 8
_SURE = 2.5
_PASSAGE = 1.3
_OTHER_KINDS = 0.62
_UNITS = listed(
    "percent day days minute minutes hour hours year years kg pound pounds unit units mile miles dollar "
    "dollars week weeks month months gram grams mg ml times cases case patients patient wounds wound or"
)


@dataclass(frozen=True, slots=True)
class _Read:
    """The words of a query as the index knows them: ``terms`` their stems, ``wanted`` all stems that stand for them."""

    slots: list[Slot]
    terms: tuple[str, ...]
    wanted: frozenset[str]
    words: tuple[str, ...]
    corrected: str


class Index:
    """All that can be found in one snapshot."""

    def __init__(self, documents: Iterable[Analysed], synonyms: Synonyms, today: date | None = None) -> None:
        self._documents = tuple(documents)
        self._number = {(document.kind, document.key): n for n, document in enumerate(self._documents)}
        self._priors = [_prior(document, today) for document in self._documents]
        self._speller = Speller(_vocabulary(self._documents, synonyms))
        self._postings = Postings([_spelled(document, self._speller) for document in self._documents], synonyms)
        self._written = tuple(_as_written(document) for document in self._documents)
        self._codes = tuple(document.code for document in self._documents if document.code)

    @classmethod
    def of(cls, snapshot: Catalogue, synonyms: Synonyms | None = None) -> Index:
        """Build from a snapshot."""
        found = synonyms if synonyms is not None else _synonyms()
        documents = [_analysed(entry) for kind in KINDS for entry in snapshot.all(kind).values()]
        return cls(documents, found, snapshot.at.date() if snapshot.at.year > 1 else None)

    @property
    def size(self) -> Mapping[str, int]:
        """How much is indexed, for reports."""
        statements = sum(len(document.passages) for document in self._documents)
        return {"documents": len(self._documents), "statements": statements, "stems": self._postings.size}

    def search(self, query: Query, limit: int = 20) -> Results:
        """Answer a query. Anything can be asked; something is always offered."""
        if query.kind == "empty":
            return Results(query)
        query = self._known_alternatives(query)
        named = self._named(query)
        read = self._read(query, whole=query.kind == "text" or not named)
        scores = self._scores(query, read, named)
        ranked = sorted(scores, key=lambda number: (-scores[number], number))
        best = self._with_passages(ranked[:_CANDIDATES], scores, read)
        hits = tuple(self._hit(number, score, passage, read) for number, score, passage in best[:limit])
        direct = hits[0] if hits and self._is_direct(query, named) else None
        return Results(
            query=query,
            direct=direct,
            hits=hits,
            statements=self._statements(best, read, limit),
            corrected=read.corrected if not direct else "",
            nearest=() if hits else self._nearest(query),
        )

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """What the text, still being typed, can become."""
        query = understand(text)
        if query.kind == "empty":
            return ()
        numbers: dict[int, None] = dict.fromkeys(self._named(query))
        start = query.text.strip(" -#").upper()
        if len(start) <= 5:
            begin = [
                n for n, document in enumerate(self._documents) if document.code and document.code.startswith(start)
            ]
            numbers.update(dict.fromkeys(begin))
            denials = [
                n
                for n, document in enumerate(self._documents)
                if document.kind == "denial_code"
                and len(start) > 1
                and DenialCode.parse(document.key).value.startswith(start)
            ]
            numbers.update(dict.fromkeys(denials))
        wanted: frozenset[str] = frozenset()
        if len(numbers) < limit:
            read = self._read(query, whole=True, is_typing=True)
            wanted = read.wanted
            scores = self._scores(query, read, tuple(numbers))
            numbers.update(dict.fromkeys(sorted(scores, key=lambda number: (-scores[number], number))[:limit]))
        return tuple(self._suggestion(number, wanted) for number in list(numbers)[:limit])

    def _suggestion(self, number: int, wanted: frozenset[str]) -> Suggestion:
        document = self._documents[number]
        return Suggestion(document.kind, document.key, document.code, document.title, snippet(document.title, wanted))

    # What a query names

    def _named(self, query: Query) -> tuple[int, ...]:
        """The documents that the query names by their code, in order."""
        found: dict[int, None] = {}
        for code in query.codes:
            if ("modifier", code) in self._number:
                found[self._number["modifier", code]] = None
        if query.kind != "code" or not found:
            for denial in query.denials or _bare_denials(query):
                if ("denial_code", denial.slug) in self._number:
                    found[self._number["denial_code", denial.slug]] = None
        return tuple(found)

    def _is_direct(self, query: Query, named: Sequence[int]) -> bool:
        return query.kind in ("code", "denial") and len(named) == 1 and len(query.codes or query.denials) <= 1

    def _known_alternatives(self, query: Query) -> Query:
        known = tuple(
            other
            for other in query.alternatives
            if other.kind in ("", "pair") or (other.kind, other.key) in self._number
        )
        return query if known == query.alternatives else replace(query, alternatives=known)

    # Words

    def _read(self, query: Query, *, whole: bool, is_typing: bool = False) -> _Read:
        """Turn words into slots: known words, corrected words, beginnings of words."""
        if not whole:
            return _Read([], (), frozenset(), (), "")
        kept = [word for word in query.words if word not in STOP] or query.words
        words = list({stem(word): word for word in reversed(kept[:_MOST_WORDS])}.values())[::-1]
        ways: list[tuple[tuple[float, str], ...]] = []
        understood: dict[str, str] = {}
        for place, word in enumerate(words):
            is_last = place == len(words) - 1
            ways.append(self._ways(word, understood, is_typing and is_last and not query.text.endswith(" ")))
        slots = self._postings.slots(ways)
        terms = tuple(way[0][1] for way in ways)
        wanted = frozenset(term for slot in slots for _, found in slot.ways for term in found)
        corrected = " ".join(understood.get(word, word) for word in query.words) if understood else ""
        return _Read(slots, terms, wanted, tuple(understood.get(word, word) for word in words), corrected)

    def _ways(self, word: str, understood: dict[str, str], is_start: bool) -> tuple[tuple[float, str], ...]:
        term = stem(word)
        if is_start and len(word) >= 2:
            begun = tuple((0.9, stem(found)) for found in self._speller.beginning(word))
            if begun:
                return tuple(dict.fromkeys([(1.0, term), *(way for way in begun if way[1] != term)]))
        if word in self._speller or len(word) < 4 or not word.isalpha():
            return ((1.0, term),)
        if term in self._postings:
            return ((1.0, term),)
        begun = tuple(dict.fromkeys((0.85, stem(found)) for found in self._speller.beginning(word, 4)))
        if begun:
            return begun
        if len(understood) < _MOST_CORRECTIONS and (meant := self._speller.nearest(word)):
            understood[word] = meant
            return ((0.95, stem(meant)),)
        return ((1.0, term),)

    # Scores

    def _scores(self, query: Query, read: _Read, named: Sequence[int]) -> dict[int, float]:
        scores = self._postings.score(read.slots) if read.slots else {}
        total = sum(slot.mass for slot in read.slots) or 1.0
        is_about_denials = bool(query.denials) or not _DENIAL_TERMS.isdisjoint(read.terms)
        for number in scores:
            scores[number] *= self._priors[number]
            kind = self._documents[number].kind
            if kind != "modifier":
                scores[number] *= 0.9 if kind == "denial_code" and is_about_denials else _OTHER_KINDS
        for number in self._postings.exactly(read.terms) if read.terms else ():
            is_modifier = self._documents[number].kind == "modifier"
            scores[number] = scores.get(number, 0.0) + (2.0 if is_modifier else 1.2) * total
        place = locate(read.words)
        for rank, code in enumerate(place.codes):
            if ("modifier", code) in self._number:
                number = self._number["modifier", code]
                boost = (_SURE if place.is_exact else 1.2) * total
                scores[number] = scores.get(number, 0.0) + boost * (1 - 0.05 * rank)
        for number in self._codes_among(query, read):
            scores[number] = scores.get(number, 0.0) + 1.2 * total
        self._add_related(query, scores, max(scores.values(), default=0.0) or 1.0)
        top = max(scores.values(), default=0.0) or 1.0
        for rank, number in enumerate(named):
            scores[number] = top * (3.0 - 0.05 * rank)
        return scores

    def _codes_among(self, query: Query, read: _Read) -> tuple[int, ...]:
        """Modifiers whose codes stand among the words without being numbers of something."""
        if query.kind != "text":
            return ()
        found = []
        words = query.words
        for place, word in enumerate(words):
            follower = words[place + 1] if place + 1 < len(words) else ""
            if len(word) == 2 and not word.isalpha() and follower not in _UNITS:
                number = self._number.get(("modifier", word.upper()))
                if number is not None:
                    found.append(number)
        return tuple(found)

    def _add_related(self, query: Query, scores: dict[int, float], top: float) -> None:
        """Modifiers that a denial code or a pair of procedures leads to."""
        slugs = [denial.slug for denial in query.denials]
        pair = {query.pair.first.value, query.pair.second.value} if query.pair else set()
        if not slugs and not pair:
            return
        for number, document in enumerate(self._documents):
            if document.kind != "modifier":
                continue
            share = sum(document.denials.get(slug, 0.0) for slug in slugs)
            if pair and any(pair <= found for found in document.procedures):
                share += 1.0
            if share:
                scores[number] = scores.get(number, 0.0) + 0.5 * top * share * self._priors[number]

    # Statements

    def _with_passages(
        self, ranked: Sequence[int], scores: Mapping[int, float], read: _Read
    ) -> list[tuple[int, float, Passage | None]]:
        """Read the statements of the best documents; each adds its best one to its score."""
        found = []
        total = sum(slot.mass for slot in read.slots)
        for number in ranked:
            passage, fit = self._best_passage(self._documents[number], read.slots, total)
            found.append((number, scores[number] + _PASSAGE * fit * self._priors[number], passage))
        return sorted(found, key=lambda row: (-row[1], row[0]))

    def _best_passage(self, document: Analysed, slots: Sequence[Slot], total: float) -> tuple[Passage | None, float]:
        best, most = None, 0.0
        for passage in document.passages:
            fit = self._fit(passage, slots, total)
            if fit > most:
                best, most = passage, fit
        return best, most

    def _fit(self, passage: Passage, slots: Sequence[Slot], total: float) -> float:
        got = 0.0
        for slot in slots:
            share = 0.0
            for weight, terms in slot.ways:
                held = sum(term in passage.terms for term in terms)
                if held:
                    share = max(share, weight * held / len(terms))
            got += share * slot.mass
        if not got:
            return 0.0
        return got * (got / total) * (0.6 + 0.25 * passage.weight) / (1 + 0.008 * len(passage.terms))

    def _statements(
        self, best: Sequence[tuple[int, float, Passage | None]], read: _Read, limit: int
    ) -> tuple[Hit, ...]:
        total = sum(slot.mass for slot in read.slots)
        if not total:
            return ()
        found = []
        for number, score, _ in best[:limit]:
            document = self._documents[number]
            if document.kind != "modifier":
                continue
            for passage in document.passages:
                fit = self._fit(passage, read.slots, total)
                if fit > 0.25 * total:
                    found.append((fit + 0.15 * score, number, passage))
        found.sort(key=lambda row: (-row[0], row[1], row[2].anchor))
        return tuple(
            self._hit(number, score, passage, read, kind="statement") for score, number, passage in found[:limit]
        )

    def _hit(self, number: int, score: float, passage: Passage | None, read: _Read, kind: str = "") -> Hit:
        document = self._documents[number]
        return Hit(
            kind=kind or document.kind,
            key=document.key,
            code=document.code,
            title=document.title,
            anchor=passage.anchor if passage and document.kind == "modifier" else "",
            snippet=snippet(passage.text if passage else document.summary, read.wanted),
            score=round(score, 3),
        )

    def _nearest(self, query: Query) -> tuple[str, ...]:
        return nearest_to(query, self._codes)


def _bare_denials(query: Query) -> tuple[DenialCode, ...]:
    """What a bare code can mean on a remittance, when no modifier bears it."""
    slugs = [other.key for other in query.alternatives if other.as_ == "denial"] if query.kind == "code" else []
    return tuple(DenialCode.parse(slug) for slug in slugs)


def _as_written(document: Analysed) -> str:
    """The code as it is typed: of a modifier or a denial code; empty for the rest."""
    return DenialCode.parse(document.key).value if document.kind == "denial_code" else document.code


def _prior(document: Analysed, today: date | None) -> float:
    has_ended = bool(document.ended_on and today and document.ended_on < today)
    return document.prior * (0.8 if has_ended else 1.0)


def _vocabulary(documents: Iterable[Analysed], synonyms: Synonyms) -> Counter[str]:
    """Words of our own prose and of the synonyms. Search terms are left out: they hold misspellings on purpose."""
    counts: Counter[str] = Counter()
    for document in documents:
        counts.update(document.prose)
    for word in synonyms.words:
        counts[word] += 3
    return counts


def _spelled(document: Analysed, speller: Speller) -> Analysed:
    """Index the misspellings among the search terms as what they mean, so that they weigh no more."""
    wrong = {word: speller.nearest(word) for word in document.terms_words if word not in speller}
    meant = {stem(word): stem(right) for word, right in wrong.items() if right}
    if not meant:
        return document
    weight, found = document.fields["search_terms"]
    right: Counter[str] = Counter()
    for term, times in found.items():
        right[meant.get(term, term)] += times
    return replace(
        document,
        fields={**document.fields, "search_terms": (weight, right)},
        phrases=tuple(replace(p, terms=tuple(meant.get(term, term) for term in p.terms)) for p in document.phrases),
    )


_analyses: dict[tuple[str, str, str], Analysed] = {}
_indexes: WeakKeyDictionary[Catalogue, Index] = WeakKeyDictionary()
_lock = threading.Lock()


def _analysed(entry: object) -> Analysed:
    """A document taken apart once for each of its editions."""
    key = (entry.kind, entry.key, entry.sha256)  # type: ignore[attr-defined]
    found = _analyses.get(key)
    if found is None:
        found = _analyses[key] = analyse(entry.document)  # type: ignore[attr-defined]
    return found


def _synonyms() -> Synonyms:
    return read_synonyms(Path(settings.BASE_DIR) / "fixtures" / "synonyms.yaml")


def index_for(snapshot: Catalogue) -> Index:
    """The index of a snapshot, built on first use and kept as long as the snapshot."""
    found = _indexes.get(snapshot)
    if found is not None:
        return found
    with _lock:
        found = _indexes.get(snapshot)
        if found is None:
            found = _indexes[snapshot] = Index.of(snapshot)
        return found
