"""Plain inputs drawn without the template engine.

A long modifier has over a thousand inputs, and a template for each takes half of the time of its form. The HTML is
that of Django's own templates (a test compares them); what is not listed here is drawn by these.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join


def _input(widget: dict[str, Any]) -> str:
    value = "" if widget["value"] is None else format_html(' value="{}"', widget["value"])
    return format_html(
        '<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, flatatt(widget["attrs"])
    )


def _textarea(widget: dict[str, Any]) -> str:
    # The line end is not part of the value: a browser drops the first one, and would drop one that was typed.
    return format_html(
        '<textarea name="{}"{}>\n{}</textarea>', widget["name"], flatatt(widget["attrs"]), widget["value"] or ""
    )


def _select(widget: dict[str, Any]) -> str:
    options = [option for _, group, _ in widget["optgroups"] for option in group]
    return format_html(
        '<select name="{}"{}>{}</select>',
        widget["name"],
        flatatt(widget["attrs"]),
        format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((option["value"], flatatt(option["attrs"]), option["label"]) for option in options),
        ),
    )


_WIDGETS = "django/forms/widgets"
_PLAIN: dict[str, Callable[[dict[str, Any]], str]] = {
    **dict.fromkeys((f"{_WIDGETS}/{name}.html" for name in ("text", "number", "hidden", "date", "checkbox")), _input),
    f"{_WIDGETS}/textarea.html": _textarea,
    f"{_WIDGETS}/select.html": _select,
}


class PlainInputs(DjangoTemplates):
    """Django's renderer of forms, with the plain inputs drawn here."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """The HTML of a widget, a label or a list of errors."""
        draw = _PLAIN.get(template_name)
        if draw is None or any(name for name, *_ in context["widget"].get("optgroups", ())):  # no headed groups here
            return super().render(template_name, context, request)
        return draw(context["widget"])
