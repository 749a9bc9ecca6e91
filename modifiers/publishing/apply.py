"""Document → rows: writes a document into the working copy, creating the subject if it is new.

Rows are matched by key, so a reworded statement keeps its row. Documents that name each other are
applied together (:func:`apply_many`). A document that says what the rows say already changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models, transaction

from modifiers.documents import Document, ModifierDocument
from modifiers.models import SUBJECTS, RelatedModifier, Source, Subject
from modifiers.models.row import Row

from .checks import contradictions
from .compose import column_fields, try_compose_many
from .hashes import refresh_hashes
from .problems import ApplyError, Problem

_AT_ONCE = 50
"""Rows in one UPDATE: more make the statement so long that it takes longer."""

Found = dict[type[models.Model], dict[str, Any]]
"""Model → natural key → row."""

Pairs = Sequence[tuple[Document, Subject]]
"""Documents of one kind, each with its saved subject. Their rows are read and written together: the number of
queries does not grow with the number of documents."""


def apply(document: Document, *, actor: Any = None) -> Subject:
    """Write one document to its working copy.

    Args:
        document: with or without sources by value; sources are found by their keys either way.
        actor: the user to whom the change is put down; None for the system.

    Returns:
        The subject, as saved.

    Raises:
        ApplyError: if the document names a source, modifier, payer … that does not exist, or
            contradicts itself. Nothing is written then.
    """
    return apply_many([document], actor=actor)[0].subject


class Applied:
    """One subject after :func:`apply_many`: ``is_new``, ``is_changed`` and the saved ``subject``."""

    def __init__(self, subject: Subject, *, is_new: bool, is_changed: bool) -> None:
        self.subject = subject
        self.is_new = is_new
        self.is_changed = is_changed


def apply_many(given: Sequence[Document], *, actor: Any = None) -> list[Applied]:
    """Write documents that may name each other, all or none.

    Args:
        given: documents of any kinds, each subject once.
        actor: as for :func:`apply`.

    Returns:
        One :class:`Applied` for each document, in the order given.

    Raises:
        ApplyError: with the problems of all documents.
    """
    with transaction.atomic():
        problems = [problem.of(doc.kind, doc.key) for doc in given for problem in contradictions(doc)]
        if problems:
            raise ApplyError(problems)
        unchanged = unchanged_by(given)
        written = [doc for doc in given if (doc.kind, doc.key) not in unchanged]
        existing = _subjects(given)
        new = {(doc.kind, doc.key) for doc in written} - existing.keys()
        for doc in written:
            existing[doc.kind, doc.key] = _save_columns(doc, existing.get((doc.kind, doc.key)), actor)
        found = _resolve(written)
        refuse_pairs_written_elsewhere(written)
        for kind, docs in _by_kind(written).items():
            _drop_rows(kind, [(doc, existing[kind, doc.key]) for doc in docs], found)
        for kind, docs in _by_kind(written).items():
            pairs = [(doc, existing[kind, doc.key]) for doc in docs]
            _save_relations(kind, pairs, found)
            for rows in SUBJECTS[kind].row_models():
                _save_rows(rows, pairs, found)
        _refresh(written)
        return [
            Applied(
                existing[doc.kind, doc.key],
                is_new=(doc.kind, doc.key) in new,
                is_changed=(doc.kind, doc.key) not in unchanged,
            )
            for doc in given
        ]


def _by_kind(given: Iterable[Document]) -> dict[str, list[Document]]:
    kinds: dict[str, list[Document]] = defaultdict(list)
    for doc in given:
        kinds[doc.kind].append(doc)
    return kinds


def _stored(kind: str, docs: Iterable[Document]) -> models.QuerySet[Any]:
    model = SUBJECTS[kind]
    return model._default_manager.filter(**{f"{model.key_field}__in": [doc.key for doc in docs]})


def _subjects(given: Iterable[Document]) -> dict[tuple[str, str], Subject]:
    return {(kind, subject.key): subject for kind, docs in _by_kind(given).items() for subject in _stored(kind, docs)}


def unchanged_by(given: Iterable[Document]) -> set[tuple[str, str]]:
    """Subjects whose rows already say what the document says."""
    same = set()
    for kind, docs in _by_kind(given).items():
        composed, _ = try_compose_many(kind, _stored(kind, docs))
        for doc in docs:
            if doc.key in composed and composed[doc.key].without_sources() == doc.without_sources():
                same.add((kind, doc.key))
    return same


def _save_columns(doc: Document, subject: Subject | None, actor: Any) -> Subject:
    """Save the plain columns, so that the subject exists when others name it."""
    model = SUBJECTS[doc.kind]
    if subject is None:
        subject = model()
    for name in column_fields(type(doc), model):
        if not model._meta.get_field(name).is_relation:
            value = getattr(doc, name)
            setattr(subject, name, model.in_one_text[name].join(value) if isinstance(value, tuple) else value)
    subject.changed_by = actor
    if subject.pk:
        subject.lock_version += 1
    subject.save()
    return subject


def references(doc: Document) -> Iterable[tuple[str, type[models.Model], str]]:
    """Everything that the document names by natural key: (field path, model, key)."""
    model = SUBJECTS[doc.kind]
    for name in column_fields(type(doc), model):
        field = model._meta.get_field(name)
        if field.is_relation:
            value = getattr(doc, name)
            for key in value if isinstance(value, tuple) else filter(None, (value,)):
                yield name, field.related_model, key  # type: ignore[misc]
    for rows, field_name, part in _parts(doc):
        for name, (target, keys) in rows.links_of(part).items():
            shown = {"other": "code"}.get(name, name)
            for key in keys:
                yield f"{field_name}.{part.key}.{shown}", target, key


def _parts(doc: Document) -> Iterable[tuple[type[Row], str, Any]]:
    for rows in SUBJECTS[doc.kind].row_models():
        for field in rows.fields_filled():
            for part in getattr(doc, field):
                yield rows, field, part


def _resolve(written: Iterable[Document]) -> Found:
    """Look up all references, one query for each model.

    Raises:
        ApplyError: naming the field of each reference that leads nowhere.
    """
    wanted: dict[type[models.Model], dict[str, list[Problem]]] = defaultdict(lambda: defaultdict(list))
    for doc in written:
        for path, model, key in references(doc):
            message = f"There is no {model._meta.verbose_name} “{key}”."
            wanted[model][key].append(Problem("block", path, message, doc.kind, doc.key))
    found: Found = {}
    for model, keys in wanted.items():
        key_field = getattr(model, "key_field", "key")
        rows = model._default_manager.filter(**{f"{key_field}__in": list(keys)})
        found[model] = {getattr(row, key_field): row for row in rows}
    missing = [
        problem
        for model, keys in wanted.items()
        for key, problems in keys.items()
        if key not in found[model]
        for problem in problems
    ]
    if missing:
        raise ApplyError(missing)
    return found


def refuse_pairs_written_elsewhere(written: Iterable[Document]) -> None:
    """A pair of modifiers is written once. Rows that this run is about to replace do not count."""
    docs = {doc.key: doc for doc in written if isinstance(doc, ModifierDocument)}
    pairs = {(code, part.code): part for code, doc in docs.items() for part in doc.related}
    held = RelatedModifier.objects.filter(other__code__in=docs).exclude(modifier__code__in=docs)
    problems = [
        Problem("block", f"related.{pairs[other, code].key}.code", _pair_message(other, code), "modifier", other)
        for code, other in held.values_list("modifier__code", "other__code")
        if (other, code) in pairs
    ]
    problems += [
        Problem("block", f"related.{part.key}.code", _pair_message(code, other), "modifier", code)
        for (code, other), part in pairs.items()
        if (other, code) in pairs and code < other
    ]
    if problems:
        raise ApplyError(problems)


def _pair_message(code: str, other: str) -> str:
    return f"The pair {code} and {other} is already written on {other}; a pair is written once."


def _rows_of(rows: type[Row], pairs: Pairs) -> dict[int, dict[tuple[str, str], Any]]:
    """The stored rows of one model: primary key of the subject → (list, key) → row."""
    found: dict[int, dict[tuple[str, str], Any]] = defaultdict(dict)
    for row in _owned(rows, pairs):
        found[getattr(row, f"{rows.owner_field}_id")][row.document_field, row.key] = row
    return found


def _owned(rows: type[Row], pairs: Pairs) -> models.QuerySet[Any]:
    return rows._default_manager.filter(**{f"{rows.owner_field}__in": [subject.pk for _, subject in pairs]})


def _foreign_keys(rows: type[Row], part: Any, found: Found) -> dict[str, Any]:
    return {
        name: found[model][next(iter(keys))]
        for name, (model, keys) in rows.links_of(part).items()
        if not rows._meta.get_field(name).many_to_many
    }


def _drop_rows(kind: str, pairs: Pairs, found: Found) -> None:
    """Delete rows that are gone, and those that point elsewhere now: they would stand in each other's way."""
    for rows in SUBJECTS[kind].row_models():
        stored, gone = _rows_of(rows, pairs), []
        for doc, subject in pairs:
            parts = {(field, part.key): part for field in rows.fields_filled() for part in getattr(doc, field)}
            for place, row in stored[subject.pk].items():
                part = parts.get(place)
                if part is None or any(
                    getattr(row, f"{name}_id") != other.pk for name, other in _foreign_keys(rows, part, found).items()
                ):
                    gone.append(row.pk)
        if gone:
            rows._default_manager.filter(pk__in=gone).delete()


