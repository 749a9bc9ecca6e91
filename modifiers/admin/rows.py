"""The ordered lists of a change form: one inline per list of the page, in the order of the page.

A row has a number. Rows are put in the order of their numbers when the form is saved and then
numbered 1 to n; a row without a number goes last. Two rows with the same number are told apart by
which of them was moved, so that typing a number does what it says without any script.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.text import capfirst, slugify

from modifiers.documents import PAIR_KINDS

from .hints import help_for
from .plain import PlainConstraints, clean_slug
from .reading import where
from .widgets import DayInput, counted, quiet, shared

_KEY_WORDS = 6


class RowForm(PlainConstraints):
    """One row. The key may be left empty: it is then made from the row's first words."""

    position = forms.IntegerField(
        label="Number",
        required=False,
        min_value=0,
        max_value=999,
        widget=forms.NumberInput(attrs={"class": "row-number"}),
    )
    key = forms.CharField(
        required=False,
        max_length=64,
        help_text="The anchor: short, lasting, never reused. Empty: made from the first words.",
    )
    part: str | None = None
    taken: set[str] = set()

    def has_changed(self) -> bool:
        """A new row that has nothing but a number is no row."""
        changed = set(self.changed_data)
        return bool(changed - {"position"} if self.instance._state.adding else changed)

    def clean_key(self) -> str:
        """The key in its one spelling."""
        return clean_slug(self.cleaned_data["key"])

    def clean(self) -> dict[str, Any] | None:
        """Fill in an empty key; leave the number to the list."""
        values = super().clean() or self.cleaned_data
        if "key" in values and not values["key"]:
            values["key"] = self._made_key()
            self.taken.add(values["key"])
        return values

    def _made_key(self) -> str:
        words = next(
            (
                self.cleaned_data.get(name)
                for name in ("title", "says", "heading", "name", "text")
                if self.cleaned_data.get(name)
            ),
            "",
        )
        made = (
            "-".join(slugify(str(words).replace("[[", "").replace("]]", "")).split("-")[:_KEY_WORDS])[:56].strip("-")
            or "row"
        )
        found, number = made, 2
        while found in self.taken:
            found, number = f"{made}-{number}", number + 1
        return found

    def _get_validation_exclusions(self) -> set[str]:
        """Numbers are settled when the list is saved; ``part`` belongs to the list and not to the form."""
        return (super()._get_validation_exclusions() | {"position"}) - {"part"}  # type: ignore[misc,no-any-return]

    def where(self) -> tuple[float, int]:
        """Where the row wants to stand: its number, and which side of a row that did not move."""
        return where(self._number(self.cleaned_data.get("position")), self._stood())

    def where_drawn(self) -> tuple[float, int]:
        """The same, also for what was sent and is not valid."""
        return where(self._number(self["position"].value()), self._stood())

    @property
    def is_blank(self) -> bool:
        """A row that was never saved and holds nothing yet."""
        if not self.is_bound or not self.instance._state.adding:
            return self.instance._state.adding
        return not (self.data.get(self.add_prefix("id")) or self.has_changed())

    @staticmethod
    def _number(value: Any) -> str:
        return "" if value is None else str(value)

    def _stood(self) -> int | None:
        return None if self.instance._state.adding else self.initial.get("position")


