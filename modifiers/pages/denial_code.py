"""Denial codes in our own words, ``/denials/carc-97/``, and above their list the router, ``/denials/``."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import (
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    QueryDict,
    UnreadablePostError,
)
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from modifiers.catalogue import Catalogue, Use
from modifiers.codes import CodeError, DenialCode
from modifiers.documents import DenialCodeDocument

from . import denial_router
from .addresses import path_of
from .answering import absent, current, page, public
from .foot import foot_of, usual_day
from .glossary import glossary_of
from .modifier import review_of
from .prose import Named, Writer
from .readings import readings_of_code
from .sections import Section, denial_view
from .structured_data import About, about_subject, denial_term, term_set, updated_on
from .words import APPEALS, DENIAL_SYSTEMS, ROADS, WEIGHTS, counted, denial_label, fitted


class NoFile(FileUploadHandler):
    """Passes over every file that is uploaded, so that none touches the disk or stays in memory."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Skip the file before its first byte is read."""
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never called: the file is skipped."""

    def file_complete(self, file_size: int) -> None:
        """Never called: the file is skipped."""


@public
def _asked_by_address(request: HttpRequest) -> HttpResponseBase:
    """The list with an empty form, or with the answer to the codes in the address."""
    snapshot = current()
    question = denial_router.asked_by_address(_texts(request.GET))
    context = _denial_list(question, snapshot)
    return page(request, "denial_list/page.html", context, is_indexed=not request.GET)


def _asked_by_form(request: HttpRequest) -> HttpResponseBase:
    """The answer to what was posted. No cache keeps it, and no uploaded file is ever written to disk."""
    request.upload_handlers = [NoFile(request)]
    status = 200
    try:
        form = _texts(request.POST)
    except (SuspiciousOperation, BadRequest, UnreadablePostError):
        form, status = {}, 413
    question = denial_router.asked_by_form(form)
    if status == 413:
        question = replace(question, message="That was too much to read at once. Paste less of it.")
    context = _denial_list(question, current())
    response = page(request, "denial_list/page.html", context, status=status, is_indexed=False)
    response.headers["Cache-Control"] = "no-store"
    return response


def _texts(given: QueryDict) -> dict[str, str]:
    """Parameter → its last value."""
    return {name: value for name, value in given.items() if isinstance(value, str)}


# The answer to a POST is a function of what was posted; it changes nothing and knows nobody. So there is nothing to
# forge, and a token would mean a cookie for every reader.
@csrf_exempt
def denial_list(request: HttpRequest) -> HttpResponseBase:
    """The router, and below it all denial codes by system; below an answer there is a link to them."""
    if request.method == "POST":
        return _asked_by_form(request)
    response = _asked_by_address(request)
    if response.status_code == 405:
        response.headers["Allow"] = "GET, HEAD, POST"
    return response


def _denial_list(question: denial_router.Question, snapshot: Catalogue) -> dict[str, Any]:
    router = denial_router.router_page(question, snapshot)
    return {
        "title": "Denials: the way out, and every code",
        "description": "Paste a denied line and get the way out: correct, send anew, reopen, appeal, or let it be.",
        "groups": () if router["answers"] else _groups(snapshot),
        "canonical": reverse("denial_list"),
        "about": About("Denials", "CollectionPage", subject=term_set("Denials", reverse("denial_list"))),
        "crumbs": [("Denials", None)],
        **router,
    }


def _groups(snapshot: Catalogue) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """All denial codes by system. Below an answer they would only be in the way."""
    documents: list[Any] = [entry.document for entry in snapshot.all("denial_code").values()]
    return [
        (system, DENIAL_SYSTEMS[system], [_row(snapshot, document) for document in found])
        for system, found in groupby(documents, key=lambda document: document.parsed.system)
    ]


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
    glossary = glossary_of(catalogue, is_once=True)
    writer = Writer(catalogue, document.sources, usual=usual_day(document), glossary=glossary)
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
        Section(
            "often-with",
            "Often seen with",
            "names",
            tuple(_named(writer, code) for code in _beside(document, catalogue)),
        ),
    )
    sources = writer.citations.listed(catalogue)
    own_words = "".join(piece.text for line in sections[0].items[:1] for piece in line.pieces)
    return {
        "label": label,
        "document": document,
        "marks": marks,
        "can_appeal": APPEALS[document.can_appeal],
        "way": ROADS[document.road] if document.road else "",
        "way_elsewhere": ROADS[document.road_elsewhere] if document.road_elsewhere else "",
        "weight": WEIGHTS[document.weight],
        "way_in": _way_in(document),
        "readings": readings_of_code(catalogue, label),
        "sections": tuple(section for section in sections if section.items or section.id == "appeal"),
        "sources": sources,
        "review": review_of(document, timezone.localdate(), updated_on(catalogue, document)),
        "title": fitted(f"{label}: {document.name}", 70),
        "foot": foot_of(document, edition),
        "terms": glossary.explained if glossary else (),
        "description": f"{label} in plain words: {document.name}. What it means, what to do first, and appeal.",
        "canonical": path_of("denial_code", document.code),
        "about": about_subject(
            document,
            catalogue,
            name=f"{label} {document.name}",
            subject=denial_term(label, document.name, description=own_words),
            sources=sources,
        ),
        "crumbs": [("Denials", "/denials/"), (label, None)],
    }


def _uses(writer: Writer, uses: tuple[Use, ...]) -> tuple[tuple[Any, Any], ...]:
    for use in uses:
        writer.citations.know(use.modifier.document.sources)
    return tuple(
        (writer.badge(use.modifier.key), denial_view(writer, use.statement, f"modifiers-{use.modifier.key.lower()}"))
        for use in uses
    )


def _beside(document: DenialCodeDocument, catalogue: Catalogue) -> tuple[str, ...]:
    """Codes seen beside this one, whichever of the two pages says so."""
    naming = [
        key
        for key, entry in catalogue.all("denial_code").items()
        if isinstance(entry.document, DenialCodeDocument) and document.code in entry.document.often_with
    ]
    return tuple(dict.fromkeys((*document.often_with, *naming)))


def _way_in(document: DenialCodeDocument) -> str:
    """The router with this code filled in."""
    code = document.parsed
    return f"{reverse('denial_list')}?{urlencode([(code.system, code.value.lower())])}"


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
