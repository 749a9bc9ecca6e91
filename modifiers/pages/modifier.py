"""The page of one modifier: ``/modifiers/59/``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from modifiers.catalogue import Catalogue, Entry
from modifiers.documents import ModifierDocument

from .addresses import path_of
from .answering import absent, current, page, public
from .foot import foot_of, usual_day
from .glossary import glossary_of
from .prose import Mark, Named, NumberedSource, Writer
from .readings import readings_of_code
from .sections import Section, sections_of
from .structured_data import about_subject, modifier_code
from .words import day, fitted, in_words

LONGEST_TITLE = 60
"""Characters that a list of results shows of a title."""


@public
def modifier(request: HttpRequest, code: str) -> HttpResponseBase:
    """The live page of a modifier; 301, 404 or 410 when there is none."""
    snapshot = current()
    entry = snapshot.get("modifier", code.upper())
    if entry is None:
        return absent(request, snapshot, "modifier", code.upper())
    context = modifier_page(entry.document, catalogue=snapshot, edition=entry)
    return page(request, "modifier/page.html", context)


@dataclass(frozen=True, slots=True)
class Status:
    """Whether the code may be used today. ``is_caution`` asks for the amber bar."""

    word: str
    detail: str
    is_caution: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """The first screen: what the code is, whether it is in force, and who reviewed the page when."""

    code: str
    name: str
    summary: str
    system: str
    is_ncci_associated: bool
    is_entry: bool
    status: Status
    successor: Named | None
    family: Named | None
    topics: tuple[Named, ...]
    marks: tuple[Mark, ...]
    comparisons: tuple[Named, ...]
    readings: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """When the whole page was last compared with its sources, by whom, and when that is due again.

    ``updated`` is the day of the last major edition, on pages that have no list of updates.
    """

    on: str
    by: str
    due: str
    is_overdue: bool
    updated: str = ""


@dataclass(frozen=True, slots=True)
class Update:
    """One entry of "Updates to this page"."""

    number: int
    moment: Any
    day: str
    note: str
    is_correction: bool
    url: str


@dataclass(frozen=True, slots=True)
class ModifierPage:
    """Everything that the template shows."""

    head: Head
    review: Review
    sections: tuple[Section, ...]
    sources: tuple[NumberedSource, ...]
    updates: tuple[Update, ...]
    edition: Entry | None
    published: str
    desk_card: str | None = None

    @property
    def anchors(self) -> frozenset[str]:
        """The sections that the page has."""
        return frozenset(section.id for section in self.sections)


def modifier_page(
    document: Any,
    *,
    catalogue: Catalogue,
    edition: Entry | None = None,
    links: Catalogue | None = None,
    banner: Mapping[str, Any] | None = None,
    today: date | None = None,
) -> dict[str, Any]:
    """The context of ``modifier/page.html``.

    Args:
        document: what the page says.
        catalogue: the snapshot that it stands in: related pairs and family guidance come from it.
        edition: the edition that the document belongs to; None in a preview.
        links: the snapshot that decides which links answer, when it is another one (past editions).
        banner: what to say above the page (preview, past edition), see ``components/banner.html``.
        today: the day against which dates are read; the site's own day when left out.
    """
    assert isinstance(document, ModifierDocument)
    today = today or timezone.localdate()
    # A past edition reads as it was published; terms are explained on the page of today.
    glossary = None if links else glossary_of(catalogue)
    writer = Writer(
        catalogue,
        document.sources,
        links=links,
        own=("modifier", document.code),
        usual=usual_day(document),
        glossary=glossary,
    )
    head = _head(document, writer, today)
    sections = sections_of(document, writer)
    path = path_of("modifier", document.code)
    sources = writer.citations.listed(writer.links)
    shown = ModifierPage(
        head=head,
        review=review_of(document, today),
        sections=sections,
        sources=sources,
        updates=_updates(catalogue, document.code),
        edition=edition,
        published=day(edition.live_from) if edition else "",
        desk_card=_desk_card(writer.links, document.code),
    )
    return {
        "page": shown,
        "foot": foot_of(document, edition, is_past=links is not None),
        "terms": glossary.explained if glossary else (),
        "title": title_of(document),
        "description": document.summary,
        "canonical": path,
        "about": about_subject(
            document,
            catalogue,
            name=f"Modifier {document.code}: {document.name}",
            description=document.summary,
            subject=modifier_code(
                document.code, document.name, system=document.system, description=document.summary, path=path
            ),
            sources=sources,
        ),
        "banner": banner,
        "crumbs": _crumbs(head),
    }


def title_of(document: ModifierDocument) -> str:
    """At most 60 characters, beginning with ``Modifier 59``."""
    return fitted(f"Modifier {document.code}: {document.name}", LONGEST_TITLE)


def review_of(document: Any, today: date, updated: date | None = None) -> Review:
    """The review dates of any document in words, with the day of its last major edition where that is to be shown."""
    due = document.review_due_on
    return Review(day(document.reviewed_on), document.reviewed_by, day(due), bool(due and due < today), day(updated))


def _head(doc: ModifierDocument, writer: Writer, today: date) -> Head:
    return Head(
        code=doc.code,
        name=doc.name,
        summary=doc.summary,
        system=doc.system,
        is_ncci_associated=doc.is_ncci_associated,
        is_entry=doc.depth == "entry",
        status=status_of(doc, today),
        successor=writer.named("modifier", doc.successor) if doc.successor else None,
        family=writer.named("family", doc.family) if doc.family else None,
        topics=tuple(writer.named("topic", topic) for topic in doc.topics),
        marks=writer.citations.marks(doc.identity_sources),
        comparisons=tuple(_comparisons(doc, writer)),
        readings=readings_of_code(writer.links, doc.code),
    )


def _comparisons(doc: ModifierDocument, writer: Writer) -> Iterator[Named]:
    """The editors' sets that hold the modifier, named by the others of the set."""
    for entry in writer.links.by_compared.get(doc.code, ()):
        compared: Any = entry.document
        others = tuple(code for code in compared.codes if code != doc.code)
        yield Named(in_words(others), path_of("comparison", entry.key))


