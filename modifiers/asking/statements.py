"""Documents → the statements that can be quoted. Pure: works on documents, knows no catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from modifiers.documents import Source
from modifiers.documents.links import Link, LinkError, plain, split
from modifiers.documents.subjects import FAMILY_PARTS
from modifiers.search.text import terms_of

SECTIONS = {
    "when_to_use": "use-when",
    "do_not_use": "do-not-use",
    "checklist": "checklist",
    "meaning": "meaning",
    "on_the_claim": "claim",
    "opens_edit": "opens-edit",
    "payment_effect": "payment",
    "denials": "denials",
    "how_to_appeal": "appeal",
    "payer_notes": "payers",
    "audit_notes": "audit",
    "related": "related",
    "scenarios": "examples",
    "misconceptions": "you-may-have-read",
    "where_used": "where",
}
"""List of a modifier's document → the anchor of its section."""

_OTHERS = {
    "denial_code": {"meaning": "meaning", "first_action": "first", "appeal_note": "appeal"},
    "payer": {"notes": "notes", "appeal_levels": "levels", "time_limits": "limits"},
    "comparison": {"intro": "intro", "counter_examples": "counter"},
}
"""The lists of the other kinds that are quoted, and their anchors."""


@dataclass(frozen=True, slots=True)
class Quotable:
    """A published statement and where it stands.

    ``part`` is its list, or ``summary`` for the sentence in the head of a page, which has no anchor of its own.
    ``text`` is as published, with its cross-links; ``before`` is what the reader needs in front of it (what the
    payer says, the wrong advice, whose rule it is). ``names`` are the modifiers that it names.
    """

    kind: str
    key: str
    part: str
    name: str
    anchor: str
    text: str
    before: str
    terms: frozenset[str]
    names: frozenset[str]
    sources: tuple[str, ...]
    checked_on: date | None
    payer: str = ""
    stance: str = ""
    relation: str = ""
    denials: frozenset[str] = frozenset()
    procedures: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """What it is asked for by: ``modifier/GZ/payment_effect/auto-denial``."""
        return f"{self.kind}/{self.key}/{self.part}/{self.name}"


@dataclass(frozen=True, slots=True)
class Subject:
    """A document as far as it is quoted. ``sources`` are those that its statements cite, by value."""

    kind: str
    key: str
    title: str
    codes: tuple[str, ...]
    quotables: tuple[Quotable, ...]
    sources: tuple[Source, ...]


def subject_of(document: Any, family: Any = None) -> Subject:
    """Take a document apart.

    Args:
        document: of a modifier, denial code, payer or comparison.
        family: the document of a modifier's family, whose shared statements are quoted with it.
    """
    found = [*_head(document), *_own(document)]
    sources = tuple(document.sources)
    if document.kind == "modifier" and family is not None:
        found += _shared(document, family)
        sources += tuple(family.sources)
    codes = (document.key,) if document.kind == "modifier" else tuple(getattr(document, "codes", ()))
    return Subject(document.kind, document.key, document.title, codes, tuple(found), sources)


def _head(document: Any) -> Iterator[Quotable]:
    if document.kind in ("modifier", "payer"):
        everyday = " ".join(getattr(document, "search_terms", ()))
        yield Quotable(
            kind=document.kind,
            key=document.key,
            part="summary",
            name="summary",
            anchor="",
            text=document.summary,
            before="",
            terms=frozenset(terms_of(f"{document.name} {document.summary} {everyday}")),
            names=frozenset(),
            sources=tuple(document.identity_sources),
            checked_on=document.reviewed_on,
        )


def _own(document: Any) -> Iterator[Quotable]:
    sections = SECTIONS if document.kind == "modifier" else _OTHERS[document.kind]
    for part, section in sections.items():
        for statement in getattr(document, part):
            name = statement.code.lower() if part == "related" else statement.key
            yield _quotable(document, part, section, name, statement)


def _shared(document: Any, family: Any) -> Iterator[Quotable]:
    for part in FAMILY_PARTS:
        if part == "opens_edit" and not document.is_ncci_associated:
            continue
        for statement in family.shared(part):
            yield _quotable(document, part, f"{SECTIONS[part]}-all", statement.key, statement)


def _quotable(document: Any, part: str, section: str, name: str, statement: Any) -> Quotable:
    before, after, hidden = _around(part, statement)
    text = f"{statement.text} {after}".strip()
    named = {*_named(text), *getattr(statement, "instead", ())}
    if part == "related":
        named |= {statement.code, document.key}
    lines = getattr(statement, "lines", ())
    return Quotable(
        kind=document.kind,
        key=document.key,
        part=part,
        name=f"all-{name}" if section.endswith("-all") else name,
        anchor=f"{section}-{name}",
        text=text,
        before=before,
        terms=frozenset(terms_of(f"{before} {_plain(text)} {hidden}")),
        names=frozenset(named),
        sources=tuple(statement.sources),
        checked_on=statement.checked_on,
        payer=getattr(statement, "payer", ""),
        stance=getattr(statement, "stance", ""),
        relation=getattr(statement, "kind", "") if part == "related" else "",
        denials=frozenset(getattr(statement, "codes", ()) if part == "denials" else ()),
        procedures=frozenset((*getattr(statement, "procedures", ()), *(line.procedure for line in lines))),
    )


def _around(part: str, statement: Any) -> tuple[str, str, str]:
    """What stands in front of a statement, what follows it on its page, and what else it is found by."""
    if part == "denials":
        return statement.says, statement.action, " ".join(statement.codes)
    if part == "scenarios":
        return statement.title, "", f"{statement.scene} {' '.join(line.procedure for line in statement.lines)}"
    if part == "misconceptions":
        return _plain(statement.claim), "", ""
    if part == "where_used":
        return "", "", f"{statement.setting.replace('-', ' ')} {' '.join(statement.procedures)}"
    if part == "payer_notes":
        return "", "", f"{statement.payer.replace('-', ' ')} {(statement.topic or '').replace('-', ' ')}"
    if part in ("appeal_levels", "time_limits"):
        return statement.name, "", "how long days deadline"
    return "", "", ""


def _plain(text: str) -> str:
    try:
        return plain(text)
    except LinkError:
        return text


def _named(text: str) -> Iterator[str]:
    try:
        yield from (piece.key for piece in split(text) if isinstance(piece, Link) and piece.kind == "modifier")
    except LinkError:
        return
