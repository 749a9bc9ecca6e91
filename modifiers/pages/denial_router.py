"""The denial router on ``/denials/``: from what was asked to what its template shows.

What is pasted comes by POST, is read to codes in this process and forgotten: it is in no address, log, cookie or
table. Codes alone have an address (``?carc=97&rarc=n519&modifier=59``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from modifiers.catalogue import Catalogue
from modifiers.denials import collecting, fields, reading, wording
from modifiers.denials.deadlines import Deadline
from modifiers.denials.facts import Facts, Line
from modifiers.denials.route import Cited, Route
from modifiers.denials.router import route

from .addresses import link_to
from .appeal_path import appeal_path
from .prose import Badge, Named, Writer
from .quoting import Quoted, all_quoted, quoted
from .sections import DenialView, denial_view
from .words import ROADS, counted, denial_label

MOST_ANSWERS = 10
"""Lines that one page answers; the rest can be asked one by one."""

NOTHING = "There is no denial code in it. A line needs a reason such as CO-97 or a remark such as N519."
NOTHING_ASKED = "Paste a line, or fill in at least a reason or a remark."

PAYERS = {
    "unknown": "Not known",
    "medicare": "Medicare",
    "commercial": "Commercial plan",
    "medicaid": "Medicaid",
}
INDICATORS = {
    "": "Not looked up",
    "0": "0: nothing opens the pair",
    "1": "1: a modifier can open it",
    "9": "9: no edit any more",
    "none": "No edit of this pair",
}
GROUPS = {"": "Not known", "co": "CO", "pr": "PR", "oa": "OA", "pi": "PI", "cr": "CR"}

_SIGNS = {
    "no_appeal": "do-not",
    "write_off": "do-not",
    "bill_patient": "caution",
    None: "caution",
}


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: lines with what holds for all of them, and what goes back into the form."""

    lines: tuple[Line, ...]
    asked: fields.Asked
    values: Mapping[str, str]
    text: str = ""
    dropped: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    message: str = ""


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """A time limit in words."""

    name: str
    payer: Named
    counted: str
    is_past: bool
    quoted: Quoted


@dataclass(frozen=True, slots=True)
class SaidView:
    """A code of the line and what it means."""

    name: Named
    title: str
    meaning: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One line answered, as a road sign: the road, why, by when, with what, then the modifiers."""

    id: str
    line: Line
    sign: str
    headline: str
    lead: str
    because: tuple[Quoted, ...]
    deadlines: tuple[DeadlineView, ...]
    payer_note: str
    evidence: tuple[Quoted, ...]
    also: tuple[tuple[str, Quoted], ...]
    said: tuple[SaidView, ...]
    happens: tuple[Quoted, ...]
    badges: tuple[Badge, ...]
    warnings: tuple[str, ...]
    clashes: tuple[Quoted, ...]
    address: str
    letter: str


def asked_by_address(query: Mapping[str, str]) -> Question:
    """The question that an address holds. Only codes are taken; what is none is not shown again."""
    given = {name: query.get(name, "")[:120] for name in (*fields.CODES, "payer", "indicator")}
    asked = fields.read(given)
    values = _values(dict(fields.query(asked.line, asked.payer_kind, asked.edit)))
    lines = (asked.line,) if asked.line.is_denied else ()
    is_wrong = bool(asked.wrong)
    message = "The address holds something that is no code. It was left out." if is_wrong else ""
    return Question(lines, asked, values, message=message)


def asked_by_form(form: Mapping[str, str]) -> Question:
    """The question that was posted. Of the pasted text nothing is kept but its codes."""
    given = {name: form.get(name, "")[:120] for name in fields.NAMES}
    asked = fields.read(given)
    pasted = form.get("text", "")
    found = reading.read(pasted)
    lines = found.lines
    if len(lines) <= 1:
        lines = fields.merged(lines, asked.line)
    message = ""
    if asked.wrong:
        message = "Something in the fields cannot be read. It is named beside its field."
    elif not lines:
        message = NOTHING if pasted.strip() else NOTHING_ASKED
    return Question(
        lines=() if asked.wrong else lines,
        asked=asked,
        values=_values(given),
        text="\n".join(line.text for line in found.lines),
        dropped=found.dropped,
        notes=found.notes,
        message=message,
    )


def _values(given: Mapping[str, str]) -> dict[str, str]:
    return {name: given.get(name, "") for name in fields.NAMES}


def router_page(question: Question, snapshot: Catalogue) -> dict[str, Any]:
    """The part of the page's context that is the router: the form, and the answers if something was asked."""
    writer = Writer(snapshot)
    answers = tuple(_answers(question, snapshot, writer))
    known = () if answers else _known(question, writer)
    return {
        "form": _form(question),
        "answers": answers,
        "known": known,
        "unasked": max(0, len(question.lines) - MOST_ANSWERS),
        "answer_sources": writer.citations.listed(snapshot),
    }