def status_of(doc: ModifierDocument, today: date) -> Status:
    """In force, ended or not yet, with the dates that we know."""
    since = f"since {day(doc.effective_on)}" if doc.effective_on else "start date not known to us"
    if doc.ended_on and doc.ended_on < today:
        return Status("Ended", f"last date of service {day(doc.ended_on)}", is_caution=True)
    if doc.effective_on and doc.effective_on > today:
        return Status("Not yet in force", f"first date of service {day(doc.effective_on)}", is_caution=True)
    if doc.ended_on:
        return Status("In force", f"{since}, until {day(doc.ended_on)}", is_caution=True)
    return Status("In force", since)


def _updates(catalogue: Catalogue, code: str) -> tuple[Update, ...]:
    return tuple(
        Update(
            number=entry.number,
            moment=entry.live_from,
            day=day(entry.live_from),
            note=entry.change_note,
            is_correction=entry.is_correction,
            url=edition_path(code, entry.number),
        )
        for entry in catalogue.history("modifier", code)
        if entry.is_major
    )


def _desk_card(links: Catalogue, code: str) -> str | None:
    """The sheet of the live page; a modifier that is not live has none."""
    return reverse("modifier_desk_card", args=[code.lower()]) if code in links.modifiers else None


def edition_path(code: str, number: int) -> str:
    """The lasting address of one edition of a modifier."""
    return f"{path_of('modifier', code)}editions/{number}/"


def _crumbs(head: Head) -> list[tuple[str, str | None]]:
    family = [(head.family.name, head.family.url)] if head.family and head.family.url else []
    return [("Modifiers", "/modifiers/"), *family, (head.code, None)]
