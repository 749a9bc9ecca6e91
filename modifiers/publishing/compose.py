"""Rows → document: what the working copy would say if it were published now.

The number of queries is the same for one subject and for all subjects of a kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from pydantic import ValidationError

from modifiers import documents
from modifiers.codes import CodeError
from modifiers.documents import Document
from modifiers.models import SUBJECTS, Source, Subject

from .problems import ComposeError, Problem, from_validation

COMMON = frozenset({"kind", "sources"})
"""Document fields that no column and no row fills."""


def compose(subject: Subject) -> Document:
    """The document of a working copy as it is stored, with its sources by value.

    Args:
        subject: a saved subject; it is read again from the database.

    Raises:
        ComposeError: if the rows do not fit the schema; its problems name field and row.
    """
    stored = _with_rows(type(subject)._default_manager.filter(pk=subject.pk)).get()
    return document_of(stored)


def compose_many(kind: str, queryset: models.QuerySet[Any] | None = None) -> dict[str, Document]:
    """The documents of many subjects of one kind by key, in a constant number of queries.

    Args:
        kind: ``modifier``, ``family`` …
        queryset: the subjects; all of the kind by default.

    Raises:
        ComposeError: with the problems of all subjects whose rows do not fit the schema.
    """
    composed, problems = try_compose_many(kind, queryset)
    if problems:
        raise ComposeError(problems)
    return composed


def try_compose_many(
    kind: str, queryset: models.QuerySet[Any] | None = None
) -> tuple[dict[str, Document], list[Problem]]:
    """Like :func:`compose_many`, but return what could be composed and the problems of the rest."""
    composed: dict[str, Document] = {}
    problems: list[Problem] = []
    for subject in _with_rows(SUBJECTS[kind]._default_manager.all() if queryset is None else queryset):
        try:
            composed[subject.key] = document_of(subject)
        except ComposeError as error:
            problems += error.problems
    return composed, problems


def column_fields(document_class: type[Document], subject_class: type[Subject]) -> tuple[str, ...]:
    """Document fields that columns and relations of the subject itself fill, in document order."""
    in_rows = {field for rows in subject_class.row_models() for field in rows.fields_filled()}
    return tuple(name for name in document_class.model_fields if name not in COMMON and name not in in_rows)


def _with_rows(queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Everything that :func:`document_of` reads, one query for each relation."""
    model: type[Subject] = queryset.model
    wanted = []
    for name in column_fields(documents.DOCUMENTS[model.kind], model):
        if model._meta.get_field(name).is_relation:
            wanted.append(name)
    for rows in model.row_models():
        wanted.append(rows.related_name())
        wanted += [f"{rows.related_name()}__{relation}" for relation in rows.prefetches()]
    return queryset.prefetch_related(*wanted)


def document_of(subject: Subject) -> Document:
    """Build the document from a subject whose relations have been read."""
    document_class = documents.DOCUMENTS[subject.kind]
    problems: list[Problem] = []
    values: dict[str, Any] = {name: _column(subject, name) for name in column_fields(document_class, type(subject))}
    cited = {source.key: source for source in subject.identity_sources.all()} if "identity_sources" in values else {}
    for rows in type(subject).row_models():
        for row in getattr(subject, rows.related_name()).all():
            try:
                values.setdefault(row.document_field, []).append(row.to_part())
            except ValidationError as error:
                problems += from_validation(error, (row.document_field, row.key))
            except CodeError as error:
                problems.append(Problem("block", f"{row.document_field}.{row.key}.{rows.typed_field}", str(error)))
            if hasattr(row, "sources"):
                cited.update((source.key, source) for source in row.sources.all())
    values["sources"] = tuple(_source_parts(cited, problems))
    try:
        found = document_class.model_validate(values)
    except ValidationError as error:
        problems += from_validation(error)
    if problems:
        raise ComposeError(problem.of(subject.kind, subject.key) for problem in problems)
    return found.with_sources({source.key: source for source in found.sources})


def _source_parts(cited: dict[str, Source], problems: list[Problem]) -> Iterator[documents.Source]:
    for key, source in cited.items():
        try:
            yield source.to_part()
        except ValidationError as error:
            problems += from_validation(error, ("sources", key))


def _column(subject: Subject, name: str) -> Any:
    field = subject._meta.get_field(name)
    if field.many_to_many:
        return tuple(other.key for other in getattr(subject, name).all())
    value = getattr(subject, name)
    if field.is_relation:
        return value.key if value else None
    if between := subject.in_one_text.get(name):
        return tuple(word for word in value.replace("\r\n", "\n").split(between) if word.strip())
    return value
