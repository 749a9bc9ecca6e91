"""Checks: what keeps a document from being published, and what an editor should look at. No Django here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from modifiers.codes import is_ambulance_pair
from modifiers.documents import (
    FAMILY_PARTS,
    ComparisonDocument,
    DenialCodeDocument,
    Document,
    FamilyDocument,
    ModifierDocument,
    PageDocument,
    PayerDocument,
    Statement,
)
from modifiers.documents.links import LinkError, links, plain

from . import wording
from .edit_tests import edit_tests
from .problems import Problem

SUMMARY_LIMIT = 155
TEXT_LIMIT = 400
CHECK_AGAIN_AFTER = timedelta(days=365)
REVIEW_AGAIN_WITHIN = timedelta(days=366)

FULL_PAGE: Mapping[str, int] = {
    "meaning": 1,
    "when_to_use": 2,
    "checklist": 3,
    "do_not_use": 3,
    "on_the_claim": 2,
    "denials": 2,
    "how_to_appeal": 2,
    "payer_notes": 2,
    "scenarios": 2,
    "where_used": 2,
}
"""How many statements the content guide asks of each part of a full page."""

ENTRY_PAGE: Mapping[str, int] = {"meaning": 1, "when_to_use": 1, "do_not_use": 1, "where_used": 1}
"""The same for an entry."""

_REVIEWER_LIMIT = 120
_PROCEDURES_LIMIT = 200

GUIDE_QUESTIONS = (3, 4)
"""How many questions the guide of a comparison asks."""

_DECIDING = frozenset({"settles", "decides"})

MAY_BE_EMPTY = frozenset({"scenarios"})

_IDENTIFIERS = {
    "a Social Security number": re.compile(r"(?<![\d-])\d{3}[- ]\d{2}[- ]\d{4}(?![\d-])"),
    "an e-mail address": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "a telephone number": re.compile(r"(?<![\d-])(?:\+?1[-. ])?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\d-])"),
}
_PROSE = ("text", "says", "action", "scene", "claim", "title", "heading", "paragraphs")
REFERENCES = {
    "instead": "modifier",
    "code": "modifier",
    "codes": "denial_code",
    "payer": "payer",
    "setting": "setting",
    "topic": "question",
}
_USED = frozenset({"more_specific", "used_together"})
_ENDING = re.compile(r"\bend(?:ed|s|ing)?\b", re.IGNORECASE)
OWN_REFERENCES = {
    "family": "family",
    "topics": "topic",
    "successor": "modifier",
    "codes": "modifier",
    "often_with": "denial_code",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What a document may lead to.

    Attributes:
        keys: kind → keys of the subjects that readers can reach, or will be able to.
        related: modifiers that another modifier's ``related`` names: pairs are written once.
        ended: modifier → its last date of service, for those that have one.
        shared: family → part → how many statements it brings to that part of its members' pages.
    """

    keys: Mapping[str, frozenset[str]]
    related: frozenset[str] = field(default_factory=frozenset)
    ended: Mapping[str, date] = field(default_factory=dict)
    shared: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, given: Iterable[Document]) -> Known:
        """Exactly these documents."""
        keys: dict[str, set[str]] = {}
        related: set[str] = set()
        ended: dict[str, date] = {}
        shared: dict[str, Mapping[str, int]] = {}
        for document in given:
            keys.setdefault(document.kind, set()).add(document.key)
            if isinstance(document, ModifierDocument):
                related.update(pair.code for pair in document.related)
                ended |= {document.code: document.ended_on} if document.ended_on else {}
            if isinstance(document, FamilyDocument):
                shared[document.key] = parts_of(document)
        return cls({kind: frozenset(found) for kind, found in keys.items()}, frozenset(related), ended, shared)

    def shared_with(self, member: Document, part: str) -> int:
        """How many statements its family brings to a part of a modifier's page; none for other documents."""
        return self.shared.get(getattr(member, "family", None) or "", {}).get(part, 0)

    def __contains__(self, subject: tuple[str, str]) -> bool:
        kind, key = subject
        return key in self.keys.get(kind, ())


def parts_of(family: FamilyDocument) -> dict[str, int]:
    """How many statements a family brings to each part of its members' pages."""
    return {part: len(family.shared(part)) for part in FAMILY_PARTS}


