"""Widgets of the change forms: native dates, and autocompletes that a hundred rows share one query for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.admin.widgets import (
    AutocompleteMixin,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.db import models
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from modifiers.publishing.checks import SUMMARY_LIMIT, TEXT_LIMIT


class DayInput(forms.DateInput):
    """The browser's own date field: works by keyboard and without JavaScript."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """The browser's own field for a day and a time."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class Labels:
    """The labels of all objects of a model by primary key, read once when the first is asked for."""

    def __init__(self, model: type[models.Model]) -> None:
        self._model = model
        self._found: dict[str, str] | None = None

    def __call__(self) -> dict[str, str]:
        """Primary key → label."""
        if self._found is None:
            self._found = {str(found.pk): str(found) for found in self._model._default_manager.all()}
        return self._found

    def __deepcopy__(self, memo: dict[int, Any]) -> Labels:
        return self  # form fields are copied for every row; the labels are not


class SharedLabels(AutocompleteMixin):
    """An autocomplete that takes the labels of what is chosen from :class:`Labels`."""

    labels: Callable[[], dict[str, str]]
    is_required: bool
    allow_multiple_selected: bool
    create_option: Callable[..., dict[str, Any]]

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> list[Any]:
        """The options that are chosen, in the one group that the base class answers with."""
        options: list[Any] = []
        if not self.is_required and not self.allow_multiple_selected:
            options.append(self.create_option(name, "", "", False, 0))
        labels = self.labels()
        chosen = {str(one) for one in value if str(one) in labels}
        for pk in sorted(chosen, key=lambda one: labels[one]):
            options.append(self.create_option(name, pk, labels[pk], True, len(options)))
        return [(None, options, 0)]


class SharedSelect(SharedLabels, AutocompleteSelect):
    """One of many."""


class SharedSelectMultiple(SharedLabels, AutocompleteSelectMultiple):
    """Several of many. Each has a button of its own to remove it, so there is none to remove all.

    ``add_url`` leads to the form of a new one, in a window of its own; empty where there is none.
    """

    add_url = ""
    add_title = ""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The select, and the button “add another” as Django's script knows it."""
        select = super().render(name, value, attrs, renderer)
        if not self.add_url:
            return select
        return format_html(
            '<div class="related-widget-wrapper" data-model-ref="{}">{}'
            '<a class="related-widget-wrapper-link add-related" id="add_id_{}" data-popup="yes" href="{}" title="{}">'
            '<img src="{}" alt="" width="24" height="24"></a></div>',
            self.field.remote_field.model._meta.model_name,
            select,
            name,
            self.add_url,
            self.add_title,
            static("admin/img/icon-addlink.svg"),
        )

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        """The attributes that the autocomplete's script reads."""
        return {**super().build_attrs(base_attrs, extra_attrs), "data-allow-clear": "false"}


def shared(request: HttpRequest, field: Any, admin_site: Any) -> SharedLabels:
    """The autocomplete for a relation, with labels shared by everything that this request draws."""
    known = request.__dict__.setdefault("_labels", {})
    model = field.remote_field.model
    labels = known.setdefault(model, Labels(model))
    widget = (SharedSelectMultiple if field.many_to_many else SharedSelect)(field, admin_site)
    widget.labels = labels
    return widget


def counted(field: Any, db_field: Any) -> Any:
    """Count the characters of a text against what the checks allow, and let the browser cut nothing off.

    With ``maxlength`` a browser drops the end of a pasted text without a word.
    """
    if field is None or not isinstance(field.widget, forms.Textarea):
        return field
    field.widget.attrs.pop("maxlength", None)
    if db_field.name == "summary":
        field.widget.attrs["data-limit"] = str(SUMMARY_LIMIT)
    elif db_field.max_length:
        field.widget.attrs["data-limit"] = str(TEXT_LIMIT)
    return field


def quiet(field: Any, *, may_add: bool = True) -> Any:
    """Take the buttons beside a relation away, all but “add another” if that may stay.

    The wrapper that Django puts around a relation is taken off where it has no button left, and where the widget draws
    that one button itself: drawing the wrapper for each of a hundred rows takes longer than all that it holds.
    """
    if not isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
        return field
    wrapper = field.widget
    for button in ("can_change_related", "can_delete_related", "can_view_related"):
        setattr(wrapper, button, False)
    if isinstance(wrapper.widget, SharedSelectMultiple) or not may_add or not wrapper.can_add_related:
        field.widget = wrapper.widget
        if may_add and wrapper.can_add_related:
            about = wrapper.rel.model._meta
            address = reverse(f"{wrapper.admin_site.name}:{about.app_label}_{about.model_name}_add")
            field.widget.add_url = f"{address}?{TO_FIELD_VAR}={about.pk.name}&{IS_POPUP_VAR}=1"
            field.widget.add_title = f"Add another {about.verbose_name}"
    return field
