"""From a problem in a document to the input on the change form where it is put right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from modifiers.models import Source

if TYPE_CHECKING:
    from .subjects import SubjectAdmin

RENAMED = {
    ("related", "code"): "other",
    ("sections", "paragraphs"): "text",
}
"""(list, field of the document) → field of the row, where the two are named differently."""


@dataclass(frozen=True, slots=True)
class Found:
    """A problem with the address of its field."""

    blocks: bool
    where: str
    message: str
    url: str


def locate(model_admin: SubjectAdmin, subject: Any, problems: Iterable[Any]) -> list[Found]:
    """Problems of one subject, blocking ones first, each with a link to its field."""
    form = reverse(model_admin.url_name("change"), args=[subject.pk])
    problems, keys = list(problems), _row_keys(subject)
    sources = _source_pks(problems)
    found = []
    for problem in problems:
        name, _, rest = str(problem.field).partition(".")
        key = rest.split(".")[0]
        if name == "sources" and key in sources:
            url = reverse(f"{model_admin.admin_site.name}:modifiers_source_change", args=[sources[key]])
        else:
            url = f"{form}#{_anchor(problem.field, keys)}"
        found.append(Found(problem.level == "block", _in_words(problem.field), problem.message, url))
    return sorted(found, key=lambda one: not one.blocks)


def locate_any(model_admin: SubjectAdmin, subjects: Sequence[Any], problems: Iterable[Any]) -> list[Found]:
    """Problems of a batch: each leads to the publishing page of its subject, where its field is linked."""
    by_key = {subject.key: subject for subject in subjects}
    found = []
    for problem in problems:
        subject = by_key.get(getattr(problem, "key", ""))
        url = reverse(model_admin.url_name("publish"), args=[subject.pk]) if subject else ""
        found.append(
            Found(problem.level == "block", f"{subject or ''} {_in_words(problem.field)}".strip(), problem.message, url)
        )
    return found


def _source_pks(problems: Iterable[Any]) -> dict[str, int]:
    """Key → primary key of the sources that problems name: those are put right on a form of their own."""
    named = {problem.field.split(".")[1] for problem in problems if problem.field.startswith("sources.")}
    return dict(Source.objects.filter(key__in=named).values_list("key", "pk")) if named else {}


def _row_keys(subject: Any) -> dict[str, list[str]]:
    """List of the document → keys of its rows in the order of the form."""
    keys: dict[str, list[str]] = {}
    for rows in type(subject).row_models():
        for row in getattr(subject, rows.related_name()).all():
            keys.setdefault(row.document_field, []).append(row.key)
    return keys


def _anchor(field: str, keys: dict[str, list[str]]) -> str:
    name, _, rest = field.partition(".")
    if name == "sources":
        return "id_identity_sources"
    if name not in keys:
        return f"id_{name}" if rest == "" else f"{name}-group"
    key, _, part = rest.partition(".")
    if key not in keys[name]:
        return f"{name}-group"
    place = f"{name}-{keys[name].index(key)}"
    part = part.split(".")[0]
    return f"id_{place}-{RENAMED.get((name, part), part)}" if part else place


def _in_words(field: str) -> str:
    return " › ".join(piece.replace("_", " ") for piece in field.split(".") if piece)
