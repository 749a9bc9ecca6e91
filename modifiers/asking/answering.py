"""From a question to published statements: which pages it is about, and what of them answers it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from modifiers.catalogue import Catalogue, Entry
from modifiers.codes import ModifierSet
from modifiers.search.index import Index
from modifiers.search.query import understand
from modifiers.search.text import stem, words_of

from .answer import Answer, Group, Near
from .question import Question, read
from .ranking import FOUND_FLOOR, FOUND_WORDS, NAMED_FLOOR, PAIR_FLOOR, Ranked, Ranker, best, relevances
from .statements import Quotable, Subject, subject_of

MOST_GROUPS, MOST_STATEMENTS, MOST_BESIDE = 5, 4, 2
"""Groups of one answer, statements of one group, and of a single modifier below what is said of two together."""

_CANDIDATES = 12
_NEAR = 6
_KINDS = ("modifier", "denial_code", "payer")
_PAYER_WORDS = {
    "uhc": "unitedhealthcare",
    "united": "unitedhealthcare",
    "bcbs": "blue-cross-blue-shield-plans",
    "medicaid": "medicaid",
}
"""What coders call a payer → its key."""

_PLAIN_WORDS = frozenset(
    stem(word)
    for word in words_of(
        "health care plan plans of the and blue cross shield medicare medicaid part hospital outpatient workers "
        "compensation better first coast priority commercial net advantage jersey north texas new michigan missouri "
        "utah nebraska idaho dakota la"
    )
)
"""Words in the keys of payers that alone name none."""

_subjects: dict[tuple[str, str, str], Subject] = {}


def answer(text: str, snapshot: Catalogue, index: Index) -> Answer:
    """Answer a question that has passed the screen.

    Args:
        text: the question.
        snapshot: the catalogue.
        index: the search index of the same snapshot.
    """
    payers = _payers(text, snapshot)
    question = read(text, snapshot.modifiers, snapshot.all("denial_code")).about(payers)
    procedures = question.procedures[:2]
    if not question.words.text and not question.codes and not question.denials and not payers:
        return Answer(question, procedures=procedures)
    is_strange = bool(index.strange(question.words))
    is_unsure = is_strange and not question.is_named_surely and not question.denials and not payers
    names_nothing = bool(question.unknown) and not question.codes and not question.denials
    if names_nothing or is_unsure or not question.is_ours:
        return Answer(question, near=_near(question, index), procedures=procedures)
    ranker = Ranker(question, index.read(question.words).slots, payers)
    named = [("modifier", code) for code in question.codes[:4]] + [
        ("denial_code", slug) for slug in question.denials[:4]
    ]
    if not named:
        named = [("payer", key) for key in payers[:2]]
    groups = _named(question, ranker, named, snapshot) if named else ()
    if groups and named[0][0] == "payer" and not _is_carried(ranker, groups[0]):
        groups = ()
    if not groups or (payers and not question.codes):
        groups = (*groups, *_found(question, ranker, snapshot, index, {key for _, key in named}))
    groups = tuple(sorted(groups, key=lambda group: -group.fit))[:MOST_GROUPS]
    subjects = tuple(_subject(snapshot, kind, key) for kind, key in _cited(groups))
    told = {key for group in groups for one in group.statements for key in (one.quotable.payer, one.quotable.key)}
    silent = tuple(key for key in payers if key not in told) if groups else ()
    return Answer(question, groups, subjects, () if groups else _near(question, index), procedures, silent)


def statement(snapshot: Catalogue, id_: str) -> tuple[Quotable, Subject] | None:
    """The published statement that an id names (:attr:`.statements.Quotable.id`), and its subject; or None."""
    kind, _, rest = id_.partition("/")
    key = rest.partition("/")[0]
    if kind not in (*_KINDS, "comparison") or snapshot.get(kind, key) is None:
        return None
    subject = _subject(snapshot, kind, key)
    return next(((each, subject) for each in subject.quotables if each.id == id_), None)


def _named(
    question: Question, ranker: Ranker, named: Sequence[tuple[str, str]], snapshot: Catalogue
) -> tuple[Group, ...]:
    """Groups of the subjects that the question names: first what is said of two modifiers together."""
    groups = []
    ranked: dict[tuple[str, str], list[Ranked]] = {}
    for kind, key in named:
        ranked[kind, key] = [ranker.rank(each, 1.0) for each in _subject(snapshot, kind, key).quotables]
    pair = _pair(question, ranker, snapshot, ranked) if len(question.codes) >= 2 else None
    taken = {one.quotable.id for one in pair.statements} if pair else set()
    if pair:
        groups.append(pair)
    for (kind, key), found in ranked.items():
        others = [one for one in found if one.quotable.id not in taken]
        kept = best(others, NAMED_FLOOR, MOST_BESIDE if pair else MOST_STATEMENTS)
        if kept:
            groups.append(_group(kind, key, kept))
    return tuple(groups)


def _pair(
    question: Question, ranker: Ranker, snapshot: Catalogue, ranked: dict[tuple[str, str], list[Ranked]]
) -> Group | None:
    """What the pages of the first named modifiers say of each other, their related pair first, and comparisons."""
    codes = question.codes[:4]
    about = [
        one
        for code in codes
        for one in ranked["modifier", code]
        if (set(codes) - {code}) & one.quotable.names
    ]  # fmt: skip
    for entry in snapshot.by_compared.get(codes[0], ()):
        if set(codes[:2]) <= set(entry.document.codes):  # type: ignore[attr-defined]
            about += [ranker.rank(each, 0.8) for each in _subject(snapshot, "comparison", entry.key).quotables]
    lifted = [Ranked(one.quotable, one.fit + _relation(one, codes), one.words) for one in about]
    kept = best(lifted, PAIR_FLOOR, MOST_STATEMENTS)
    key = ModifierSet.of(codes).slug
    return Group("pair", key, codes, kept, kept[0].fit + 1.0) if kept else None


def _relation(one: Ranked, codes: Sequence[str]) -> float:
    """The row that tells two modifiers apart goes first, and before all one that says never together."""
    if one.quotable.part != "related" or not set(codes[:2]) <= one.quotable.names:
        return 0.0
    return 1.4 if one.quotable.relation == "mutually_exclusive" else 1.0


def _found(question: Question, ranker: Ranker, snapshot: Catalogue, index: Index, taken: set[str]) -> tuple[Group, ...]:
    """Groups of the pages that the words of the question lead to; none if no statement carries them."""
    hits = [hit for hit in index.search(question.words, limit=_CANDIDATES).hits if hit.kind in _KINDS]
    relevance = relevances({f"{hit.kind}/{hit.key}": hit.score for hit in hits})
    groups = []
    is_carried = False
    for hit in hits:
        if hit.key in taken:
            continue
        subject = _subject(snapshot, hit.kind, hit.key)
        share = relevance[f"{hit.kind}/{hit.key}"]
        ranked = [ranker.rank(each, share) for each in subject.quotables]
        kept = best(ranked, FOUND_FLOOR, MOST_STATEMENTS)
        if kept:
            groups.append(_group(hit.kind, hit.key, kept))
            is_carried = is_carried or (share > 0.5 and _is_carried(ranker, groups[-1]))
    return tuple(groups) if is_carried else ()


def _is_carried(ranker: Ranker, group: Group) -> bool:
    """Whether the first statements of a group hold the greater part of what was asked."""
    page = frozenset[str]().union(*(one.quotable.terms for one in group.statements[:2]))
    return ranker.share(page) >= FOUND_WORDS


def _group(kind: str, key: str, kept: tuple[Ranked, ...]) -> Group:
    return Group(kind, key, (key,) if kind == "modifier" else (), kept, kept[0].fit)


def _cited(groups: Iterable[Group]) -> list[tuple[str, str]]:
    """The subjects whose statements are shown, each once."""
    return list(dict.fromkeys((one.quotable.kind, one.quotable.key) for group in groups for one in group.statements))


def _near(question: Question, index: Index) -> tuple[Near, ...]:
    if question.unknown:
        return tuple(Near("modifier", code) for code in index.search(understand(question.unknown[0])).nearest[:_NEAR])
    results = index.search(question.words, limit=_NEAR)
    return tuple(Near("modifier" if hit.kind == "statement" else hit.kind, hit.key) for hit in results.hits)


def _payers(text: str, snapshot: Catalogue) -> tuple[str, ...]:
    """The payers that a text names by a word of their own."""
    said = {stem(word) for word in words_of(text)}
    by_words: dict[frozenset[str], str] = {}
    for key in sorted(snapshot.all("payer"), key=len):  # Aetna is meant by its name, not one of its plans
        own = frozenset(stem(word) for word in words_of(key.replace("-", " "))) - _PLAIN_WORDS
        if own and own <= said:
            by_words.setdefault(own, key)
    found: dict[str, None] = dict.fromkeys(by_words.values())
    for word, key in _PAYER_WORDS.items():
        if re.search(rf"\b{word}\b", text, re.I) and snapshot.get("payer", key):
            found[key] = None
    return tuple(found)


def _subject(snapshot: Catalogue, kind: str, key: str) -> Subject:
    """A live document taken apart, once for each of its editions and those of its family."""
    entry = snapshot.get(kind, key)
    assert entry is not None
    document: Any = entry.document
    family: Entry | None = snapshot.get("family", document.family) if kind == "modifier" and document.family else None
    name = (kind, key, entry.sha256 + (family.sha256 if family else ""))
    found = _subjects.get(name)
    if found is None:
        if len(_subjects) > 2_000:
            _subjects.clear()
        found = _subjects[name] = subject_of(document, family.document if family else None)
    return found
