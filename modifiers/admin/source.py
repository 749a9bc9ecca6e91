"""Sources. A change to one shows which pages now have something to publish."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from modifiers import publishing
from modifiers.bulk import batches, link_watch
from modifiers.bulk.plan import SOURCE
from modifiers.models import SUBJECTS, Event, Source

from . import uses
from .bulk_tools import TableTools
from .events import note_act
from .plain import clean_slug
from .widgets import DayInput


class SourceForm(forms.ModelForm[Source]):
    """The change form of a source."""

    def clean_key(self) -> str:
        """The key in its one spelling."""
        return clean_slug(self.cleaned_data["key"])


class CheckedFilter(admin.SimpleListFilter):
    """Narrows the list to sources that nobody has opened for long."""

    title = "last opened"
    parameter_name = "checked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> tuple[tuple[str, str], ...]:
        """The one choice."""
        return (("old", "More than a year ago"),)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Old ones, as the link watch counts them."""
        last = timezone.localdate() - timedelta(days=link_watch.OLD_AFTER)
        return queryset.filter(checked_on__lt=last) if self.value() == "old" else queryset


@admin.register(Source)
class SourceAdmin(TableTools):
    """The documents that statements rest on."""

    form = SourceForm
    list_display = ("key", "title", "publisher", "kind", "document_date", "checked_on")
    list_filter = (CheckedFilter, "kind", "publisher")
    search_fields = ("key", "title", "publisher", "section", "url")
    date_hierarchy = "checked_on"
    list_per_page = 200
    change_form_template = "admin/bulk/source_form.html"
    delete_confirmation_template = "admin/modifiers/delete.html"
    delete_selected_confirmation_template = "admin/modifiers/delete_selected.html"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "key",
                    "title",
                    ("publisher", "kind"),
                    "url",
                    "section",
                    ("document_date", "checked_on"),
                    "note",
                )
            },
        ),
    )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Native date fields."""
        if isinstance(db_field, models.DateField):
            kwargs["widget"] = DayInput()
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        """Save, then compose every subject that cites the source and say which are now behind."""
        super().save_model(request, obj, form, change)
        if not change:
            note_act(request, Event.Action.EDIT, SOURCE, obj.key, "Created.")
        elif form.changed_data:
            self._tell(request, obj)

    def delete_model(self, request: HttpRequest, obj: Source) -> None:
        """Delete a source that nothing cites."""
        note_act(request, Event.Action.DELETE, SOURCE, obj.key, obj.title)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete sources that nothing cites."""
        for source in queryset:
            note_act(request, Event.Action.DELETE, SOURCE, source.key, source.title)
        super().delete_queryset(request, queryset)

    def _tell(self, request: HttpRequest, source: Source) -> None:
        batch = batches.new_name("source")
        batches.put_down_sources([source], batch=batch, actor=request.user, note="Edited.")
        batches.follow([source], batch=batch, actor=request.user)
        behind = []
        for model in SUBJECTS.values():
            states = publishing.states_of(model._default_manager.citing(source)).values()  # type: ignore[attr-defined]
            if count := sum(state.has_unpublished_changes for state in states):
                url = reverse(f"{self.admin_site.name}:modifiers_{model._meta.model_name}_changelist")
                name = model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural
                behind.append((f"{url}?state=unpublished_changes&cites={source.key}", f"{count} {name}"))
        if behind:
            links = format_html_join(", ", '<a href="{}">{}</a>', behind)
            self.message_user(
                request,
                format_html(
                    'Pages that cite it now have unpublished changes: {}. <a href="{}">All of them on one page.</a>',
                    links,
                    reverse("bulk_batch", args=[batch]),
                ),
                messages.WARNING,
            )

    def bulk_tools(self, request: HttpRequest) -> list[tuple[str, str]]:
        """As for every table, and the sources that may be one."""
        return [*super().bulk_tools(request), ("Duplicates", reverse("bulk_source_duplicates"))]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A source that is cited stays."""
        to_delete, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return to_delete, counts, lacking, uses.protected(objs, protected)
