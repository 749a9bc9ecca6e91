"""The hash of the composed document, kept beside each working copy: "has unpublished changes" is a comparison."""

from __future__ import annotations

from typing import Any

from django.db import models

from modifiers.models import SUBJECTS, Source, Subject

from .compose import try_compose_many
from .problems import ComposeError, Problem


def refresh_hash(subject: Subject) -> None:
    """Recompute ``composed_sha256`` of a saved subject after an edit to it or its rows.

    Raises:
        ComposeError: if the rows do not fit the schema; the hash is empty then.
    """
    model = type(subject)
    problems = refresh_hashes(model.kind, model._default_manager.filter(pk=subject.pk))
    subject.composed_sha256 = model._default_manager.values_list("composed_sha256", flat=True).get(pk=subject.pk)
    if problems:
        raise ComposeError(problems)


def refresh_hashes(kind: str, queryset: models.QuerySet[Any] | None = None, *, editor: Any = None) -> list[Problem]:
    """Recompute the hashes of many subjects of one kind, writing only those that moved.

    A working copy that cannot be composed gets an empty hash, which equals that of no edition.

    Args:
        kind: ``modifier``, ``family`` …
        queryset: the subjects; all of the kind by default.
        editor: the user who made the change, if it was made elsewhere, such as in a source: where it moved a page,
            that person has made the page's last edit, and somebody else must let it out.

    Returns:
        The problems of those.
    """
    model = SUBJECTS[kind]
    subjects = model._default_manager.all() if queryset is None else queryset
    composed, problems = try_compose_many(kind, subjects)
    moved = []
    for subject in subjects.all():
        now = composed[subject.key].sha256() if subject.key in composed else ""
        if now != subject.composed_sha256:
            subject.composed_sha256 = now
            subject.changed_by = editor or subject.changed_by
            moved.append(subject)
    model._default_manager.bulk_update(moved, ["composed_sha256", "changed_by"], batch_size=100)
    return problems


def refresh_citing(source: Source, *, editor: Any = None) -> None:
    """Recompute the hashes of all subjects that cite a source, after ``editor`` (None: no person) has edited it."""
    for kind, model in SUBJECTS.items():
        citing = model._default_manager.citing(source).values_list("pk", flat=True)  # type: ignore[attr-defined]
        refresh_hashes(kind, model._default_manager.filter(pk__in=list(citing)), editor=editor)


def refresh_all() -> None:
    """Recompute every hash, after something that many documents name by its key was renamed."""
    for kind in SUBJECTS:
        refresh_hashes(kind)
