"""Payers and what each says about modifiers: ``/payers/`` and ``/payers/<slug>/``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from modifiers.catalogue import Catalogue
from modifiers.documents import PayerDocument

from .addresses import path_of
from .answering import absent, current, page, public
from .foot import foot_of, usual_day
from .glossary import glossary_of
from .modifier import review_of
from .prose import Writer
from .sections import Section, payer_note_view
from .structured_data import About, about_subject, updated_on
from .words import HEADINGS, PAYER_KINDS, counted, fitted


@public
def payer_list(request: HttpRequest) -> HttpResponseBase:
    """All payers, by kind."""
    snapshot = current()
    documents: list[Any] = [entry.document for entry in snapshot.all("payer").values()]
    groups = [
        (kind, words, [_row(snapshot, document) for document in documents if document.payer_kind == kind])
        for kind, words in PAYER_KINDS.items()
    ]
    context = {
        "title": "Payers and their modifier rules",
        "description": "What Medicare, Medicaid programs and commercial payers say about modifiers, dated and sourced.",
        "heading": "Payers",
        "intro": "What each payer says about modifiers, dated and sourced. Where we have found no rule, we say so.",
        "more_url": reverse("question_list") if snapshot.all("question") else None,
        "more": "Payer grid: the questions that coders ask most, payer by payer",
        "groups": [group for group in groups if group[2]],
        "about": About(
            "Payers",
            "CollectionPage",
            items=tuple((document.name, path_of("payer", document.slug)) for document in documents),
        ),
        "crumbs": [("Payers", None)],
    }
    return page(request, "listing/groups.html", context)


@public
def payer(request: HttpRequest, key: str) -> HttpResponseBase:
    """One payer: what holds across modifiers, then every note on a modifier."""
    snapshot = current()
    entry = snapshot.get("payer", key)
    if entry is None:
        return absent(request, snapshot, "payer", key)
    return page(request, "payer/page.html", payer_page(entry.document, catalogue=snapshot, edition=entry))


def payer_page(document: Any, *, catalogue: Catalogue, edition: Any = None) -> dict[str, Any]:
    """The context of ``payer/page.html``."""
    assert isinstance(document, PayerDocument)
    glossary = glossary_of(catalogue, is_once=True)
    writer = Writer(catalogue, document.sources, usual=usual_day(document), glossary=glossary)
    marks = writer.citations.marks(document.identity_sources)
    general = writer.all_shown("general", document.notes)
    levels = writer.all_shown("levels", document.appeal_levels)
    limits = writer.all_shown("limits", document.time_limits)
    uses = catalogue.by_payer.get(document.slug, ())
    for use in uses:
        writer.citations.know(use.modifier.document.sources)
    notes = tuple(payer_note_view(writer, u.statement, f"notes-{u.modifier.key.lower()}", u.modifier.key) for u in uses)
    sections = (
        Section("general", "In general", "paragraphs", general),
        Section("levels", HEADINGS["appeal_levels"], "time_limits", levels),
        Section("limits", HEADINGS["time_limits"], "time_limits", limits),
        Section("notes", "Modifier by modifier", "payer_notes", notes),
    )
    sources = writer.citations.listed(catalogue)
    return {
        "document": document,
        "kind": PAYER_KINDS[document.payer_kind],
        "marks": marks,
        "sections": tuple(section for section in sections if section.items),
        "sources": sources,
        "review": review_of(document, timezone.localdate(), updated_on(catalogue, document)),
        "title": fitted(f"{document.name}: modifier rules", 70),
        "description": f"{document.name}: {document.summary} What it says about modifiers, dated and sourced.",
        "foot": foot_of(document, edition),
        "terms": glossary.explained if glossary else (),
        "canonical": path_of("payer", document.slug),
        "about": about_subject(document, catalogue, description=document.summary, sources=sources),
        "crumbs": [("Payers", "/payers/"), (document.name, None)],
    }


def _row(snapshot: Catalogue, document: Any) -> dict[str, Any]:
    return {
        "name": document.name,
        "url": path_of("payer", document.slug),
        "summary": document.summary,
        "used": counted(len(snapshot.by_payer.get(document.slug, ())), "note"),
    }
