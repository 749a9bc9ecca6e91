"""Families of modifiers that share guidance: ``/families/`` and ``/families/<slug>/``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from modifiers.catalogue import Catalogue
from modifiers.documents import FAMILY_PARTS, FamilyDocument

from .addresses import path_of
from .answering import absent, current, page, public
from .foot import foot_of, usual_day
from .glossary import glossary_of
from .members import items_of, with_members
from .modifier import review_of
from .prose import Writer
from .sections import Section
from .structured_data import About, about_subject, updated_on
from .words import HEADINGS, fitted

IN_PAGE_ORDER = tuple(part for part in HEADINGS if part in FAMILY_PARTS)


@public
def family_list(request: HttpRequest) -> HttpResponseBase:
    """All families with their members."""
    snapshot = current()
    context = {
        "title": "Families of modifiers",
        "description": "Modifiers that answer the same question, side by side, with the guidance that they share.",
        "intro": "Modifiers that answer the same question and share guidance.",
        "heading": "Families",
        "rows": with_members(
            snapshot, "family", lambda key: (member.key for member in snapshot.by_family.get(key, ()))
        ),
        "about": About("Families", "CollectionPage", "Modifiers that answer the same question and share guidance."),
        "crumbs": [("Families", None)],
    }
    return page(request, "listing/members.html", context)


@public
def family(request: HttpRequest, key: str) -> HttpResponseBase:
    """One family."""
    snapshot = current()
    entry = snapshot.get("family", key)
    if entry is None:
        return absent(request, snapshot, "family", key)
    return page(request, "family/page.html", family_page(entry.document, catalogue=snapshot, edition=entry))


def family_page(document: Any, *, catalogue: Catalogue, edition: Any = None) -> dict[str, Any]:
    """The context of ``family/page.html``."""
    assert isinstance(document, FamilyDocument)
    glossary = glossary_of(catalogue)
    writer = Writer(catalogue, document.sources, usual=usual_day(document), glossary=glossary)
    marks = writer.citations.marks(document.identity_sources)
    members = tuple(writer.badge(member.key) for member in catalogue.by_family.get(document.slug, ()))
    sections = (
        Section("guidance", "What they share", "paragraphs", writer.all_shown("guidance", document.guidance)),
        *(
            Section(part.replace("_", "-"), HEADINGS[part], "bullets", writer.all_shown(part, document.shared(part)))
            for part in IN_PAGE_ORDER
        ),
        Section("members", "The modifiers", "members", members),
    )
    sources = writer.citations.listed(catalogue)
    return {
        "document": document,
        "kind": "Family of modifiers",
        "marks": marks,
        "sections": tuple(section for section in sections if section.items),
        "sources": sources,
        "review": review_of(document, timezone.localdate(), updated_on(catalogue, document)),
        "title": fitted(f"{document.name}: a family of modifiers", 70),
        "foot": foot_of(document, edition),
        "terms": glossary.explained if glossary else (),
        "description": document.summary,
        "canonical": path_of("family", document.slug),
        "about": about_subject(
            document,
            catalogue,
            kind="CollectionPage",
            description=document.summary,
            items=items_of(members),
            sources=sources,
        ),
        "crumbs": [("Families", "/families/"), (document.name, None)],
    }
