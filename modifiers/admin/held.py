"""Forms that are drawn again instead of saved: stale, merged, brought back, of a subject that has gone.

Nothing is written for any of them, and all that was typed is in the form that is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.forms.formsets import DELETION_FIELD_NAME, INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format

from .merging import EMPTY, Comparison, Conflict, Row, Snapshot, compare, merge
from .naming import in_words
from .reading import LOCK, NoBaseError, drawn, places, sign, typed, unsign

if TYPE_CHECKING:
    from .subjects import SubjectAdmin

MERGE = "_merge"
RESTORE = "_restore"
TAKE = "_take:"
"""``_take:name`` with the value ``theirs``: the conflict at that input is settled for what is saved."""

_MERGED = "Merged, not saved yet. Everything that was saved meanwhile is in the form, with your changes on top."
_LOOK = "Where both of you changed the same words, yours stand in the form and theirs beside it."
_RESTORED = "This is what you had typed. Nothing of it is saved yet."
_UNKNOWN = (
    "This form does not say what it was made from, so nothing was saved. What you typed is below, and above it "
    "what is saved now. Merge, look at it, and save."
)


@dataclass(frozen=True, slots=True)
class Held:
    """Why a form was not saved.

    Attributes:
        message: the reason, for whoever pressed the button.
        mark: ``stale``, ``merged``, ``restored`` or ``gone``.
        comparison: base, theirs and mine, if it is stale.
        conflicts: name of an input, or prefix of a row → what an editor must look at, if it is merged.
    """

    message: str
    mark: str
    comparison: Comparison | None = None
    conflicts: Mapping[str, Conflict] | None = None


def settle(model_admin: SubjectAdmin, request: HttpRequest, subject: Any) -> Held | None:
    """Find out whether what was sent may be saved; call it inside the transaction that saves.

    What it settles is put into ``request.POST``: the merged form, and conflicts that were decided for theirs.

    Returns:
        None if it may be saved.
    """
    manager = type(subject)._default_manager
    stored = manager.select_for_update().select_related(None).get(pk=subject.pk)
    data = request.POST.copy()
    form, formsets = unbound(model_admin, request, stored)
    _mend(formsets, data)
    request.POST = data  # type: ignore[assignment]
    try:
        version, base = unsign(data.get(LOCK, ""), stored)
    except NoBaseError:
        version, base = -1, EMPTY
    theirs = base if version == stored.lock_version else drawn(form, formsets)
    if base == theirs:  # nobody has saved meanwhile, or nothing is different
        _take(data, base, formsets)
        data[LOCK] = sign(stored, theirs)
        return Held(_RESTORED, "restored") if RESTORE in data else Held(_MERGED, "merged") if MERGE in data else None
    mine = typed(form, formsets, data)
    if MERGE not in data:
        return Held(_UNKNOWN if base is EMPTY else _stale(stored), "stale", compare(base, theirs, mine))
    taking = {name.removeprefix(TAKE) for name in data if name.startswith(TAKE) and data[name] == "theirs"}
    merged = merge(base, theirs, mine, taking=taking)
    prefixes = _write(data, merged.snapshot, formsets)
    data[LOCK] = sign(stored, theirs)
    conflicts = {
        "-".join(filter(None, (prefixes[one.list_name, one.index] if one.list_name else "", one.name))): one
        for one in merged.conflicts
    }
    return Held(f"{_MERGED} {_LOOK}" if conflicts else _MERGED, "merged", conflicts=conflicts)


def settle_new(request: HttpRequest) -> Held | None:
    """The same for a subject that does not exist yet: there is nothing to be stale against."""
    return Held(_RESTORED, "restored") if RESTORE in request.POST else None


def gone(model_admin: SubjectAdmin, request: HttpRequest) -> Held:
    """Turn what was sent for a subject that exists no longer into the form of a new one."""
    data = request.POST.copy()
    _, formsets = unbound(model_admin, request, None)
    for formset in formsets:
        pk = formset.pk_name
        for number in places(formset.prefix, data):
            for name in (pk, formset.fk.name):
                data.pop(f"{formset.prefix}-{number}-{name}", None)
        data[f"{formset.prefix}-{INITIAL_FORM_COUNT}"] = "0"
        _mend([formset], data)
    data[LOCK] = ""
    request.POST = data  # type: ignore[assignment]
    name = model_admin.opts.verbose_name
    message = f"This {name} was deleted after you had opened it. What you typed is below: saving makes a new {name}."
    return Held(message, "gone")


def farewell(model_admin: SubjectAdmin, request: HttpRequest) -> HttpResponse:
    """The page for somebody who may not make anew what has gone: all that was typed, to be copied."""
    form, formsets = unbound(model_admin, request, None)
    mine = typed(form, formsets, request.POST)
    told = [(form.fields[name].label, in_words(value, form.fields[name])) for name, value in mine.fields.items()]
    for formset in formsets:
        fields = formset.empty_form.fields
        for number, row in enumerate(mine.lists[formset.prefix], start=1):
            told += [
                (f"{formset.heading}, number {number}, {fields[name].label}", in_words(value, fields[name]))
                for name, value in row.values.items()
            ]
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Deleted meanwhile",
        "opts": model_admin.opts,
        "typed": [(label, value) for label, value in told if value],
    }
    return TemplateResponse(request, "admin/modifiers/gone.html", context)


def unbound(model_admin: SubjectAdmin, request: HttpRequest, subject: Any) -> tuple[Any, list[Any]]:
    """The form of a subject and the formsets of its lists, as they would be drawn now."""
    is_new = subject is None
    subject = model_admin.model() if is_new else subject
    form = model_admin.get_form(request, None if is_new else subject, change=not is_new)(instance=subject)
    formsets = [
        made(instance=subject, prefix=made.get_default_prefix(), queryset=inline.get_queryset(request))
        for made, inline in model_admin.get_formsets_with_inlines(request, None if is_new else subject)
    ]
    return form, formsets


def _stale(stored: Any) -> str:
    who = stored.changed_by.get_username() if stored.changed_by else "Somebody else"
    when = date_format(timezone.localtime(stored.changed_at), "j M Y, H:i")
    return (
        f"{who} saved this on {when}, after you had opened it. Nothing was overwritten, and what you typed is still "
        "below. Look at the differences, merge, and save."
    )


def _mend(formsets: Iterable[Any], data: QueryDict) -> None:
    """Where the count of rows is missing or too small, count the rows that were sent."""
    for formset in formsets:
        numbers = places(formset.prefix, data)
        total, initial = f"{formset.prefix}-{TOTAL_FORM_COUNT}", f"{formset.prefix}-{INITIAL_FORM_COUNT}"
        if not _counts(data.get(total)) or int(str(data[total])) <= max(numbers, default=-1):
            data[total] = str(max(numbers, default=-1) + 1)
        if not _counts(data.get(initial)) or int(str(data[initial])) > int(str(data[total])):
            saved = [number for number in numbers if data.get(f"{formset.prefix}-{number}-{formset.pk_name}")]
            data[initial] = str(max(saved, default=-1) + 1)


def _counts(text: Any) -> bool:
    return isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 6


def _take(data: QueryDict, base: Snapshot, formsets: Iterable[Any]) -> None:
    """Put what is saved into the inputs whose conflict was decided for it; the base is what is saved."""
    rows = {formset.prefix: {row.id: row for row in base.lists.get(formset.prefix, ())} for formset in formsets}
    for mark in [name for name in data if name.startswith(TAKE)]:
        name = mark.removeprefix(TAKE)
        if data.get(mark) == "theirs":
            prefix, _, rest = name.partition("-")
            number, _, field = rest.partition("-")
            if name in base.fields:
                _put(data, name, base.fields[name])
            elif row := rows.get(prefix, {}).get(data.get(f"{prefix}-{number}-id", "")):
                _put(data, name, row.values.get(field, ""))
        del data[mark]


def _put(data: QueryDict, name: str, value: str | tuple[str, ...]) -> None:
    data.setlist(name, list(value) if isinstance(value, tuple) else [value])


def _write(data: QueryDict, merged: Snapshot, formsets: Iterable[Any]) -> dict[tuple[str, int], str]:
    """Write a merged form into what was sent. Returns (list, index of the row) → prefix of the row's inputs."""
    for mark in [name for name in data if name.startswith(TAKE)]:
        del data[mark]
    for name, value in merged.fields.items():
        _put(data, name, value)
    prefixes = {}
    for formset in formsets:
        for number in places(formset.prefix, data):
            for name in [one for one in data if one.startswith(f"{formset.prefix}-{number}-")]:
                del data[name]
        rows = list(enumerate(merged.lists[formset.prefix]))
        stored = {str(form.instance.pk): number for number, form in enumerate(formset.initial_forms)}
        added = [index for index, row in rows if not row.id]
        for index, row in rows:
            number = stored[row.id] if row.id else len(stored) + added.index(index)
            prefixes[formset.prefix, index] = f"{formset.prefix}-{number}"
            _write_row(data, formset, f"{formset.prefix}-{number}", row, index + 1)
        data[f"{formset.prefix}-{INITIAL_FORM_COUNT}"] = str(len(stored))
        data[f"{formset.prefix}-{TOTAL_FORM_COUNT}"] = str(len(rows))
    return prefixes


def _write_row(data: QueryDict, formset: Any, place: str, row: Row, position: int) -> None:
    for name, value in row.values.items():
        if value:
            _put(data, f"{place}-{name}", value)
    data[f"{place}-{formset.pk_name}"] = row.id
    data[f"{place}-{formset.fk.name}"] = str(formset.instance.pk)
    data[f"{place}-position"] = str(position)
    if row.is_deleted:
        data[f"{place}-{DELETION_FIELD_NAME}"] = "on"
