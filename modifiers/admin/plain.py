"""Rules of the database in plain words, and the spelling of keys."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from .inputs import PlainInputs

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

_PLAIN = {
    "modifier_dates_in_order": ("ended_on", "The last date of service lies before the first."),
    "modifier_review_dates_in_order": ("review_due_on", "The next review is due before the last one took place."),
    "modifier_is_not_its_own_successor": ("successor", "A modifier cannot succeed itself."),
    "payer_note_dates_in_order": ("ended_on", "The last day lies before the first."),
    "related_modifier_is_another": ("other", "A modifier is not related to itself."),
    "related_pair_is_written_once": ("other", "This pair is written already, here or on the other modifier's form."),
}
"""Constraint of the database → the field to mark and what to say."""


class PlainConstraints(forms.ModelForm[Any]):
    """A form that says in plain words which rule of the database its values break."""

    default_renderer = PlainInputs()

    def _update_errors(self, errors: Any) -> None:
        for name, (field, sentence) in _PLAIN.items():
            if any(f"“{name}”" in message for message in getattr(errors, "messages", [])) and field in self.fields:
                self.add_error(field, sentence)
                return
        super()._update_errors(errors)  # type: ignore[misc]


def clean_slug(text: str) -> str:
    """A key as it is kept.

    Raises:
        ValidationError: saying how a key is written.
    """
    key = text.strip().lower()
    if key and not _SLUG.fullmatch(key):
        raise ValidationError("Write small letters, digits and single hyphens, such as separate-site.")
    return key
