"""One source in place of another: every statement that cites it, and the change in those that are chosen."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from modifiers import publishing
from modifiers.models import SUBJECTS, CatalogueVersion, Source, Subject

from . import batches
from .plan import SOURCE
from .writing import WriteRefused

_WHOLE = "identity"
"""In place of a list's name: the subject itself cites the source for its name, summary and dates."""


@dataclass(frozen=True, slots=True)
class Use:
    """One place that cites a source.

    Attributes:
        name: ``modifier:do_not_use:12:340``, by which a form names it.
        subject: the working copy.
        field: the list; ``identity`` where the subject itself cites it.
        key: of the statement; empty for the subject itself.
        text: of the statement, or the subject's name.
    """

    name: str
    subject: Subject
    field: str
    key: str
    text: str

    @property
    def where(self) -> str:
        """The list in words: “When to use”."""
        return self.field.replace("_", " ").capitalize()

    @property
    def version(self) -> str:
        """Stands for the state of the subject that the form was drawn from."""
        return f"{self.subject.kind}:{self.subject.pk}:{self.subject.lock_version}"


def uses(source: Source) -> list[Use]:
    """Every place that cites a source, subject by subject in the order of their pages."""
    return [use for kind in SUBJECTS for use in _uses(kind, source)]


def _uses(kind: str, source: Source) -> Iterator[Use]:
    model = SUBJECTS[kind]
    subjects = {subject.pk: subject for subject in model._default_manager.citing(source)}  # type: ignore[attr-defined]
    if not subjects:
        return
    found: dict[int, list[Use]] = {pk: [] for pk in subjects}
    for pk in model._default_manager.filter(identity_sources=source).values_list("pk", flat=True):
        subject = subjects[pk]
        found[pk].append(Use(f"{kind}:{_WHOLE}:{pk}:{pk}", subject, _WHOLE, "", str(subject)))
    for rows in model.row_models():
        if not hasattr(rows, "sources"):
            continue
        for row in rows._default_manager.filter(sources=source):
            pk = getattr(row, f"{rows.owner_field}_id")
            name = f"{kind}:{row.document_field}:{pk}:{row.pk}"
            found[pk].append(Use(name, subjects[pk], row.document_field, row.key, row.text))
    for pk in subjects:
        yield from found[pk]


def replace(old: Source, new: Source, *, chosen: Collection[str], seen: Collection[str], actor: Any) -> str:
    """Cite another source in the chosen places: all of them or none. Wording and dates stay as they are.

    Args:
        old: the source that is cited now.
        new: the one to cite instead.
        chosen: names of uses.
        seen: the versions of the subjects as the form was drawn.
        actor: the user to whom it is put down.

    Returns:
        The name of the batch.

    Raises:
        WriteRefused: if nothing is chosen, a place is gone, or a subject was changed since; ``changed`` names it.
    """
    if old.pk == new.pk:
        raise WriteRefused("Choose another source than the one to be replaced.")
    if not chosen:
        raise WriteRefused("Choose at least one statement.")
    with transaction.atomic():
        # Publishing holds the same row, so that neither sees half of the other.
        CatalogueVersion.objects.select_for_update().get(id=1)
        found = {use.name: use for use in uses(old)}
        if gone := [name for name in chosen if name not in found]:
            raise WriteRefused(f"{len(gone)} of the chosen statements no longer cite {old.key}. Look at them again.")
        picked = [found[name] for name in found if name in set(chosen)]
        if stale := sorted({str(use.subject) for use in picked if use.version not in seen}):
            raise WriteRefused("Somebody has changed these since you opened the page.", tuple(stale))
        for use in picked:
            _cite_instead(use, old, new)
        return _close(picked, old, new, actor)


def _cite_instead(use: Use, old: Source, new: Source) -> None:
    owner: Any = use.subject
    if use.field != _WHOLE:
        rows = next(rows for rows in type(use.subject).row_models() if use.field in rows.fields_filled())
        owner = rows._default_manager.get(pk=int(use.name.rpartition(":")[2]))
        owner.sources.remove(old)
        owner.sources.add(new)
        return
    owner.identity_sources.remove(old)
    owner.identity_sources.add(new)


def _close(picked: list[Use], old: Source, new: Source, actor: Any) -> str:
    """Move the locks, compose anew, put it down."""
    batch = batches.new_name("source")
    pks: dict[str, set[int]] = {}
    for use in picked:
        pks.setdefault(use.subject.kind, set()).add(use.subject.pk)
    for kind, chosen in pks.items():
        queryset = SUBJECTS[kind]._default_manager.filter(pk__in=chosen)
        queryset.update(lock_version=models.F("lock_version") + 1, changed_by=actor, changed_at=timezone.now())
        publishing.refresh_hashes(kind, queryset)
    identities = sorted({(use.subject.kind, use.subject.key) for use in picked})
    note = f"Cites {new.key} instead of {old.key}."
    batches.put_down(batch, [*identities, (SOURCE, old.key)], actor=actor, note=note)
    return batch
