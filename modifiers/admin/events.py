"""What is kept of an act in the admin: who, when, which fields and lists. Never their content."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from modifiers.models import Event

_LIMIT = 500
_ROWS_NAMED = 4
_UNSAID = {"opened"}


def note_edit(request: HttpRequest, form: Any, formsets: Iterable[Any], *, change: bool) -> None:
    """Note that a subject was saved: its changed fields, and in each list the rows added, changed and deleted.

    Saving a form that was not touched leaves no event.
    """
    subject = form.instance
    told = [] if change else ["Created."]
    if fields := [name for name in form.changed_data if name not in _UNSAID]:
        told.append(f"Changed {', '.join(map(_named, fields))}.")
    for formset in formsets:
        rows = (
            ("added", [row.key for row in formset.new_objects]),
            ("changed", [row.key for row, _ in formset.changed_objects]),
            ("deleted", [row.key for row in formset.deleted_objects]),
        )
        if done := [f"{_listed(keys)} {how}" for how, keys in rows if keys]:
            told.append(f"{_named(formset.prefix)}: {', '.join(done)}.")
    if told:
        _note(request, subject, Event.Action.EDIT, " ".join(told))


def note_deletion(request: HttpRequest, subjects: Iterable[Any]) -> None:
    """Note that working copies were deleted."""
    for subject in subjects:
        _note(request, subject, Event.Action.DELETE, str(subject))


def _note(request: HttpRequest, subject: Any, action: str, note: str) -> None:
    note_act(request, action, subject.kind, subject.key, note)


def note_act(request: HttpRequest, action: str, kind: str, key: str, note: str) -> None:
    """Note an act on something that is no subject: a source, words that were searched for.

    Args:
        request: whose user did it.
        action: one of :class:`modifiers.models.Event.Action`.
        kind: of what, and its ``key`` (64 characters at most).
        key: see ``kind``.
        note: for editors; what is too long is cut.
    """
    short = note if len(note) <= _LIMIT else f"{note[: _LIMIT - 1]}…"
    Event.objects.create(
        actor=request.user,  # type: ignore[misc]
        action=action,
        kind=kind,
        key=key,
        note=short,
    )


def _listed(keys: list[str]) -> str:
    more = f" and {len(keys) - _ROWS_NAMED} more" if len(keys) > _ROWS_NAMED else ""
    return f"{', '.join(keys[:_ROWS_NAMED])}{more}"


def _named(name: str) -> str:
    return name.replace("_", " ")
