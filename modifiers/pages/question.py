"""Questions that coders ask of every payer: ``/questions/`` (the grid) and ``/questions/<slug>/``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from modifiers.catalogue import Catalogue, Entry, Use
from modifiers.documents import PayerDocument, QuestionDocument

from .addresses import path_of
from .answering import absent, current, page, public
from .foot import foot_of
from .modifier import review_of
from .prose import Badge, Mark, Named, Writer
from .sections import PayerNoteView, Section, payer_note_view
from .structured_data import About, about_subject, updated_on
from .words import PAYER_KINDS, STANCES, day, fitted, partial_day

_SHOWN = 4
"""Modifiers that a cell of the grid names before it counts the rest."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a payer does in one word, with which modifiers, since or as of when, from which sources.

    ``more`` counts modifiers beyond the first few. ``url`` leads to the notes in full.
    """

    stance: str
    badges: tuple[Badge, ...]
    more: int
    dated: str
    marks: tuple[Mark, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Column:
    """A question of the grid."""

    key: str
    name: str
    summary: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """One payer of the grid: its answers, in the order of the columns. No answer means that we know none."""

    payer: Named
    cells: tuple[tuple[Column, tuple[Answer, ...]], ...]


@public
def question_list(request: HttpRequest) -> HttpResponseBase:
    """The payer grid: every payer that answers any question, by kind, those with the most answers first."""
    snapshot = current()
    writer = Writer(snapshot)
    columns = tuple(_column(entry) for entry in _questions(snapshot))
    answered = {use.statement.payer for column in columns for use in snapshot.by_question.get(column.key, ())}
    groups: dict[str, list[Row]] = {}
    for key, entry in snapshot.all("payer").items():
        assert isinstance(entry.document, PayerDocument)
        if key in answered:
            groups.setdefault(entry.document.payer_kind, []).append(_row(writer, key, columns))
    for rows in groups.values():
        rows.sort(key=lambda row: -sum(bool(answers) for _, answers in row.cells))
    context = {
        "title": "Payer grid: what each payer wants",
        "description": "59 or X, 50 or RT and LT, telehealth modifiers, QZ and more: dated and sourced.",
        "columns": columns,
        "groups": [(kind, words, groups[kind]) for kind, words in PAYER_KINDS.items() if kind in groups],
        "sources": writer.citations.listed(snapshot),
        "about": About(
            "Payer grid",
            "CollectionPage",
            items=tuple((column.name, column.url) for column in columns) if groups else (),
        ),
        "crumbs": [("Payers", "/payers/"), ("Payer grid", None)],
    }
    return page(request, "question_list/page.html", context)


@public
def question(request: HttpRequest, key: str) -> HttpResponseBase:
    """One question with every payer's answer in full."""
    snapshot = current()
    entry = snapshot.get("question", key)
    if entry is None:
        return absent(request, snapshot, "question", key)
    return page(request, "question/page.html", question_page(entry.document, catalogue=snapshot, edition=entry))


def question_page(document: Any, *, catalogue: Catalogue, edition: Any = None) -> dict[str, Any]:
    """The context of ``question/page.html``."""
    assert isinstance(document, QuestionDocument)
    writer = Writer(catalogue)
    uses = catalogue.by_question.get(document.slug, ())
    sections = []
    for kind, words in PAYER_KINDS.items():
        notes = tuple(_notes(writer, [use for use in uses if _kind_of(catalogue, use) == kind]))
        if notes:
            sections.append(Section(kind.replace("_", "-"), words, "answers", notes))
    sources = writer.citations.listed(catalogue)
    return {
        "document": document,
        "kind": "Question to payers",
        "sections": tuple(sections),
        "sources": sources,
        "review": review_of(document, timezone.localdate(), updated_on(catalogue, document)),
        "title": fitted(f"{document.name}: payer by payer", 70),
        "description": document.summary,
        "foot": foot_of(document, edition),
        "canonical": path_of("question", document.slug),
        "about": about_subject(document, catalogue, description=document.summary, sources=sources),
        "crumbs": [("Payers", "/payers/"), ("Payer grid", "/questions/"), (document.name, None)],
    }


def _questions(snapshot: Catalogue) -> list[Entry]:
    def place(entry: Entry) -> tuple[int, str]:
        assert isinstance(entry.document, QuestionDocument)
        return entry.document.position, entry.key

    return sorted(snapshot.all("question").values(), key=place)


def _column(entry: Entry) -> Column:
    document: Any = entry.document
    return Column(entry.key, document.name, document.summary, path_of("question", entry.key))


def _row(writer: Writer, payer: str, columns: Iterable[Column]) -> Row:
    cells = []
    for column in columns:
        uses = [use for use in writer.catalogue.by_question.get(column.key, ()) if use.statement.payer == payer]
        cells.append((column, tuple(_answers(writer, uses, f"{column.url}#payer-{payer}"))))
    return Row(writer.named("payer", payer), tuple(cells))


def _answers(writer: Writer, uses: Iterable[Use], url: str) -> Iterator[Answer]:
    """One answer for each stance: notes on several modifiers often say the same."""
    by_stance: dict[str, list[Use]] = {}
    for use in uses:
        writer.citations.know(use.modifier.document.sources)
        by_stance.setdefault(use.statement.stance, []).append(use)
    for stance, same in by_stance.items():
        codes = dict.fromkeys(use.modifier.key for use in same)
        keys = dict.fromkeys(key for use in same for key in use.statement.sources)
        badges = writer.badges(tuple(codes)[:_SHOWN])
        yield Answer(STANCES[stance], badges, len(codes) - len(badges), _dated(same), writer.citations.marks(keys), url)


def _dated(uses: Iterable[Use]) -> str:
    """Since when; the newest source's own date where that is not known; else when we last looked."""
    starts, written, checked = [], [], []
    for use in uses:
        if use.statement.effective_on:
            starts.append(use.statement.effective_on)
        checked.append(use.statement.checked_on)
        known = {source.key: source for source in use.modifier.document.sources}
        written += [known[key].document_date for key in use.statement.sources if key in known]
    if starts:
        return f"since {day(max(starts))}"
    if any(written):
        return f"source of {partial_day(max(written))}"
    return f"checked {day(max(checked))}"


def _kind_of(catalogue: Catalogue, use: Use) -> str:
    entry = catalogue.get("payer", use.statement.payer)
    return getattr(entry.document, "payer_kind", "") if entry else ""


def _notes(writer: Writer, uses: list[Use]) -> Iterator[tuple[str, Named, tuple[tuple[PayerNoteView, Any], ...]]]:
    """(anchor, payer, its notes) in the payers' order. A rule that a payer has for a whole family is told once, as its
    first member says it, with the badges of the others."""
    by_payer: dict[str, dict[Any, list[Use]]] = {}
    for use in uses:
        writer.citations.know(use.modifier.document.sources)
        note, family = use.statement, getattr(use.modifier.document, "family", None)
        rule = (family or use.modifier.key, note.key, note.stance, note.sources, note.effective_on)
        by_payer.setdefault(note.payer, {}).setdefault(rule, []).append(use)
    for payer in sorted(by_payer):
        views = []
        for first, *others in by_payer[payer].values():
            section = f"{payer}-{first.modifier.key.lower()}"
            view = payer_note_view(writer, first.statement, section, first.modifier.key)
            views.append((view, writer.badges(use.modifier.key for use in others)))
        yield f"payer-{payer}", writer.named("payer", payer), tuple(views)
