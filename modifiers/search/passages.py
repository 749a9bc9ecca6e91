"""What is indexed of each document: weighted fields, short phrases, and statements with their anchors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from modifiers.codes import DenialCode
from modifiers.documents.links import LinkError, plain
from modifiers.documents.subjects import FAMILY_PARTS

from .text import STOP, compounds_of, stem, terms_of, words_of

KINDS = ("modifier", "denial_code", "payer", "family", "topic", "setting")

SECTIONS = {
    "when_to_use": ("use-when", 1.6),
    "meaning": ("meaning", 1.5),
    "scenarios": ("examples", 0.9),
    "checklist": ("checklist", 0.8),
    "on_the_claim": ("claim", 0.8),
    "opens_edit": ("opens-edit", 0.8),
    "where_used": ("where", 0.8),
    "payment_effect": ("payment", 0.7),
    "denials": ("denials", 0.6),
    "do_not_use": ("do-not-use", 0.35),
    "how_to_appeal": ("appeal", 0.4),
    "payer_notes": ("payers", 0.4),
    "audit_notes": ("audit", 0.35),
    "related": ("related", 0.25),
    "misconceptions": ("you-may-have-read", 0.3),
}
"""List of a modifier's document → the anchor of its section, and what its words weigh.

What a page says in favor of its modifier weighs more than what it says against it or about another.
"""

_FULL_PAGE = 45
"""Statements of a page that holds all there is to say. Rare codes have short pages and are rarely meant."""

_OTHER_LISTS = {
    "denial_code": {
        "meaning": ("meaning", 1.2),
        "first_action": ("first", 0.8),
        "appeal_note": ("appeal", 0.4),
    },
    "family": {
        "guidance": ("guidance", 0.8),
        **{part: (part, SECTIONS[part][1]) for part in FAMILY_PARTS},
    },
    "payer": {"notes": ("general", 0.6)},
}
"""The same of the other documents that hold statements."""

_EDIT_TESTS = f"{SECTIONS['opens_edit'][0]}-all-"
_SHARED = 0.5
"""What a statement of the family weighs on the page of a member, beside one of the member's own."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A statement: where it stands, what is shown of it, its stems, and what its section weighs."""

    anchor: str
    text: str
    terms: frozenset[str]
    weight: float


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name or an everyday phrase of a subject: its stems in order, and its words as written."""

    terms: tuple[str, ...]
    weight: float
    words: str

    @classmethod
    def of(cls, text: str, weight: float = 1.0) -> Phrase:
        """Read a phrase."""
        return cls(tuple(content_terms(text)), weight, " ".join(words_of(text)))


@dataclass(frozen=True)
class Analysed:
    """A document as the index takes it. ``terms`` is field → stems with their number."""

    kind: str
    key: str
    code: str
    title: str
    summary: str
    fields: Mapping[str, tuple[float, Counter[str]]]
    phrases: tuple[Phrase, ...]
    passages: tuple[Passage, ...]
    prose: Counter[str] = field(repr=False)
    terms_words: Counter[str] = field(repr=False)
    prior: float = 1.0
    ended_on: Any = None
    denials: Mapping[str, float] = field(default_factory=dict, repr=False)
    procedures: tuple[frozenset[str], ...] = field(default=(), repr=False)
    family: str = ""
    opens_edits: bool = False

    def with_family(self, shared: tuple[Passage, ...]) -> Analysed:
        """The same with what its family says on its page: not the tests of an edit, if it opens none."""
        told = shared if self.opens_edits else tuple(each for each in shared if not each.anchor.startswith(_EDIT_TESTS))
        return replace(self, passages=self.passages + told)


def analyse(document: Any) -> Analysed:
    """Take a document apart."""
    return _modifier(document) if document.kind == "modifier" else _other(document)


def shared_passages(family: Any) -> tuple[Passage, ...]:
    """What a family says on the page of each of its members, with the anchors that it has there."""
    found = []
    for part in ("guidance", *FAMILY_PARTS):
        section, weight = ("family", 0.5) if part == "guidance" else SECTIONS[part]
        for statement in getattr(family, part):
            anchor = f"family-{statement.key}" if part == "guidance" else f"{section}-all-{statement.key}"
            shown = read(statement.text)
            found.append(Passage(anchor, shown, frozenset(terms_of(shown)), _SHARED * weight))
    return tuple(found)


def read(text: str) -> str:
    """The text as it reads, without link markup."""
    try:
        return plain(text)
    except LinkError:
        return text


def content_terms(text: str) -> list[str]:
    """Stems of a phrase without words that say nothing; all of them if nothing else is there."""
    words = [word for word in words_of(text) if word not in STOP]
    found = [stem(word) for word in words] or [stem(word) for word in words_of(text)]
    return found


def _modifier(doc: Any) -> Analysed:
    fields: dict[str, tuple[float, Counter[str]]] = {
        "name": (7.0, Counter(terms_of(doc.name))),
        "search_terms": (5.0, Counter(term for phrase in doc.search_terms for term in terms_of(phrase))),
        "summary": (3.0, Counter(terms_of(doc.summary))),
        "family": (0.5, Counter(terms_of((doc.family or "").replace("-", " ")))),
    }
    prose: Counter[str] = Counter(words_of(doc.name) + words_of(doc.summary))
    prose.update(compounds_of(f"{doc.name} {doc.summary}"))
    passages: list[Passage] = []
    for name, (section, weight) in SECTIONS.items():
        found: Counter[str] = Counter()
        for statement, shown, hidden in _texts(name, getattr(doc, name)):
            words = [*words_of(shown), *compounds_of(shown)]
            terms = [*map(stem, words), *terms_of(hidden)]
            found.update(terms)
            prose.update(words)
            passages.append(Passage(_anchor(section, name, statement), shown, frozenset(terms), weight))
        if found:
            fields[name] = (weight, found)
    phrases = [Phrase.of(doc.name, 1.15)]
    if "," in doc.name or "(" in doc.name:
        phrases += [Phrase.of(part, 0.8) for part in doc.name.replace("(", ",").split(",")]
    phrases += [Phrase.of(term) for term in doc.search_terms]
    denials: dict[str, float] = {}
    for place, denial in enumerate(doc.denials):
        for code in denial.codes:
            if not code.startswith("group-"):
                denials.setdefault(code, 1.0 / (1 + 0.1 * place))
    sets = [frozenset(use.procedures) for use in doc.where_used]
    sets += [frozenset(line.procedure for line in scenario.lines) for scenario in doc.scenarios if scenario.is_right]
    return Analysed(
        kind="modifier",
        key=doc.code,
        code=doc.code,
        title=doc.name,
        summary=doc.summary,
        fields=fields,
        phrases=tuple(phrase for phrase in phrases if phrase.terms),
        passages=tuple(passages),
        prose=prose,
        terms_words=Counter(word for term in doc.search_terms for word in words_of(term)),
        prior=0.9 + 0.1 * min(1.0, len(passages) / _FULL_PAGE),
        ended_on=doc.ended_on,
        denials=denials,
        procedures=tuple(found for found in sets if found),
        family=doc.family or "",
        opens_edits=doc.is_ncci_associated,
    )


def _texts(name: str, statements: Iterable[Any]) -> Iterator[tuple[Any, str, str]]:
    """Each statement, what is shown of it, and what else it is found by."""
    for statement in statements:
        text = read(statement.text)
        if name == "denials":
            yield statement, f"{statement.says}. {text}", read(statement.action)
        elif name == "scenarios":
            codes = " ".join(line.procedure for line in statement.lines)
            yield statement, f"{statement.title}. {read(statement.scene)} {text}", codes
        elif name == "misconceptions":
            yield statement, text, read(statement.claim)
        elif name == "where_used":
            yield statement, text, f"{statement.setting.replace('-', ' ')} {' '.join(statement.procedures)}"
        elif name == "payer_notes":
            yield statement, text, statement.payer.replace("-", " ")
        else:
            yield statement, text, ""


def _anchor(section: str, name: str, statement: Any) -> str:
    return f"{section}-{statement.code.lower()}" if name == "related" else f"{section}-{statement.key}"


def _other(doc: Any) -> Analysed:
    summary = getattr(doc, "summary", "") or (read(doc.meaning[0].text) if getattr(doc, "meaning", ()) else "")
    fields: dict[str, tuple[float, Counter[str]]] = {
        "name": (6.0, Counter(terms_of(f"{doc.name} {doc.key.replace('-', ' ')}"))),
        "summary": (2.5, Counter(terms_of(summary))),
    }
    prose: Counter[str] = Counter(words_of(doc.name) + words_of(summary))
    passages = []
    for name, (section, weight) in _OTHER_LISTS.get(doc.kind, {}).items():
        found: Counter[str] = Counter()
        for statement in getattr(doc, name):
            shown = read(statement.text)
            terms = terms_of(shown)
            found.update(terms)
            prose.update(words_of(shown))
            passages.append(Passage(f"{section}-{statement.key}", shown, frozenset(terms), weight))
        if found:
            fields[name] = (weight, found)
    title = doc.name
    if doc.kind == "denial_code":
        title = f"{DenialCode.parse(doc.code)}: {doc.name}"
    return Analysed(
        kind=doc.kind,
        key=doc.key,
        code="",
        title=title,
        summary=summary,
        fields=fields,
        phrases=(Phrase.of(doc.name),),
        passages=tuple(passages),
        prose=prose,
        terms_words=Counter(),
        denials={},
    )
