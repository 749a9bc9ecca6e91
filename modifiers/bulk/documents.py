"""Document files held against the working copies, and the files written for a selection of subjects."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from pydantic import ValidationError

from modifiers import documents, publishing
from modifiers.content.check import FOLDERS, SOURCES, Content, Finding, unknown_sources
from modifiers.content.files import write, write_sources
from modifiers.documents import Document
from modifiers.documents import Source as SourcePart
from modifiers.models import SUBJECTS, Edition, Source

from .plan import SOURCE, Entry, How, May, Plan

_REVIEW = ("reviewed_on", "reviewed_by", "review_due_on")
_REVIEW_STAYS = "Review dates are not taken from files: only a review moves them."


def plan(content: Content, may: May) -> Plan:
    """What the documents and sources of an upload would change. Reads, and writes nothing.

    Args:
        content: as read.
        may: whether the person may add to and change a kind.
    """
    entries = [_refused_file(finding) for finding in sorted(content.findings)]
    entries += _source_entries(content)
    given, remarks = _with_our_reviews(content.documents)
    composed = {kind: _stored(kind, given) for kind in {document.kind for document in given}}
    told = _problems(given, content)
    for document in given:
        identity = (document.kind, document.key)
        old, exists = composed[document.kind].get(document.key, (None, False))
        how: How = "new" if not exists else "unchanged" if old == document else "changed"
        place = _place(content, document)
        if identity in told:
            entries.append(Entry(place, *identity, "refused", old, None, tuple(told[identity])))
        else:
            entries.append(Entry(place, *identity, how, old, document))
    return Plan(tuple(_permitted(entry, may) for entry in entries), tuple(remarks))


def _refused_file(finding: Finding) -> Entry:
    field = f"{finding.problem.field}: " if finding.problem.field else ""
    place = f"{finding.path}, line {finding.line}"
    return Entry(place, "", "", "refused", reasons=(f"{field}{finding.problem.message}",))


def _place(content: Content, document: Document) -> str:
    return content.files[document.kind, document.key].path


def _permitted(entry: Entry, may: May) -> Entry:
    if entry.how in ("new", "changed") and not may(entry.kind):
        name = entry.kind.replace("_", " ")
        return replace(entry, how="refused", new=None, reasons=(f"You may not add and change a {name}.",))
    return entry


def _source_entries(content: Content) -> Iterator[Entry]:
    stored = {source.key: source for source in Source.objects.filter(key__in=content.sources)}
    for key, part in content.sources.items():
        place = content.sources_file.path if content.sources_file else SOURCES
        row = stored.get(key)
        if row is None:
            yield Entry(place, SOURCE, key, "new", None, part)
            continue
        values = Source.values_of(part)
        is_same = all(getattr(row, name) == value for name, value in values.items())
        yield Entry(place, SOURCE, key, "unchanged" if is_same else "changed", _part_of(row), part)


def _part_of(row: Source) -> SourcePart | None:
    try:
        return row.to_part()
    except ValidationError:
        return None


def _with_our_reviews(given: Iterable[Document]) -> tuple[list[Document], list[str]]:
    """The documents with the review that the working copy bears, and the sentence that says so if it matters."""
    found: list[Document] = []
    differs = False
    stored: dict[str, dict[str, tuple[Any, ...]]] = {}
    for document in given:
        if document.kind not in stored:
            model = SUBJECTS[document.kind]
            rows = model._default_manager.values_list(model.key_field, *_REVIEW)
            stored[document.kind] = {row[0]: row[1:] for row in rows}
        held = stored[document.kind].get(document.key, (None, "", None))
        kept = dict(zip(_REVIEW, held, strict=True))
        differs = differs or any(getattr(document, name) != value for name, value in kept.items())
        found.append(document.model_copy(update=kept))
    return found, [_REVIEW_STAYS] if differs else []


def _stored(kind: str, given: Iterable[Document]) -> dict[str, tuple[Document | None, bool]]:
    """Key → the document of the working copy (None if its rows do not fit together), and that it exists."""
    model = SUBJECTS[kind]
    keys = [document.key for document in given if document.kind == kind]
    chosen = model._default_manager.filter(**{f"{model.key_field}__in": keys})
    composed, _ = publishing.try_compose_many(kind, chosen)
    there = chosen.values_list(model.key_field, flat=True)
    return {key: (composed[key].without_sources() if key in composed else None, True) for key in there}


def _problems(given: list[Document], content: Content) -> dict[tuple[str, str], list[str]]:
    known = content.sources.keys() | set(Source.objects.values_list("key", flat=True))
    found = [problem for document in given for problem in unknown_sources(document, known, "in the upload or here")]
    unsourced = {(problem.kind, problem.key) for problem in found}
    sound = [document for document in given if (document.kind, document.key) not in unsourced]
    # What one document names, another that is refused may bring: then only the other is at fault.
    found += [
        problem
        for problem in publishing.foresee(given, sources=known)
        if (problem.kind, problem.key) in {(document.kind, document.key) for document in sound}
    ]
    told: dict[tuple[str, str], list[str]] = {}
    for problem in found:
        file = content.files[problem.kind, problem.key]
        place = f"line {file.line_of(problem.field)}, {problem.field}: " if problem.field else ""
        told.setdefault((problem.kind, problem.key), []).append(f"{place}{problem.message}")
    return told


def working_copies(querysets: Mapping[str, QuerySet[Any] | None]) -> bytes:
    """A zip with the files of working copies and of the sources that they cite.

    Args:
        querysets: kind → the subjects; None for all of the kind.

    Raises:
        ComposeError: if the rows of a subject do not fit together.
    """
    found = [
        document
        for kind, queryset in querysets.items()
        for _, document in sorted(publishing.compose_many(kind, queryset).items())
    ]
    return _zip(found)


def live_documents(querysets: Mapping[str, QuerySet[Any] | None]) -> bytes:
    """The same with what readers see now; subjects that have no live edition are left out.

    Raises:
        ComposeError: if an edition was written for an older form of the document.
    """
    now = timezone.now()
    newest: dict[tuple[str, str], Edition] = {}
    for kind, queryset in querysets.items():
        editions = Edition.objects.filter(kind=kind, live_from__lte=now).order_by("number")
        if queryset is not None:
            editions = editions.filter(key__in=list(queryset.values_list(SUBJECTS[kind].key_field, flat=True)))
        newest |= {(edition.kind, edition.key): edition for edition in editions}
    # A source that was edited between two editions is written as the later one cites it.
    live = sorted((edition for edition in newest.values() if not edition.withdrawal), key=lambda one: one.published_at)
    return _zip(map(_parsed, live))


def _parsed(edition: Edition) -> Document:
    try:
        return documents.parse(json.loads(edition.document))
    except ValidationError as error:
        message = f"Edition {edition.number} was written for an older form of the page and cannot be written to a file."
        raise publishing.ComposeError([publishing.Problem("block", "", message, edition.kind, edition.key)]) from error


def _zip(found: Iterable[Document]) -> bytes:
    stream = io.BytesIO()
    sources: dict[str, SourcePart] = {}
    texts: dict[str, str] = {}
    for document in found:
        sources |= {source.key: source for source in document.sources}
        texts[f"{FOLDERS[document.kind]}/{document.key.lower()}.yaml"] = write(document)
    if sources:
        texts[SOURCES] = write_sources(list(sources.values()))
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(texts.items()):
            # The same content is the same file, whenever it is written.
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text.encode(), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
