"""What is proposed about a draft: how heavy it is, what readers are told, when it goes live, who looks at it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from modifiers import publishing
from modifiers.models import Review

from .widgets import DayInput, MomentInput

LOOKED_AT = (
    ("sources", "I have opened the sources of what changed, and they say it"),
    ("dates", "The dates are right: of the rules, of the sources, of the checks"),
    ("examples", "The examples and claim lines are right"),
)


class PublishForm(forms.Form):
    """How an edition goes out."""

    weight = forms.ChoiceField(
        label="Weight",
        choices=(
            ("major", "Major: readers are told what changed"),
            ("minor", "Minor: spelling, layout; readers are not told"),
        ),
        initial="major",
        widget=forms.RadioSelect,
    )
    change_note = forms.CharField(
        label="Change note for readers",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One or two sentences on what is different now. Required for a major edition.",
    )
    is_correction = forms.BooleanField(label="This corrects something that we had wrong", required=False)
    when = forms.ChoiceField(
        label="Goes live",
        choices=(("now", "As soon as it is published"), ("later", "At the time below")),
        initial="now",
        widget=forms.RadioSelect,
    )
    live_from = forms.DateTimeField(
        label="Time",
        required=False,
        widget=MomentInput(),
        help_text="Eastern time (New York). Only for “At the time below”.",
    )
    supersede_scheduled = forms.BooleanField(label="Replace the edition that is scheduled already", required=False)

    def __init__(self, *args: Any, scheduled: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        if not scheduled:
            del self.fields["supersede_scheduled"]

    def clean(self) -> dict[str, Any]:
        """A major edition has a note; a later one has a time that is still to come."""
        values = super().clean() or self.cleaned_data
        if values.get("weight") == "major" and not values.get("change_note", "").strip():
            self.add_error("change_note", "Tell readers what changed, or choose “Minor”.")
        if values.get("when") == "later" and "live_from" not in self.errors:
            if not values.get("live_from"):
                self.add_error("live_from", "Say when it goes live.")
            elif values["live_from"] <= timezone.now():
                self.add_error("live_from", "This time has passed. Choose a later one, or “As soon as …”.")
        return values

    def edition_fields(self) -> list[forms.BoundField]:
        """The fields on the edition itself, for the page that draws the others where they belong."""
        return [self[name] for name in PublishForm.base_fields if name in self.fields]

    def proposal(self) -> dict[str, Any]:
        """What both :func:`.workflow.submit` and :func:`.publish.publish` are told."""
        values = self.cleaned_data
        return {
            "is_major": values["weight"] == "major",
            "change_note": values["change_note"].strip(),
            "is_correction": values["is_correction"],
            "live_from": values["live_from"] if values["when"] == "later" else None,
        }

    def arguments(self) -> dict[str, Any]:
        """What :func:`modifiers.publishing.publish` is told."""
        return {**self.proposal(), "supersede_scheduled": self.cleaned_data.get("supersede_scheduled", False)}


class ProposalForm(PublishForm):
    """The form of the page of review and publication. Each act reads what it needs."""

    reviewer: Any = forms.ModelChoiceField(
        label="Reviewer",
        queryset=None,
        required=False,
        empty_label="Anybody who may review it",
        help_text="Whoever made the last edit cannot review it.",
    )
    checked = forms.MultipleChoiceField(
        label="Looked at", choices=LOOKED_AT, required=False, widget=forms.CheckboxSelectMultiple
    )
    review_due_on = forms.DateField(
        label="I have gone over the whole page; it is due again on",
        required=False,
        widget=DayInput(),
        help_text="Leave empty if you looked at the changes alone. The page then bears your name and today’s date.",
    )
    emergency_reason = forms.CharField(
        label="Why it cannot wait for a second person",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    note = forms.CharField(
        label="What has to change", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, subject: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].queryset = publishing.reviewers(subject)  # type: ignore[attr-defined]

    def row_notes(self) -> dict[str, str]:
        """Notes on rows: field of the document → text. They come as ``note:checklist.separate-site``."""
        sent = self.data.items() if self.is_bound else ()
        return {name[5:]: str(text) for name, text in sent if name.startswith("note:") and str(text).strip()}


def proposed(review: Review | None) -> dict[str, Any]:
    """What the form shows at first: what the writer proposed."""
    if review is None:
        return {}
    is_later = review.live_from is not None and review.live_from > timezone.now()
    return {
        "weight": "major" if review.is_major else "minor",
        "change_note": review.change_note,
        "is_correction": review.is_correction,
        "when": "later" if is_later else "now",
        "live_from": timezone.localtime(review.live_from) if is_later and review.live_from else None,
        "reviewer": review.reviewer_id,
    }
