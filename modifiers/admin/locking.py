"""The form of a subject under its optimistic lock: it carries what it was drawn from, and may be held back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from .plain import PlainConstraints, clean_slug

if TYPE_CHECKING:
    from .held import Held


class SubjectForm(PlainConstraints):
    """The change form of a subject.

    Whether it may be saved is found out before Django reads it (:mod:`.held`), because the answer needs
    its lists as well.
    """

    opened = forms.CharField(required=False, widget=forms.HiddenInput)
    held: ClassVar[Held | None] = None

    def clean_slug(self) -> str:
        """The slug in its one spelling."""
        return clean_slug(self.cleaned_data["slug"])

    def clean(self) -> dict[str, Any] | None:
        """Refuse a form that is only to be looked at again, for the reason that :mod:`.held` has found."""
        values = super().clean()
        if self.held is not None:
            raise forms.ValidationError(self.held.message, code="held")
        return values