def check(document: Document, *, known: Known, today: date | None = None) -> list[Problem]:
    """Everything that is wrong with a document.

    Args:
        document: composed, with its sources by value.
        known: what its links and references may lead to; the document itself need not be in it.
        today: the day against which reviews and checks are measured.

    Returns:
        Problems, those that block first; empty when there is nothing to say.
    """
    # Django has set the process's time zone to the site's, so this is the editors' day.
    on = today or date.today()  # noqa: DTZ011
    found = [
        *contradictions(document),
        *_identity(document, known),
        *_sourcing(document, on),
        *_statements(document, known),
        *_prose(document, known),
        *_wording(document),
        *_advice(document, known, on),
        *_completeness(document, known),
        *edit_tests(document, shared=known.shared_with(document, "opens_edit")),
        *_ways_out(document, on),
        *_dates(document, on),
    ]
    return sorted(found, key=lambda problem: problem.level != "block")


def contradictions(document: Document) -> Iterator[Problem]:
    """What the tables could not hold: too much for a column, dates out of order, a pair with itself or twice."""
    if document.reviewed_on and document.review_due_on and document.review_due_on < document.reviewed_on:
        yield _block("review_due_on", "The next review is due before the last one took place.")
    if len(document.reviewed_by) > _REVIEWER_LIMIT:
        yield _block("reviewed_by", f"This is longer than {_REVIEWER_LIMIT} characters.")
    if isinstance(document, DenialCodeDocument) and document.weight in _DECIDING and document.road is None:
        yield _block("road", f"A code that {document.weight} needs the way out that it shows.")
    if not isinstance(document, ModifierDocument):
        return
    for use in document.where_used:
        if len(" ".join(use.procedures)) > _PROCEDURES_LIMIT:
            yield _block(f"where_used.{use.key}.procedures", "Name at most 33 procedure codes.")
    if document.effective_on and document.ended_on and document.ended_on < document.effective_on:
        yield _block("ended_on", "The last date of service lies before the first.")
    if document.successor == document.code:
        yield _block("successor", f"{document.code} cannot be its own successor.")
    for note in document.payer_notes:
        if note.effective_on and note.ended_on and note.ended_on < note.effective_on:
            yield _block(f"payer_notes.{note.key}.ended_on", "The note ends before it takes effect.")
    seen: set[str] = set()
    for pair in document.related:
        if pair.code == document.code:
            yield _block(f"related.{pair.key}.code", f"{document.code} cannot be related to itself.")
        if pair.code in seen:
            yield _block(f"related.{pair.key}.code", f"The pair {document.code} and {pair.code} is written twice.")
        seen.add(pair.code)


def _identity(document: Document, known: Known) -> Iterator[Problem]:
    summary = getattr(document, "summary", "")
    if len(summary) > SUMMARY_LIMIT:
        yield _block(
            "summary", f"The summary has {len(summary)} characters; at most {SUMMARY_LIMIT} fit a search result."
        )
    for name, kind in OWN_REFERENCES.items():
        yield from _unknown(name, kind, getattr(document, name, None), known)


def _unknown(path: str, kind: str, named: Any, known: Known) -> Iterator[Problem]:
    for key in named if isinstance(named, tuple) else filter(None, (named,)):
        if (kind, key) not in known:
            yield _block(path, f"The {kind.replace('_', ' ')} “{key}” is neither live nor published with this.")


def _sourcing(document: Document, today: date) -> Iterator[Problem]:
    if document.needs_sources and not document.cited():
        yield _block("sources", "Nothing is published without a source.")
    # A plain page needs no source as a whole; the terms of the glossary are statements and need theirs.
    for path, statement in _each(document):
        if not statement.sources:
            yield _block(f"{path}.sources", "This statement has no source.")
        if not statement.checked_on:
            yield _block(f"{path}.checked_on", "Say on which day this statement was compared with its sources.")
        if statement.checked_on and statement.checked_on < today - CHECK_AGAIN_AFTER:
            yield _warn(
                f"{path}.checked_on", f"Last compared with its sources on {statement.checked_on}, over a year ago."
            )
    for source in document.sources:
        if not source.url:
            yield _warn(f"sources.{source.key}.url", "This source has no address, so readers cannot open it.")


def _statements(document: Document, known: Known) -> Iterator[Problem]:
    for path, statement in _each(document):
        if path.startswith("do_not_use.") and not statement.text.startswith("Do not "):
            yield _block(f"{path}.text", "Begin with “Do not”.")
        for name, kind in REFERENCES.items():
            yield from _unknown(f"{path}.{name}", kind, getattr(statement, name, None), known)


