"""What an input holds, in words: labels in place of keys."""

from __future__ import annotations

from django import forms

from .merging import Value
from .widgets import SharedLabels


def in_words(value: Value, field: forms.Field) -> str:
    """What an input holds, as a person reads it."""
    if isinstance(field, forms.BooleanField):
        return "yes" if value else "no"
    widget = getattr(field.widget, "widget", field.widget)  # the admin wraps the widgets of relations
    keys = (value,) if isinstance(value, str) else value
    if isinstance(widget, SharedLabels):
        labels = widget.labels()
        return ", ".join(sorted(labels.get(key, "no longer there") for key in keys if key))
    if isinstance(field, forms.ChoiceField):
        labels = {str(key): str(label) for key, label in getattr(field, "choices", ())}
        return ", ".join(labels.get(key, key) for key in keys if key)
    return ", ".join(keys)
