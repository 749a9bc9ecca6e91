"""What applying documents would be refused for, found without writing anything: the preview of an import."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from modifiers.documents import Document
from modifiers.models import SUBJECTS, Source, Subject

from .apply import references, refuse_pairs_written_elsewhere, unchanged_by
from .checks import contradictions
from .compose import column_fields
from .problems import ApplyError, Problem

_PLAIN = {
    "one_general_payer_of_a_kind": ("is_general", "Another payer answers for its kind already."),
}
"""Rule of the database → the field to name and what to say."""


def foresee(given: Sequence[Document], *, sources: Collection[str] = ()) -> list[Problem]:
    """The problems for which :func:`.apply.apply_many` would refuse these documents now.

    Args:
        given: documents of any kinds, each subject once. They may name each other.
        sources: keys of sources that would be written before them.
    """
    same = unchanged_by(given)
    written = [doc for doc in given if (doc.kind, doc.key) not in same]
    found = [problem.of(doc.kind, doc.key) for doc in written for problem in contradictions(doc)]
    found += _leading_nowhere(written, {(doc.kind, doc.key) for doc in given}, sources)
    try:
        refuse_pairs_written_elsewhere(written)
    except ApplyError as error:
        found += error.problems
    named = {(problem.kind, problem.key) for problem in found}
    for doc in written:
        if (doc.kind, doc.key) not in named:
            found += _against_the_rules(doc)
    return found


def _leading_nowhere(
    written: Sequence[Document], given: Collection[tuple[str, str]], sources: Collection[str]
) -> Iterator[Problem]:
    wanted: dict[type[models.Model], list[tuple[str, Problem]]] = defaultdict(list)
    for doc in written:
        for path, model, key in references(doc):
            is_given = key in sources if model is Source else (getattr(model, "kind", ""), key) in given
            if not is_given:
                message = f"There is no {model._meta.verbose_name} “{key}”."
                wanted[model].append((key, Problem("block", path, message, doc.kind, doc.key)))
    for model, named in wanted.items():
        key_field = getattr(model, "key_field", "key")
        keys = {key for key, _ in named}
        stored = set(model._default_manager.filter(**{f"{key_field}__in": keys}).values_list(key_field, flat=True))
        yield from (problem for key, problem in named if key not in stored)


def _against_the_rules(doc: Document) -> Iterator[Problem]:
    """The constraints of the subject's own table, asked with its plain columns."""
    model: type[Subject] = SUBJECTS[doc.kind]
    values: dict[str, Any] = {}
    exclude = {"identity_sources"}
    for name in column_fields(type(doc), model):
        if model._meta.get_field(name).is_relation:
            exclude.add(name)
            continue
        value = getattr(doc, name)
        values[name] = model.in_one_text[name].join(value) if isinstance(value, tuple) else value
    stored = model._default_manager.filter(**{model.key_field: doc.key}).values_list("pk", flat=True).first()
    subject = model(**values)
    subject.pk = stored
    subject._state.adding = stored is None
    try:
        subject.validate_constraints(exclude=exclude)
    except ValidationError as error:
        for message in error.messages:
            rule = next((rule for rule in _PLAIN if rule in message), "")
            place, sentence = _PLAIN.get(rule, ("", f"The database would refuse it: {message}"))
            yield Problem("block", place, sentence, doc.kind, doc.key)
