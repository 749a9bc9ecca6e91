"""What the admin of every publishable subject shares: its list, its change form, its buttons."""

from __future__ import annotations

from functools import wraps
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html

from modifiers import publishing
from modifiers.models import Edition

from . import (
    batch,
    checking,
    differences,
    drawing,
    held,
    history,
    kept,
    other_acts,
    presence,
    preview,
    publish,
    sharing,
    uses,
)
from .bulk_tools import Downloads
from .events import note_deletion, note_edit
from .hints import help_for
from .locking import SubjectForm
from .states import ReviewFilter, SourceFilter, StageFilter, StateFilter, StateList, day, stage_words, words
from .widgets import DayInput, counted, quiet, shared

REVIEW: Any = ("Review", {"fields": (("reviewed_on", "reviewed_by", "review_due_on"),)})


class SubjectAdmin(Downloads):
    """A subject: edited here, seen in the preview, read only once it is published."""

    form = SubjectForm
    list_display: Any = ("name", "state_in_words", "review_in_words", "changed_at")
    list_filter: ClassVar[Any] = (StateFilter, StageFilter, ReviewFilter, SourceFilter)
    search_fields: ClassVar[Any] = ("slug", "name", "summary")
    autocomplete_fields: ClassVar[Any] = ("identity_sources",)
    fieldsets: ClassVar[Any] = None
    inlines: ClassVar[Any] = ()
    list_per_page = 200
    show_facets = admin.ShowFacets.NEVER  # counting states for each filter would read them again and again
    save_on_top = False
    actions = ("publish_selected", "download_drafts", "download_live")
    change_form_template = "admin/modifiers/subject_form.html"
    delete_confirmation_template = "admin/modifiers/delete.html"
    delete_selected_confirmation_template = "admin/modifiers/delete_selected.html"
    view_on_site = False

    class Media:
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("admin-d3/rows.css", "admin-d3/form.css")}
        js = ("admin-d3/rows.js", "admin-d3/form.js", "admin-d3/keep.js")

    # -- the list

    @admin.display(description="code", ordering="code")
    def badge(self, subject: Any) -> str:
        """The code as the site shows it."""
        return format_html('<span class="badge">{}</span>', self.badge_text(subject))

    def badge_text(self, subject: Any) -> str:
        """What stands in the badge; empty for subjects that have none."""
        return ""

    @admin.display(description="state")
    def state_in_words(self, subject: Any) -> str:
        """“Live, edition 3”."""
        return " · ".join(filter(None, (words(subject.state), stage_words(subject.standing))))

    @admin.display(description="review", ordering="review_due_on")
    def review_in_words(self, subject: Any) -> str:
        """“Review overdue since 4 Oct 2026”."""
        if subject.state.review_overdue:
            return f"Review overdue since {day(subject.review_due_on)}"
        return f"Due {day(subject.review_due_on)}" if subject.review_due_on else "No date set"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[StateList]:
        """A list that reads all states at once."""
        return StateList

    # -- the form

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A published subject keeps its key: editions and addresses know it by that."""
        # The review data move with a name by review alone: “Reviewed, still right”, or a review of the whole page.
        fixed = (*super().get_readonly_fields(request, obj), "reviewed_on", "reviewed_by", "review_due_on")
        if obj is not None and Edition.objects.filter(kind=obj.kind, key=obj.key).exists():
            return (*fixed, self.model.key_field)
        return fixed

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Native date fields and autocompletes with shared labels."""
        if isinstance(db_field, models.DateField) and not isinstance(db_field, models.DateTimeField):
            kwargs["widget"] = DayInput()
        elif isinstance(db_field, models.TextField):
            kwargs["widget"] = forms.Textarea(attrs={"rows": 4})
        elif db_field.name in self.autocomplete_fields:
            kwargs["widget"] = shared(request, db_field, self.admin_site)
        elif db_field.name == "summary":
            kwargs["widget"] = forms.Textarea(attrs={"rows": 2})
        if text := help_for(db_field):
            kwargs["help_text"] = text
        return quiet(counted(super().formfield_for_dbfield(db_field, request, **kwargs), db_field))

    def _changeform_view(self, request: HttpRequest, object_id: Any, form_url: str, extra_context: Any) -> Any:
        """Find out first whether what was sent may be saved. Runs in the transaction that saves."""
        if request.method == "POST" and object_id is None:
            request.held = held.settle_new(request)  # type: ignore[attr-defined]
        elif request.method == "POST" and self.has_change_permission(request):
            subject = self.get_object(request, unquote(object_id))
            if subject is not None:
                request.held = held.settle(self, request, subject)  # type: ignore[attr-defined]
            elif self.has_add_permission(request):
                request.held = held.gone(self, request)  # type: ignore[attr-defined]
                object_id, form_url = None, reverse(self.url_name("add"))
            else:
                return held.farewell(self, request)
        return super()._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[misc]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form class, told why it is held back if it is."""
        made = super().get_form(request, obj, change=change, **kwargs)
        made.held = getattr(request, "held", None)  # type: ignore[attr-defined]
        return made

    def get_inline_formsets(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The lists, their rows in order whatever was sent."""
        stock = super().get_inline_formsets(request, *args, **kwargs)  # type: ignore[misc]
        return [drawing.RowsDrawn.of(one, self) for one in stock]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, with the subject's state above it."""
        subject = kwargs.get("obj")
        context = {**context, **drawing.beside(self, request, context, subject)}
        if context["held"] is not None:
            context["errors"] = ()  # the reason stands above the form; mistakes are told when it is to be saved
        if subject is not None:
            state, now = publishing.state(subject), publishing.standing(subject)
            context = {
                **context,
                "badge": self.badge_text(subject),
                "state_in_words": words(state),
                "review_overdue": f"Review overdue since {day(subject.review_due_on)}" if state.review_overdue else "",
                "live_url": publish.live_url(subject) if state.live else "",
                "may_publish": self.has_publish_permission(request),
                "standing": now,
                "stage_in_words": stage_words(now),
                "row_notes": publish.row_notes(self, subject, now),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    # -- saving

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Note who saved, and move the lock on."""
        obj.changed_by = request.user
        obj.lock_version += 1
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the lists, note who edited what, then compose the whole and keep its hash."""
        super().save_related(request, form, formsets, change)
        note_edit(request, form, formsets, change=change)
        if change and self.model.key_field in form.changed_data:
            publishing.refresh_all()  # others name the subject by its key
        try:
            publishing.refresh_hash(form.instance)
        except publishing.ComposeError as error:
            for problem in error.problems:
                self.message_user(
                    request, f"Saved, but it cannot be published yet: {problem.message}", messages.WARNING
                )

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Where the button leads that was pressed."""
        return kept.saved(request, self._onward(request, obj) or super().response_change(request, obj))

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Where the button leads that was pressed."""
        return kept.saved(request, self._onward(request, obj) or super().response_add(request, obj, post_url_continue))

    def _onward(self, request: HttpRequest, subject: Any) -> HttpResponse | None:
        for name in ("preview", "publish"):
            if f"_{name}" in request.POST:
                self.message_user(request, f"Saved {subject}.", messages.SUCCESS)
                return HttpResponseRedirect(reverse(self.url_name(name), args=[subject.pk]))
        return None

    # -- deleting

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may, but not what was ever published: a live page without a form could not be mended."""
        if not super().has_delete_permission(request, obj):
            return False
        return obj is None or not Edition.objects.filter(kind=obj.kind, key=obj.key).exists()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete a working copy. Its editions stay."""
        note_deletion(request, [obj])
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete working copies. Their editions stay."""
        note_deletion(request, queryset)
        super().delete_queryset(request, queryset)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What would go, and who still uses it: many-to-many references protect as foreign keys do."""
        to_delete, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return to_delete, counts, lacking, uses.protected(objs, protected)

    # -- the pages beside the form

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether the user may publish subjects of this kind."""
        return request.user.has_perm(f"modifiers.publish_{self.opts.model_name}")

    def url_name(self, page: str) -> str:
        """The URL name of one of the subject's pages: ``admin:modifiers_payer_publish``."""
        return f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{page}"

    def missing(self, request: HttpRequest, pk: str) -> HttpResponse:
        """Where somebody is led who asks for a subject that does not exist."""
        return self._get_obj_does_not_exist_redirect(request, self.opts, pk)  # type: ignore[attr-defined,no-any-return]

    def get_urls(self) -> list[Any]:
        """The stock addresses, and those of publishing, preview and restoring."""

        def page(route: str, view: Any, name: str, *, is_guarded: bool = True) -> Any:
            @wraps(view)
            def answer(request: HttpRequest, **arguments: Any) -> HttpResponse:
                return view(self, request, **arguments)

            full = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
            return path(route, self.admin_site.admin_view(answer) if is_guarded else answer, name=full)

        return [
            page("publish/", batch.publish_many, "publish_many"),
            page("<int:pk>/publish/", publish.publish, "publish"),
            page("<int:pk>/still-right/", other_acts.still_right, "still_right"),
            page("<int:pk>/withdraw/", other_acts.withdraw, "withdraw"),
            page("<int:pk>/confirm/<int:number>/", other_acts.confirm, "confirm"),
            page("<int:pk>/preview/", preview.preview, "preview"),
            page("<int:pk>/check/", checking.check, "check"),
            # Answers whoever has been signed out that this is so, where every other page leads to the sign-in.
            page("<int:pk>/presence/", presence.presence, "presence", is_guarded=False),
            page("<int:pk>/look/", preview.look, "look"),
            page("<int:pk>/share/", sharing.share, "share"),
            page("<int:pk>/share/<int:link>/end/", sharing.unshare, "unshare"),
            page("<int:pk>/differences/", differences.differences, "differences"),
            page("<int:pk>/restore/<int:number>/", history.restore, "restore"),
            *super().get_urls(),
        ]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Editions and events in place of Django's own log."""
        return history.history(self, request, object_id)

    @admin.action(description="Review and publish selected", permissions=["change", "publish"])
    def publish_selected(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        """Lead to the page on which all selected subjects are sent for review or published with one note."""
        chosen = "&".join(f"pk={pk}" for pk in queryset.values_list("pk", flat=True))
        return HttpResponseRedirect(f"{reverse(self.url_name('publish_many'))}?{chosen}")
