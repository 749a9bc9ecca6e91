"""The optimistic lock: a form remembers which state it was made from, and a stale one is refused."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from .plain import PlainConstraints, clean_slug


class SubjectForm(PlainConstraints):
    """The change form of a subject."""

    opened_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["opened_version"] = self.instance.lock_version

    def clean_slug(self) -> str:
        """The slug in its one spelling."""
        return clean_slug(self.cleaned_data["slug"])

    def clean(self) -> dict[str, Any] | None:
        """Refuse to overwrite what somebody else has saved since the form was opened."""
        values = super().clean()
        if not self.instance._state.adding:
            stored = (
                type(self.instance)._default_manager.select_for_update().select_related(None).get(pk=self.instance.pk)
            )
            if stored.lock_version != self.cleaned_data.get("opened_version"):
                raise forms.ValidationError(_stale(stored), code="stale")
        return values


def _stale(stored: Any) -> str:
    who = stored.changed_by.get_username() if stored.changed_by else "Somebody else"
    when = date_format(timezone.localtime(stored.changed_at), "j M Y, H:i")
    return (
        f"{who} saved this on {when}, after you had opened it. Nothing was overwritten; what you typed is still below. "
        "Open the form in a second window, bring your changes into it, and save there."
    )
