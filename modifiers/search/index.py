"""The search index: built from a snapshot of the catalogue, held in memory, never changed.

A query by words is scored in two steps: the inverted index scores documents (fields, phrases, synonyms),
then the statements of the best documents are read for the one that fits best. So no query looks at all statements.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from weakref import WeakKeyDictionary

from django.conf import settings

from modifiers.catalogue import Catalogue, CatalogueUnavailable, Entry, catalogue
from modifiers.codes import DenialCode

from .anatomy import locate
from .nearest import OFTEN, nearest_codes
from .passages import KINDS, Analysed, Passage, analyse, shared_passages
from .postings import Fit, Postings
from .query import Query, understand
from .reading import DENIAL_TERMS, Read, Reader
from .results import Hit, Results, Suggestion
from .snippets import snippet
from .spelling import Speller
from .synonyms import Synonyms, read_synonyms
from .text import listed, stem

_CANDIDATES = 40
_SURE = 2.5
_PASSAGE = 1.3
_NEIGHBORS = 0.3
_OTHER_KINDS = 0.62
_KIND_WEIGHTS = {("denial_code", True): 1.2, ("denial_code", False): 0.75}
_UNITS = listed(
    "percent day days minute minutes hour hours year years kg pound pounds unit units mile miles dollar "
    "dollars week weeks month months gram grams mg ml times cases case patients patient wounds wound or"
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A document with its score, its best statement, and all that hold something asked for."""

    number: int
    score: float
    passage: Passage | None
    passages: list[tuple[float, Passage]]