def _save_relations(kind: str, pairs: Pairs, found: Found) -> None:
    """Set the subjects' own relations."""
    model, singles = SUBJECTS[kind], []
    for name in column_fields(type(pairs[0][0]), model):
        field: Any = model._meta.get_field(name)
        if not field.is_relation:
            continue
        known = found.get(field.related_model, {})
        if field.many_to_many:
            wanted = {(subject.pk, known[key].pk) for doc, subject in pairs for key in getattr(doc, name)}
            _link(field, {f"{field.m2m_field_name()}__in": [subject.pk for _, subject in pairs]}, wanted)
            continue
        singles.append(name)
        for doc, subject in pairs:
            key = getattr(doc, name)
            setattr(subject, name, known[key] if key else None)
    if singles:
        model._default_manager.bulk_update([subject for _, subject in pairs], singles, batch_size=_AT_ONCE)


def _save_rows(rows: type[Row], pairs: Pairs, found: Found) -> None:
    """Write the lists that one model of rows fills, each in the order of its document."""
    stored = _rows_of(rows, pairs)
    changed: list[Any] = []
    added: list[Any] = []
    parts: list[tuple[Any, Any]] = []
    for doc, subject in pairs:
        for field in rows.fields_filled():
            for position, part in enumerate(getattr(doc, field)):
                row = stored[subject.pk].get((field, part.key))
                values = {**rows.values_of(part, field), **_foreign_keys(rows, part, found), "position": position}
                (changed if row else added).append(row := row or rows(**{rows.owner_field: subject}))
                for name, value in values.items():
                    setattr(row, name, value)
                parts.append((row, part))
    if changed:
        _owned(rows, pairs).make_room()  # type: ignore[attr-defined]
        plain = [f.name for f in rows._meta.concrete_fields if not f.primary_key and f.name != rows.owner_field]
        rows._default_manager.bulk_update(changed, plain, batch_size=_AT_ONCE)
    rows._default_manager.bulk_create(added)
    for relation in rows._meta.many_to_many:
        known = found.get(relation.related_model, {})  # type: ignore[arg-type]
        wanted = {(row.pk, known[key].pk) for row, part in parts for key in rows.links_of(part)[relation.name][1]}
        owners = [subject.pk for _, subject in pairs]
        _link(relation, {f"{relation.m2m_field_name()}__{rows.owner_field}__in": owners}, wanted)  # type: ignore[attr-defined]


