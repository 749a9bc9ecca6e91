"""Comparisons and their decision guides."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from modifiers.codes import CodeError, ModifierSet
from modifiers.models import Comparison, ComparisonQuestion, ComparisonStatement

from .locking import SubjectForm
from .rows import RowInline, parts
from .subjects import REVIEW, SubjectAdmin

_FOOT = ("sources", ("key", "checked_on"))


class Statements(RowInline):
    model = ComparisonStatement
    fields = ("position", "text", *_FOOT)


class Questions(RowInline):
    model = ComparisonQuestion
    fields = ("position", "text", "answers", *_FOOT)
    verbose_name_plural = "which one?"
    hint = "Three or four questions; the first is the start. Each code is reached; one answer leads to none of these."


_INTRO, _COUNTER_EXAMPLES = parts(
    Statements,
    (ComparisonStatement.Part.INTRO.value, "introduction", "What these modifiers have in common, in one or two items."),
    (
        ComparisonStatement.Part.COUNTER_EXAMPLES.value,
        "looks like one, is another",
        "At least one invented case. Name both modifiers.",
    ),
)


class ComparisonForm(SubjectForm):
    """The change form: the slug is the address of the codes and may be left empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = "Empty: made from the codes."

    def clean(self) -> dict[str, Any] | None:
        """Fill in the slug; refuse one that is not the address of the codes."""
        values = super().clean() or self.cleaned_data
        if address := _address(values.get("codes", "")):
            if "slug" not in self.fields:
                if address != self.instance.slug:
                    self.add_error("codes", "A published set keeps its codes; only their order may change.")
            elif values.get("slug") in ("", None, address):
                values["slug"] = address
            else:
                self.add_error("slug", f"The address of these codes is {address}.")
        return values


def _address(typed: str) -> str:
    """The address of the codes; empty where they cannot be read, which their own field tells."""
    try:
        return ModifierSet.parse(typed).slug
    except CodeError:
        return ""


@admin.register(Comparison)
class ComparisonAdmin(SubjectAdmin):
    """Sets of modifiers with the questions that tell them apart."""

    form = ComparisonForm
    list_display = ("name", "codes", "state_in_words", "review_in_words", "changed_at")
    search_fields = ("slug", "codes", "name", "summary")
    fieldsets = ((None, {"fields": (("codes", "slug"), "name", "summary")}), REVIEW)
    inlines = (_INTRO, Questions, _COUNTER_EXAMPLES)