def _prose(document: Document, known: Known) -> Iterator[Problem]:
    for path, text in texts(document):
        for what, shape in _IDENTIFIERS.items():
            if shape.search(text):
                yield _block(path, f"This looks like {what}. Nothing about a real person is published.")
        try:
            for link in links(text):
                if (link.kind, link.key) not in known and (link.kind, link.key) != (document.kind, document.key):
                    shown = link.key if link.kind == "modifier" else f"{link.kind.replace('_', ' ')} {link.key}"
                    yield _block(
                        path, f"The link to {shown} leads nowhere: it is neither live nor published with this."
                    )
            read = plain(text)
        except LinkError as error:
            yield _block(path, str(error))
            continue
        if len(read) > TEXT_LIMIT:
            yield _warn(path, f"This text has {len(read)} characters; over {TEXT_LIMIT} it should become two.")
        if wording.longest(read) > wording.SENTENCE_LIMIT:
            yield _warn(path, f"A sentence has {wording.longest(read)} words; keep to {wording.SENTENCE_LIMIT}.")


def _wording(document: Document) -> Iterator[Problem]:
    """Phrases, reading level, and figures where nothing is sourced."""
    read = [(path, _readable(text)) for path, text in texts(document)]
    for path, text in read:
        # A misconception's claim quotes what others say.
        for phrase, instead in () if path.endswith(".claim") else wording.banned(text):
            yield _block(path, f"“{phrase}” is on the list of phrases to avoid. {instead}")
        is_sourced = document.needs_sources or path.startswith("terms.")
        if not is_sourced and (figure := wording.figure(text)):
            yield _block(path, f"“{figure}” needs a source, and this kind of page has none.")
    level = wording.grade(text for path, text in read if path != "search_terms")
    if level > wording.READING_LEVEL:
        yield _block("", f"The page reads at grade {level:.1f}; write plainer, to {wording.READING_LEVEL} at most.")


def _readable(text: str) -> str:
    try:
        return plain(text)
    except LinkError:  # told by _prose, with its place
        return text


def _advice(document: Document, known: Known, today: date) -> Iterator[Problem]:
    """Codes on claim lines exist, and no code is advised that has ended."""
    over = {code for code, ended_on in known.ended.items() if ended_on < today and code != document.key}
    if isinstance(document, ComparisonDocument):
        for question in document.questions:
            for answer in question.answers:
                for code in () if _ENDING.search(answer.reason) else (*answer.codes, *_linked(answer.reason)):
                    if code in over:
                        yield _ended(f"questions.{question.key}.answers", code, known)
    if not isinstance(document, ModifierDocument):
        return
    if document.ended_on and document.ended_on < today:  # what is past names its neighbors of that time
        return
    advised: list[tuple[str, Iterable[str]]] = [("successor", filter(None, (document.successor,)))]
    advised += [(f"do_not_use.{row.key}.instead", row.instead) for row in document.do_not_use]
    advised += [(f"related.{row.key}.code", (row.code,)) for row in document.related if row.kind in _USED]
    for scenario in document.scenarios:
        billed = dict.fromkeys(code for line in scenario.lines for code in line.modifiers)
        for code in billed:
            if ("modifier", code) not in known and code != document.code and not is_ambulance_pair(code):
                yield _block(f"scenarios.{scenario.key}.lines", f"There is no modifier {code}.")
        if scenario.is_right:
            advised.append((f"scenarios.{scenario.key}.lines", billed))
    for name in ("when_to_use", "checklist", "on_the_claim", "do_not_use"):
        for row in getattr(document, name):
            if not _ENDING.search(row.text):
                advised.append((f"{name}.{row.key}.text", _linked(row.text)))
    for path, codes in advised:
        for code in codes:
            if code in over:
                yield _ended(path, code, known)


def _ended(path: str, code: str, known: Known) -> Problem:
    return _block(path, f"{code} ended on {known.ended[code]}: do not advise it, or say that it has ended.")


def _linked(text: str) -> list[str]:
    try:
        return [link.key for link in links(text) if link.kind == "modifier"]
    except LinkError:  # told by _prose, with its place
        return []