def _link(field: Any, which: dict[str, Any], wanted: set[tuple[int, int]]) -> None:
    """Make the links of a many-to-many relation the wanted ones, given as pairs of primary keys.

    ``which`` narrows the links that are stored to those of the documents at hand.
    """
    through: Any = field.remote_field.through
    near, far = field.m2m_column_name(), field.m2m_reverse_name()
    links = through._default_manager.filter(**which).values_list("pk", near, far)
    stored = {(one, other): pk for pk, one, other in links}
    if gone := [stored[pair] for pair in stored.keys() - wanted]:
        through._default_manager.filter(pk__in=gone).delete()
    through._default_manager.bulk_create(
        through(**{near: one, far: other}) for one, other in sorted(wanted - stored.keys())
    )


def _refresh(written: Iterable[Document]) -> None:
    for kind, docs in _by_kind(written).items():
        refresh_hashes(kind, _stored(kind, docs))


def restore_missing_sources(document: Document) -> None:
    """Create sources that the document holds by value and that exist no longer, as they were."""
    parts = {source.key: source for source in document.sources}
    stored = set(Source.objects.filter(key__in=parts).values_list("key", flat=True))
    Source.objects.bulk_create(Source(**Source.values_of(part)) for key, part in parts.items() if key not in stored)


__all__ = [
    "Applied",
    "apply",
    "apply_many",
    "references",
    "refuse_pairs_written_elsewhere",
    "restore_missing_sources",
    "unchanged_by",
]
