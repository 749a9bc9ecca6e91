"""What a browser would send back from a change form that was opened and not touched."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.forms import ModelMultipleChoiceField


def untouched(response: Any) -> dict[str, Any]:
    """Field name → value of every input of an admin change form."""
    data: dict[str, Any] = {}
    _take(data, response.context["adminform"].form)
    for inline in response.context["inline_admin_formsets"]:
        _take(data, inline.formset.management_form)
        for form in inline.formset.forms:
            _take(data, form)
    return data


def row_names(data: dict[str, Any], list_name: str) -> dict[str, str]:
    """Row key → prefix of its inputs: ``{"other-site": "when_to_use-0"}``."""
    return {
        value: name.removesuffix("-key")
        for name, value in data.items()
        if name.startswith(f"{list_name}-") and name.endswith("-key") and value
    }


def _take(data: dict[str, Any], form: Any) -> None:
    for bound in form:
        value = bound.value()
        if isinstance(bound.field, ModelMultipleChoiceField) and not value:
            continue
        if isinstance(value, bool):
            if value:
                data[bound.html_name] = "on"
        elif isinstance(value, date):
            data[bound.html_name] = value.isoformat()
        elif isinstance(value, list | tuple):
            data[bound.html_name] = [str(getattr(one, "pk", one)) for one in value]
        else:
            data[bound.html_name] = "" if value is None else str(value)