class Index:
    """All that can be found in one snapshot."""

    def __init__(self, documents: Iterable[Analysed], synonyms: Synonyms, today: date | None = None) -> None:
        self._documents = tuple(documents)
        self._number = {(document.kind, document.key): n for n, document in enumerate(self._documents)}
        self._priors = [_prior(document, today) for document in self._documents]
        self._speller = Speller(_vocabulary(self._documents, synonyms))
        self._postings = Postings([_spelled(document, self._speller) for document in self._documents], synonyms)
        self._reader = Reader(self._speller, self._postings)
        self._written = tuple(_as_written(document) for document in self._documents)
        self._names = {
            document.code: (document.title.lower(), *(phrase.words for phrase in document.phrases))
            for document in self._documents
            if document.code
        }
        self._often = tuple(code for code in OFTEN if code in self._names) or tuple(self._names)[: len(OFTEN)]
        self.words = frozenset(synonyms.words).union(
            *(found for document in self._documents for found in (document.prose, document.terms_words))
        )
        """Every word that our own files write, in lower case."""
        self.codes = frozenset(code for document in self._documents for code in _own_codes(document))
        """Codes of modifiers, of procedures, and of denials that are not mere numbers, in lower case."""

    @classmethod
    def of(cls, snapshot: Catalogue, synonyms: Synonyms | None = None) -> Index:
        """Build from a snapshot."""
        found = synonyms if synonyms is not None else _synonyms()
        documents = [_analysed(entry) for kind in KINDS for entry in snapshot.all(kind).values()]
        shared = {key: shared_passages(entry.document) for key, entry in snapshot.all("family").items()}
        documents = [
            document.with_family(shared[document.family]) if document.family in shared else document
            for document in documents
        ]
        return cls(documents, found, snapshot.at.date() if snapshot.at.year > 1 else None)

    @property
    def size(self) -> Mapping[str, int]:
        """How much is indexed, for reports."""
        statements = sum(len(document.passages) for document in self._documents)
        return {"documents": len(self._documents), "statements": statements, "stems": self._postings.size}

    def search(self, query: Query, limit: int = 20, *, corrects: bool = True) -> Results:
        """Answer a query. Anything can be asked; something is always offered.

        Args:
            query: as understood.
            limit: how many hits at most.
            corrects: whether a word that nobody wrote may stand for the nearest one.
        """
        if query.kind == "empty":
            return Results(query)
        query = self._known_alternatives(query)
        named = self._named(query)
        read = self._reader.read(query, whole=query.kind == "text" or not named, corrects=corrects)
        scores = self._scores(query, read, named)
        ranked = sorted(scores, key=lambda number: (-scores[number], number))
        best = self._with_passages(ranked[:_CANDIDATES], scores, read)
        hits = tuple(self._hit(found.number, found.score, found.passage, read) for found in best[:limit])
        direct = hits[0] if hits and self._is_direct(query, named) else None
        near = () if hits or query.kind == "denial" else self.nearest((query.codes or (query.text,))[0])
        return Results(
            query=query,
            direct=direct,
            hits=hits,
            statements=self._statements(best, read, limit),
            corrected=read.corrected if not direct else "",
            nearest=near or (() if hits else self._often),
            is_near=bool(near),
        )

    def read(self, query: Query) -> Read:
        """The words of a query as the index knows them, whatever kind of query it is."""
        return self._reader.read(query, whole=True)

    def strange(self, query: Query) -> tuple[str, ...]:
        """The words of a query that nobody wrote and that are no near misspelling of one that somebody did."""
        return self._reader.strange(query)

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """What the text, still being typed, can become."""
        query = understand(text)
        if query.kind == "empty":
            return ()
        start = query.text.strip(" -#").upper()
        numbers: dict[int, None] = dict.fromkeys(self._named(query) if len(start) > 1 else ())
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
            read = self._reader.read(query, whole=True, is_typing=True)
            wanted = read.wanted
            scores = self._scores(query, read, tuple(numbers))
            numbers.update(dict.fromkeys(sorted(scores, key=lambda number: (-scores[number], number))[:limit]))
        return tuple(self._suggestion(number, wanted) for number in list(numbers)[:limit])

    def nearest(self, typed: str, limit: int = 6) -> tuple[str, ...]:
        """The modifiers nearest to what somebody typed, by code, name or everyday words; none if nothing is near."""
        return nearest_codes(typed, self._names, limit)

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
        group = ("denial_code", f"group-{query.text[:2].lower()}")
        if query.kind == "denial" and not found and group in self._number:
            found[self._number[group]] = None
        return tuple(found)

    def _is_direct(self, query: Query, named: Sequence[int]) -> bool:
        if query.kind not in ("code", "denial") or len(named) != 1 or len(query.codes or query.denials) > 1:
            return False
        key = self._documents[named[0]].key
        asked = {*query.codes, *(denial.slug for denial in (*query.denials, *_bare_denials(query)))}
        return key in asked

    def _known_alternatives(self, query: Query) -> Query:
        known = tuple(
            other
            for other in query.alternatives
            if other.kind in ("", "pair") or (other.kind, other.key) in self._number
        )
        return query if known == query.alternatives else replace(query, alternatives=known)

    # Scores

    def _scores(self, query: Query, read: Read, named: Sequence[int]) -> dict[int, float]:
        scores = self._postings.score(read.slots) if read.slots else {}
        total = sum(slot.mass for slot in read.slots) or 1.0
        is_about_denials = bool(query.denials) or not DENIAL_TERMS.isdisjoint(read.terms)
        for number in scores:
            scores[number] *= self._priors[number]
            kind = self._documents[number].kind
            if kind != "modifier":
                scores[number] *= _KIND_WEIGHTS.get((kind, is_about_denials), _OTHER_KINDS)
        for number, mass in self._postings.side_by_side(read.terms).items():
            if number in scores:
                scores[number] += _NEIGHBORS * mass * self._priors[number]
        verbatim = self._postings.verbatim(query.words)
        for number in self._postings.exactly(read.terms) if read.terms else ():
            sure = (2.0 if self._documents[number].kind == "modifier" else 1.2) + 1.0 * (number in verbatim)
            scores[number] = scores.get(number, 0.0) + sure * total
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

    def _codes_among(self, query: Query, read: Read) -> tuple[int, ...]:
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

    def _with_passages(self, ranked: Sequence[int], scores: Mapping[int, float], read: Read) -> list[_Found]:
        """Read the statements of the best documents; each adds its best one to its score."""
        fit = Fit(read.slots)
        found = []
        for number in ranked:
            passages = []
            for passage in self._documents[number].passages if read.slots else ():
                if share := fit.of(passage.terms):
                    worth = share * (0.6 + 0.25 * passage.weight) / (1 + 0.008 * len(passage.terms))
                    passages.append((worth, passage))
            best = max(passages, key=lambda row: row[0], default=(0.0, None))
            score = scores[number] + _PASSAGE * best[0] * self._priors[number]
            found.append(_Found(number, score, best[1], passages))
        return sorted(found, key=lambda row: (-row.score, row.number))

    def _statements(self, best: Sequence[_Found], read: Read, limit: int) -> tuple[Hit, ...]:
        floor = 0.25 * sum(slot.mass for slot in read.slots)
        rows = [
            (worth + 0.15 * found.score, found.number, passage)
            for found in best[:limit]
            if self._documents[found.number].kind == "modifier"
            for worth, passage in found.passages
            if worth > floor
        ]
        rows.sort(key=lambda row: (-row[0], row[1], row[2].anchor))
        # What a family says for all its members is told once, for the member that fits best.
        once = {passage: (score, number) for score, number, passage in reversed(rows)}
        best_rows = sorted(((score, number, p) for p, (score, number) in once.items()), key=lambda row: -row[0])
        return tuple(
            self._hit(number, score, passage, read, kind="statement") for score, number, passage in best_rows[:limit]
        )

    def _hit(self, number: int, score: float, passage: Passage | None, read: Read, kind: str = "") -> Hit:
        document = self._documents[number]
        return Hit(
            kind=kind or document.kind,
            key=document.key,
            code=document.code,
            title=document.title,
            anchor=passage.anchor if passage else "",
            snippet=snippet(passage.text if passage else document.summary, read.wanted),
            score=round(score, 3),
        )