class EditTestForm(RowForm):
    """A test under which a modifier opens an edit. Its key is the kind of code pair, so it is chosen, not written."""

    key = forms.ChoiceField(  # type: ignore[assignment]
        label="Kind of code pair", choices=list(PAIR_KINDS.items()), initial=next(iter(PAIR_KINDS))
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Keep a key of another kind, which the checks refuse, until the editor chooses."""
        super().__init__(*args, **kwargs)
        if (stored := self.instance.key) and stored not in PAIR_KINDS:
            self.fields["key"].choices = [(stored, stored), *PAIR_KINDS.items()]  # type: ignore[attr-defined]


class RowFormSet(forms.BaseInlineFormSet[Any, Any, Any]):
    """The rows of one list. Saving numbers them 1 to n without ever tripping the unique constraint."""

    part: ClassVar[str | None] = None
    list_name: ClassVar[str] = ""
    heading: ClassVar[str] = ""

    @classmethod
    def get_default_prefix(cls) -> str:
        """The document's field, so that a problem found in a document can link to the input."""
        return cls.list_name

    @property
    def pk_name(self) -> str:
        """The input that holds a row's primary key."""
        assert self.model is not None
        return str(self.model._meta.pk.name)

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = self._prepared(super()._construct_form(i, **kwargs))  # type: ignore[misc]
        if i < self.initial_form_count():
            form.initial["position"] = i + 1  # whatever number is stored, the first row is number 1
        return form

    @property
    def empty_form(self) -> Any:
        """The template of a new row."""
        return self._prepared(super().empty_form)

    def _prepared(self, form: RowForm) -> RowForm:
        if not hasattr(self, "_taken"):
            self._taken = {row.key for row in self.get_queryset()}
        form.taken = self._taken
        if self.part:
            form.instance.part = self.part
        return form

    def get_unique_error_message(self, unique_check: Any) -> str:
        """What to say when two rows of the form have the same key."""
        if "key" in unique_check:
            return "Two rows of this list have the same key. Give one of them another."
        return super().get_unique_error_message(unique_check)

    def save(self, commit: bool = True) -> Any:
        """Save the rows in the order of their numbers, in one transaction."""
        kept = [form for form in self.forms if form not in self.deleted_forms and self._is_row(form)]
        kept.sort(key=lambda form: form.where())
        with transaction.atomic():
            self._rows().make_room()
            for number, form in enumerate(kept, start=1):
                form.instance.position = number
            saved = super().save(commit=commit)
            for number, form in enumerate(kept, start=1):
                self._rows().filter(pk=form.instance.pk).exclude(position=number).update(position=number)
        return saved

    @staticmethod
    def _is_row(form: Any) -> bool:
        return not form.instance._state.adding or form.has_changed()

    def _rows(self) -> Any:
        assert self.model is not None
        rows = self.model._default_manager.filter(**{self.fk.name: self.instance})
        return rows.filter(part=self.part) if self.part else rows


class RowInline(admin.StackedInline[Any, Any]):
    """One list of a subject's page.

    Subclasses set ``model`` and ``fields``, and ``part`` where a model holds several lists.
    Whoever may change the subject may change its rows: rows have no permissions of their own.
    """

    template = "admin/modifiers/rows.html"
    form = RowForm
    formset = RowFormSet
    extra = 1
    part: ClassVar[str | None] = None
    hint: ClassVar[str] = ""

    @property
    def list_name(self) -> str:
        """The document's field that the list fills."""
        return str(self.part or self.model.fills)

    def get_queryset(self, request: HttpRequest) -> Any:
        """The rows of this list with all that is drawn."""
        rows = super().get_queryset(request).prefetch_related(*self.model.prefetches())
        return rows.filter(part=self.part) if self.part else rows

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The formset class, told which list it is."""
        made = super().get_formset(request, obj, **kwargs)
        heading = capfirst(str(self.verbose_name_plural))
        return type(made.__name__, (made,), {"part": self.part, "list_name": self.list_name, "heading": heading})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The number in the row's head, the rest below."""
        rest = [field for field in self.get_fields(request, obj) if field != "position"]
        return [
            (None, {"fields": ["position"], "classes": ["row-place"]}),
            (None, {"fields": rest, "classes": ["row-words"]}),
        ]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Native date fields, short text areas, and no buttons beside relations except “add a source”."""
        if isinstance(db_field, models.DateField):
            kwargs["widget"] = DayInput()
        elif isinstance(db_field, models.TextField):
            kwargs["widget"] = forms.Textarea(attrs={"rows": 3})
        if text := help_for(db_field):
            kwargs["help_text"] = text
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        return quiet(counted(field, db_field), may_add=db_field.name == "sources")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """An autocomplete."""
        return super().formfield_for_foreignkey(
            db_field, request, widget=shared(request, db_field, self.admin_site), **kwargs
        )

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """An autocomplete."""
        return super().formfield_for_manytomany(
            db_field, request, widget=shared(request, db_field, self.admin_site), **kwargs
        )

    def _may(self, request: HttpRequest, *actions: str) -> bool:
        opts = self.parent_model._meta
        return any(request.user.has_perm(f"{opts.app_label}.{action}_{opts.model_name}") for action in actions)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the subject may be seen."""
        return self._may(request, "view", "change", "add")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the subject may be written."""
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the subject may be written."""
        return self._may(request, "change") or (obj is None and self._may(request, "add"))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the subject may be written."""
        return self.has_change_permission(request, obj)


def parts(base: type[RowInline], *lists: tuple[str, str, str]) -> Iterable[type[RowInline]]:
    """One inline per part of a model that holds several lists: (part, heading, hint)."""
    for part, heading, hint in lists:
        form = EditTestForm if part == "opens_edit" else base.form
        yield type(
            f"{part.title().replace('_', '')}Rows",
            (base,),
            {"part": part, "verbose_name_plural": heading, "hint": hint, "form": form},
        )
