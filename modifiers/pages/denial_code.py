"""Denial codes in our own words: ``/denials/`` and ``/denials/carc-97/``."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.utils import timezone

from modifiers.catalogue import Catalogue, Use
from modifiers.codes import CodeError, DenialCode
from modifiers.documents import DenialCodeDocument

from .addresses import path_of
from .answering import absent, current, page, public
from .modifier import review_of
from .prose import Named, Writer
from .readings import readings_of_code
from .sections import Section, denial_view
from .words import APPEALS, DENIAL_SYSTEMS, counted, denial_label


@public
def denial_list(request: HttpRequest) -> HttpResponseBase:
    """All denial codes, by system."""
    snapshot = current()
    documents: list[Any] = [entry.document for entry in snapshot.all("denial_code").values()]
    groups = [
        (system, DENIAL_SYSTEMS[system], [_row(snapshot, document) for document in found])
        for system, found in groupby(documents, key=lambda document: document.parsed.system)
    ]
    context = {
        "title": "Denial codes seen with modifiers",
        "description": "Group codes, CARCs and RARCs in plain words: what each means and what to do first.",
        "groups": groups,
        "crumbs": [("Denials", None)],
    }
    return page(request, "denial_list/page.html", context)


@public
def denial_code(request: HttpRequest, key: str) -> HttpResponseBase:
    """One denial code; other spellings (``/denials/CO-97/``) reach it in one 301."""
    snapshot = current()
    entry = snapshot.get("denial_code", key)
    if entry is not None:
        return page(
            request, "denial_code/page.html", denial_code_page(entry.document, catalogue=snapshot, edition=entry)
        )
    try:
        slug = DenialCode.parse(key).slug
    except CodeError as error:
        raise Http404(str(error)) from error
    if slug != key and snapshot.get("denial_code", slug):
        return HttpResponsePermanentRedirect(path_of("denial_code", slug))
    return absent(request, snapshot, "denial_code", slug)


def denial_code_page(document: Any, *, catalogue: Catalogue, edition: Any = None) -> dict[str, Any]:
    """The context of ``denial_code/page.html``."""
    assert isinstance(document, DenialCodeDocument)
    label = denial_label(document.code)
    writer = Writer(catalogue, document.sources)
    marks = writer.citations.marks(document.identity_sources)
    sections = (
        Section("meaning", "What it means", "paragraphs", writer.all_shown("meaning", document.meaning)),
        Section("first", "What to do first", "use", writer.all_shown("first", document.first_action)),
        Section(
            "appeal",
            "Can it be appealed?",
            "appealable",
            writer.all_shown("appeal", document.appeal_note),
            APPEALS[document.can_appeal],
        ),
        Section(
            "modifiers", "Modifiers denied with it", "uses", _uses(writer, catalogue.by_denial.get(document.code, ()))
        ),
        Section("often-with", "Often seen with", "names", tuple(_named(writer, code) for code in document.often_with)),
    )
    return {
        "label": label,
        "document": document,
        "marks": marks,
        "can_appeal": APPEALS[document.can_appeal],
        "readings": readings_of_code(catalogue, label),
        "sections": tuple(section for section in sections if section.items or section.id == "appeal"),
        "sources": writer.citations.listed(catalogue),
        "review": review_of(document, timezone.localdate()),
        "title": f"{label}: {document.name}"[:70],
        "description": f"{label} in plain words: {document.name}. What it means, what to do first, and appeal.",
        "canonical": path_of("denial_code", document.code),
        "crumbs": [("Denials", "/denials/"), (label, None)],
    }


def _uses(writer: Writer, uses: tuple[Use, ...]) -> tuple[tuple[Any, Any], ...]:
    for use in uses:
        writer.citations.know(use.modifier.document.sources)
    return tuple(
        (writer.badge(use.modifier.key), denial_view(writer, use.statement, f"modifiers-{use.modifier.key.lower()}"))
        for use in uses
    )


def _named(writer: Writer, code: str) -> Named:
    entry = writer.catalogue.get("denial_code", code)
    name = f"{denial_label(code)}: {entry.document.title}" if entry else denial_label(code)
    return Named(name, writer.named("denial_code", code).url)


def _row(snapshot: Catalogue, document: Any) -> dict[str, Any]:
    return {
        "label": denial_label(document.code),
        "name": document.name,
        "url": path_of("denial_code", document.code),
        "can_appeal": APPEALS[document.can_appeal],
        "used": counted(len({use.modifier.key for use in snapshot.by_denial.get(document.code, ())}), "modifier"),
    }
