"""What a change form holds, as :class:`~.merging.Snapshot`: as it is drawn, and as it was sent.

Both are read through the widgets of the form, so that a value which nobody touched is the same in both.
What was sent is read whether it is valid or not, and whatever has become of its rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core import signing
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import QueryDict

from .merging import Row, Snapshot, Value

LOCK = "opened"
"""The hidden input that holds what the form was drawn from."""

_SALT = "modifiers.admin.opened"
_ROW_LIMIT = 2000
_NUMBER = 12
_ASIDE = frozenset({LOCK, "position", DELETION_FIELD_NAME})


class NoBaseError(ValueError):
    """A form does not say what it was drawn from, or says it of another subject."""


def sign(subject: Any, base: Snapshot) -> str:
    """The value of the hidden input: subject, version and base; compressed, and signed so that it is ours."""
    about = {"of": [subject.kind, subject.pk], "version": subject.lock_version, **base.as_data()}
    return signing.dumps(about, salt=_SALT, compress=True)


def unsign(text: str, subject: Any) -> tuple[int, Snapshot]:
    """The version and the base that a form was drawn from.

    Raises:
        NoBaseError: if the text is missing, was changed by somebody, or belongs to another subject.
    """
    try:
        about = signing.loads(text, salt=_SALT)
        if about["of"] != [subject.kind, subject.pk]:
            raise NoBaseError
        return int(about["version"]), Snapshot.from_data(about)
    except (signing.BadSignature, KeyError, TypeError, ValueError) as error:
        raise NoBaseError from error


def drawn(form: Any, formsets: Iterable[Any]) -> Snapshot:
    """What unbound forms show."""
    lists = {}
    for formset in formsets:
        lists[formset.prefix] = tuple(
            Row(str(one.instance.pk), _shown(one, formset), place=one.prefix) for one in formset.initial_forms
        )
    return Snapshot({name: shown(form[name]) for name in form.fields if name not in _ASIDE}, lists)


def typed(form: Any, formsets: Iterable[Any], data: QueryDict) -> Snapshot:
    """What was sent for the fields and lists of these forms, rows in the order of their numbers."""
    fields = {name: sent(field, data, name) for name, field in form.fields.items() if name not in _ASIDE}
    return Snapshot(fields, {formset.prefix: tuple(_rows_sent(formset, data)) for formset in formsets})


def places(prefix: str, data: QueryDict) -> list[int]:
    """The numbers of the rows that were sent for a list, whatever its management form says."""
    shape = re.compile(rf"{re.escape(prefix)}-(\d{{1,5}})-")
    found = {int(match.group(1)) for name in data if (match := shape.match(name))}
    return sorted(found)[:_ROW_LIMIT]


def shown(bound: forms.BoundField) -> Value:
    """What the input of an unbound form holds."""
    value = bound.value()
    if isinstance(bound.field, forms.ModelMultipleChoiceField):
        return tuple(sorted(str(getattr(one, "pk", one)) for one in value or ()))
    if isinstance(bound.field, forms.BooleanField):
        return "on" if value else ""
    if isinstance(bound.field, forms.ChoiceField):
        return "" if value is None else str(value)
    return _text(bound.field.widget.format_value(value))


def sent(field: forms.Field, data: QueryDict, name: str) -> Value:
    """What was sent for one input."""
    value = field.widget.value_from_datadict(data, {}, name)  # type: ignore[arg-type]
    if isinstance(field, forms.ModelMultipleChoiceField):
        return tuple(sorted(set(map(str, value or ()))))
    if isinstance(field, forms.BooleanField):
        return "on" if value else ""
    return _text(value)


def inputs(formset: Any) -> Iterator[str]:
    """The inputs of a row that say something."""
    for name in formset.empty_form.fields:
        if name not in _ASIDE and name not in (formset.pk_name, formset.fk.name):
            yield name


def _text(value: Any) -> str:
    return "" if value is None else str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def _shown(form: Any, formset: Any) -> dict[str, Value]:
    return {name: shown(form[name]) for name in form.fields if _says(name, formset)}


def _says(name: str, formset: Any) -> bool:
    return name not in _ASIDE and name not in (formset.pk_name, formset.fk.name)


def _rows_sent(formset: Any, data: QueryDict) -> list[Row]:
    blank = formset.empty_form
    untouched = _shown(blank, formset)
    rows: list[tuple[tuple[float, int], Row]] = []
    for number in places(formset.prefix, data):
        place = f"{formset.prefix}-{number}"
        values = {name: sent(blank.fields[name], data, f"{place}-{name}") for name in untouched}
        pk = str(data.get(f"{place}-{formset.pk_name}") or "").strip()[:_NUMBER]
        if not pk and values == untouched:
            continue
        is_deleted = bool(data.get(f"{place}-{DELETION_FIELD_NAME}"))
        row = Row(pk, values, is_deleted, place)
        rows.append((where(str(data.get(f"{place}-position", "")), number + 1 if pk else None), row))
    rows.sort(key=lambda one: one[0])
    return [row for _, row in rows]


def where(number: str, stood: int | None) -> tuple[float, int]:
    """Where a row wants to stand: the number typed, and which side of a row that did not move.

    Args:
        number: as typed; one that cannot be read sends the row to the end.
        stood: the number with which it was drawn; None for a new row.
    """
    if not (number.strip().isascii() and number.strip().isdigit()):
        return (float("inf"), 0)
    wanted = int(number.strip()[:_NUMBER])
    if stood is None:
        return (wanted, -1)
    return (wanted, (wanted > stood) - (wanted < stood))