def _completeness(document: Document, known: Known) -> Iterator[Problem]:
    if isinstance(document, PageDocument):
        if not document.sections and not document.terms:
            yield _block("sections", "A page needs at least one section.")
        yield from _spellings(document)
    if isinstance(document, ComparisonDocument):
        if not document.questions:
            yield _block("questions", "A comparison needs the questions that tell its codes apart.")
        elif len(document.questions) not in GUIDE_QUESTIONS:
            yield _warn("questions", f"The guide has {len(document.questions)} questions; three or four are enough.")
        if not document.counter_examples:
            yield _block("counter_examples", "Show at least one case that looks like one modifier and is another.")
    if not isinstance(document, ModifierDocument):
        return
    is_full = document.depth == "full"
    for name, least in (FULL_PAGE if is_full else ENTRY_PAGE).items():
        count = len(getattr(document, name)) + known.shared_with(document, name)
        label = name.replace("_", " ")
        if not count and is_full and name not in MAY_BE_EMPTY:
            yield _block(name, f"A full page needs “{label}”.")
        elif count < least:
            yield _warn(name, f"“{label}” has {count} of the {least} statements that the content guide asks for.")
    if is_full and not document.related and document.code not in known.related:
        yield _warn("related", "No related modifier is named, here or on another page.")
    if is_full and document.scenarios and all(scenario.is_right for scenario in document.scenarios):
        yield _warn("scenarios", "Show at least one example that is billed wrong.")


def _spellings(page: PageDocument) -> Iterator[Problem]:
    """A spelling leads to one term, or a link in prose could not tell which is meant."""
    taken: dict[str, str] = {}
    for term in page.terms:
        for spelling in (term.name, *term.also):
            if taken.setdefault(spelling.casefold(), term.key) != term.key:
                yield _block(f"terms.{term.key}.also", f"“{spelling}” is written for another term already.")


def _ways_out(document: Document, today: date) -> Iterator[Problem]:
    """What the denial router (docs/adr/0018) would tell a reader wrongly."""
    if isinstance(document, DenialCodeDocument):
        if document.road == "appeal" and document.can_appeal == "no":
            yield _block("road", "The usual way out is an appeal, and the page says that there is none.")
        if document.weight == "settles" and document.can_appeal == "yes":
            yield _block("weight", "A code that settles the matter leaves nothing to appeal.")
        if document.weight not in _DECIDING and document.weight != "informs" and document.road is None:
            yield _warn("road", "Without a usual way out the router cannot answer where this code stands alone.")
    if isinstance(document, PayerDocument):
        for limit in document.appeal_levels:
            if limit.road != "appeal":
                yield _block(f"appeal_levels.{limit.key}.road", "A level of appeal leads to an appeal.")
        for limit in (*document.appeal_levels, *document.time_limits):
            if limit.amount_year and limit.amount_year < today.year:
                place = "appeal_levels" if limit in document.appeal_levels else "time_limits"
                yield _warn(f"{place}.{limit.key}.amount", f"The amount is that of {limit.amount_year}.")


def _dates(document: Document, today: date) -> Iterator[Problem]:
    if document.review_due_on is None:
        yield _block("review_due_on", "Say when the page is to be reviewed next.")
    elif document.review_due_on > max(document.reviewed_on or today, today) + REVIEW_AGAIN_WITHIN:
        yield _block("review_due_on", "The next review is more than a year away.")
    elif document.review_due_on < today:
        yield _warn("review_due_on", f"The review has been due since {document.review_due_on}.")


def prose(document: Document) -> Iterator[tuple[str, str]]:
    """(field, text as it reads) of everything that a document says; names and search terms are not sayings."""
    for path, text in texts(document):
        if path not in ("name", "search_terms"):
            yield path, _readable(text)


def _each(document: Document) -> Iterator[tuple[str, Statement]]:
    for name, statements in document.lists():
        for statement in statements:
            yield f"{name}.{statement.key}", statement


def texts(document: Document) -> Iterator[tuple[str, str]]:
    """Everything that a reader reads, with the path of its field."""
    for name in ("name", "summary"):
        yield name, getattr(document, name, "")
    for term in getattr(document, "search_terms", ()):
        yield "search_terms", term
    parts: list[tuple[str, Any]] = list(_each(document))
    if isinstance(document, PageDocument):
        parts += [(f"sections.{section.key}", section) for section in document.sections]
    for path, part in parts:
        for name in _PROSE:
            value = getattr(part, name, ())
            for text in value if isinstance(value, tuple) else (value,):
                yield f"{path}.{name}", text
        for line in getattr(part, "lines", ()):
            yield f"{path}.lines", line.note
        for answer in getattr(part, "answers", ()):
            yield f"{path}.answers", answer.text
            yield f"{path}.answers", answer.reason


def _block(path: str, message: str) -> Problem:
    return Problem("block", path, message)


def _warn(path: str, message: str) -> Problem:
    return Problem("warn", path, message)