def _bare_denials(query: Query) -> tuple[DenialCode, ...]:
    """What a bare code can mean on a remittance, when no modifier bears it."""
    slugs = [other.key for other in query.alternatives if other.as_ == "denial"] if query.kind == "code" else []
    return tuple(DenialCode.parse(slug) for slug in slugs)


def _as_written(document: Analysed) -> str:
    """The code as it is typed: of a modifier or a denial code; empty for the rest."""
    return DenialCode.parse(document.key).value if document.kind == "denial_code" else document.code


def _own_codes(document: Analysed) -> Iterable[str]:
    written = _as_written(document)
    if written and (document.code or not written.isdigit()):
        yield written.lower()
    for procedures in document.procedures:
        yield from (code.lower() for code in procedures)


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
_last: list[Index] = []


def _analysed(entry: Entry) -> Analysed:
    """A document taken apart once for each of its editions."""
    key = (entry.kind, entry.key, entry.sha256)
    found = _analyses.get(key)
    if found is None:
        found = _analyses[key] = analyse(entry.document)
    return found


@cache
def _synonyms() -> Synonyms:
    return read_synonyms(Path(settings.BASE_DIR) / "fixtures" / "synonyms.yaml")


def index_for(snapshot: Catalogue) -> Index:
    """The index of a snapshot, built on first use and kept as long as the snapshot.

    While one thread builds, the others search the index built before, if there is one.
    """
    found = _indexes.get(snapshot)
    if found is not None:
        return found
    if not _lock.acquire(blocking=not _last):
        return _last[0]
    try:
        found = _indexes.get(snapshot)
        if found is None:
            found = _indexes[snapshot] = Index.of(snapshot)
            _last[:] = [found]
            _forget_old_analyses(snapshot)
        return found
    finally:
        _lock.release()


def warm() -> None:
    """Build the index of the current snapshot; for the start of a server process, after the catalogue's own."""
    with suppress(CatalogueUnavailable):  # told by the catalogue
        index_for(catalogue())


def _forget_old_analyses(snapshot: Catalogue) -> None:
    used = {(entry.kind, entry.key, entry.sha256) for kind in KINDS for entry in snapshot.all(kind).values()}
    if len(_analyses) > 2 * len(used):
        for key in _analyses.keys() - used:
            del _analyses[key]