def _answers(question: Question, snapshot: Catalogue, writer: Writer) -> Iterable[Answer]:
    documents = collecting.published(snapshot)
    today = timezone.localdate()
    asked = question.asked
    for number, line in enumerate(question.lines[:MOST_ANSWERS], start=1):
        facts = Facts(line, asked.payer_kind, asked.service_on, asked.notice_on, asked.edit)
        payers = (payer.slug for payer in documents.payers if payer.payer_kind == facts.payer_kind and payer.is_general)
        yield _answer(number, facts, route(facts, documents, today), writer, next(payers, ""))


def _answer(number: int, facts: Facts, found: Route, writer: Writer, payer: str) -> Answer:
    query = urlencode(fields.query(facts.line, facts.payer_kind, facts.edit))
    return Answer(
        id=f"way-{number}",
        line=facts.line,
        sign=_SIGNS.get(found.road, "use"),
        headline=wording.headline(found),
        lead=wording.lead(found),
        because=all_quoted(writer, found.because),
        deadlines=tuple(_deadline(writer, each) for each in found.deadlines),
        payer_note=_payer_note(facts, found),
        evidence=all_quoted(writer, found.evidence),
        also=tuple((ROADS[other.road], quoted(writer, other.when)) for other in found.also),
        said=tuple(
            SaidView(
                Named(denial_label(said.code), link_to(writer.links, "denial_code", said.code)),
                said.name,
                all_quoted(writer, said.meaning),
            )
            for said in found.said
        ),
        happens=all_quoted(writer, (each for each in found.happens if each not in found.because)),
        badges=writer.badges(found.modifiers),
        warnings=found.warnings,
        clashes=all_quoted(writer, found.clashes),
        address=f"{reverse('denial_list')}?{query}",
        letter=appeal_path(facts.line, payer=payer) if found.road in ("appeal", "reopening") else "",
    )


def _payer_note(facts: Facts, found: Route) -> str:
    """What to say of time limits that depend on a payer who is not known."""
    if found.road not in ("appeal", "reopening", "corrected_claim", "new_claim"):
        return ""
    if facts.payer_kind == "unknown":
        return "These are the limits of Medicare. Any other payer sets its own: ask it."
    if facts.payer_kind == "medicare":
        return "These are the limits of Original Medicare. A Medicare Advantage plan sets its own: ask it."
    return "Each plan sets its own limits. Those that we have a source for are here; otherwise ask the payer."


def _deadline(writer: Writer, deadline: Deadline) -> DeadlineView:
    limit = deadline.limit
    return DeadlineView(
        limit.name,
        writer.named("payer", deadline.payer),
        wording.counted(deadline),
        deadline.is_past,
        quoted(writer, Cited("payer", deadline.payer, deadline.part, limit)),
    )


def _known(question: Question, writer: Writer) -> tuple[tuple[Badge, tuple[tuple[DenialView, str], ...]], ...]:
    """Where modifiers were named but no denial code: their known denials, each with its way into the router."""
    found = []
    for code in question.asked.line.modifiers:
        entry = writer.catalogue.get("modifier", code)
        if entry is None:
            continue
        document: Any = entry.document
        writer.citations.know(document.sources)
        rows = tuple(
            (denial_view(writer, part, f"known-{code.lower()}"), _way_in(code, part.codes)) for part in document.denials
        )
        found.append((writer.badge(code), rows))
    return tuple(found)


def _way_in(modifier: str, codes: Iterable[str]) -> str:
    """The address that asks about a modifier with the first codes of one of its denials."""
    query: dict[str, str] = {}
    for code in codes:
        system, _, value = code.partition("-")
        query.setdefault(system, value)
    query = {name: query[name] for name in ("group", "carc", "rarc") if name in query}
    if not {"carc", "rarc"} & set(query):
        return ""
    return f"{reverse('denial_list')}?{urlencode({**query, 'modifier': modifier.lower()})}"


def _form(question: Question) -> dict[str, Any]:
    values = question.values
    return {
        "values": values,
        "text": question.text,
        "wrong": question.asked.wrong,
        "message": question.message,
        "dropped": question.dropped,
        "notes": question.notes,
        "found": counted(len(question.lines), "denied line"),
        "groups": _choices(GROUPS, values.get("group", "").lower()),
        "payers": _choices(PAYERS, values.get("payer") or "unknown"),
        "indicators": _choices(INDICATORS, values.get("indicator", "")),
        "is_open": bool(question.asked.wrong) or any(values.values()),
    }


def _choices(choices: Mapping[str, str], chosen: str) -> tuple[tuple[str, str, bool], ...]:
    return tuple((value, words, value == chosen) for value, words in choices.items())
