"""What readers say of pages: how many called which edition right or wrong, and the reports that editors answer.

A report is new, then taken by somebody, then answered with what was done. Each step is an event of the page that it is
about. Readers get no answer, because nothing is known of them: what was wrong is told on the page of corrections.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, CharField, Count, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html

from modifiers.models import SUBJECTS, Event, FeedbackCount, FeedbackReport

from .edition import ReadOnly
from .states import moment

State = FeedbackReport.State
SITE = "site"
"""What an event is about where the report is about no page."""


class AnswerForm(forms.Form):
    """What was done about a report."""

    done = forms.CharField(
        label="What was done",
        max_length=400,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text="For the next editor: corrected in edition 4, not so and why, or nothing to be done.",
    )


class StateFilter(admin.SimpleListFilter):
    """Shows what waits unless something else is asked for."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """The states that are not the usual view."""
        return ((State.NEW, "New"), (State.TAKEN, "Taken"), (State.ANSWERED, "Answered"), ("all", "All"))

    def choices(self, changelist: Any) -> Any:
        """The choices; the first has a name of its own."""
        first, *others = super().choices(changelist)
        return ({**first, "display": "Waiting"}, *others)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Reports in the chosen state."""
        if self.value() == "all":
            return queryset
        return queryset.filter(state=self.value()) if self.value() else queryset.exclude(state=State.ANSWERED)


def page_of(row: Any) -> str:
    """The page that a count or a report is about, in words."""
    if not row.kind:
        return "the site"
    name = SUBJECTS[row.kind]._meta.verbose_name if row.kind in SUBJECTS else row.kind
    return f"{name} {row.key}, edition {row.edition}"


def public_url(row: Any) -> str:
    """Where readers see it, at the statement if one is named; empty where there is no such page."""
    try:
        url = reverse(row.kind, args=[row.key.lower()]) if row.kind else ""
    except NoReverseMatch:
        return ""
    return f"{url}#{row.statement}" if url and getattr(row, "statement", "") else url


@admin.register(FeedbackCount)
class FeedbackCountAdmin(ReadOnly):
    """Answers to “Was this right?” by page and edition, those most often called wrong first."""

    list_display = ("page", "right", "wrong", "reports")
    list_display_links = ("page",)
    list_filter = ("kind",)
    search_fields = ("key",)
    ordering = ("-wrong", "kind", "key", "-edition")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Counts with the number of reports on the same edition."""
        same = FeedbackReport.objects.filter(kind=OuterRef("kind"), key=OuterRef("key"), edition=OuterRef("edition"))
        many = same.order_by().values("kind").annotate(number=Count("pk")).values("number")
        return super().get_queryset(request).annotate(reports=Coalesce(Subquery(many), 0))

    @admin.display(description="page", ordering="key")
    def page(self, row: FeedbackCount) -> str:
        """Kind, key and edition."""
        return page_of(row)

    @admin.display(description="reports", ordering="reports")
    def reports(self, row: Any) -> int:
        """How many reports this edition has, answered ones too."""
        return int(row.reports)


@admin.register(FeedbackReport)
class FeedbackReportAdmin(ReadOnly):
    """Reports, the oldest first. Nobody writes them; an editor takes one on and answers it."""

    list_display = ("sent", "page", "choice", "beginning", "state_in_words", "done")
    list_display_links = ("sent",)
    list_filter = (StateFilter, "choice", "kind")
    list_select_related = ("taken_by", "answered_by")
    search_fields = ("key", "text", "done")
    ordering = ("at", "pk")
    show_facets = admin.ShowFacets.NEVER

    @admin.display(description="sent", ordering="at")
    def sent(self, report: FeedbackReport) -> str:
        """When it came."""
        return moment(report.at)

    @admin.display(description="page", ordering="key")
    def page(self, report: FeedbackReport) -> str:
        """What it is about."""
        return page_of(report)

    @admin.display(description="words")
    def beginning(self, report: FeedbackReport) -> str:
        """The first words."""
        return report.text if len(report.text) <= 90 else f"{report.text[:89]}…"

    @admin.display(
        description="state",
        ordering=Case(When(state=State.NEW, then=Value("0")), default=F("state"), output_field=CharField()),
    )
    def state_in_words(self, report: FeedbackReport) -> str:
        """New, or by whom it was taken or answered."""
        person = report.answered_by if report.state == State.ANSWERED else report.taken_by
        return f"{report.get_state_display()} by {person}" if person else report.get_state_display()

    def has_answer_permission(self, request: HttpRequest) -> bool:
        """Whether the user may say what becomes of reports."""
        return request.user.has_perm("modifiers.change_feedbackreport")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One report with what can be done about it."""
        report: Any = self.get_object(request, object_id)
        if report is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined,no-any-return]
        if not self.has_view_permission(request, report):
            raise PermissionDenied
        form = AnswerForm(request.POST if "_answer" in request.POST else None)
        if request.method == "POST" and (done := self._act(request, report, form)):
            return done
        return TemplateResponse(
            request,
            "admin/modifiers/feedback_report.html",
            {
                **self.admin_site.each_context(request),
                "title": "Report by a reader",
                "opts": self.opts,
                "media": self.media,
                "report": report,
                "sent": moment(report.at),
                "state": self.state_in_words(report),
                "page": page_of(report),
                "public_url": public_url(report),
                "form": form,
                "may_answer": self.has_answer_permission(request),
            },
        )

    def _act(self, request: HttpRequest, report: FeedbackReport, form: AnswerForm) -> HttpResponse | None:
        """Do what the button says that was pressed; None if the form has to be shown again."""
        if not self.has_answer_permission(request):
            raise PermissionDenied
        if "_answer" in request.POST and not form.is_valid():
            return None
        name = next((name for name in _ACTS if name in request.POST), "")
        told = _ACTS[name](report, request.user, form) if name else ""
        if told:
            self.message_user(request, format_html("{}", told), messages.SUCCESS)
        elif name:
            self.message_user(request, "Somebody else was faster: look at it again.", messages.WARNING)
        place = "change" if name in ("_take", "_erase") else "changelist"
        arguments = [report.pk] if place == "change" else []
        return HttpResponseRedirect(reverse(f"{self.admin_site.name}:modifiers_feedbackreport_{place}", args=arguments))


def take(report: FeedbackReport, actor: Any, form: Any = None) -> str:
    """Take a new report on; what to tell, empty if it is new no longer."""
    return _move(report, actor, State.NEW, {"state": State.TAKEN, "taken_by": actor}, "Taken.", Event.Action.TAKE)


def give_back(report: FeedbackReport, actor: Any, form: Any = None) -> str:
    """Leave a taken report to others."""
    return _move(report, actor, State.TAKEN, {"state": State.NEW, "taken_by": None}, "Given back.", Event.Action.TAKE)


def answer(report: FeedbackReport, actor: Any, form: Any) -> str:
    """Close a report with what was done."""
    done = form.cleaned_data["done"]
    values = {"state": State.ANSWERED, "answered_by": actor, "answered_at": timezone.now(), "done": done}
    return _move(report, actor, report.state, values, f"Answered: {done}", Event.Action.ANSWER)


def open_again(report: FeedbackReport, actor: Any, form: Any = None) -> str:
    """Take back an answer."""
    values = {"state": State.NEW, "taken_by": None, "answered_by": None, "answered_at": None, "done": ""}
    return _move(report, actor, State.ANSWERED, values, "Opened again.", Event.Action.ANSWER)


def erase(report: FeedbackReport, actor: Any, form: Any = None) -> str:
    """Take the words away, where a reader wrote something about a person after all."""
    return _move(report, actor, report.state, {"text": ""}, "Words erased.", Event.Action.EDIT)


_ACTS = {"_take": take, "_give_back": give_back, "_answer": answer, "_open": open_again, "_erase": erase}


@transaction.atomic
def _move(report: FeedbackReport, actor: Any, state: str, values: dict[str, Any], told: str, action: str) -> str:
    """Write, if the report still stands as it was seen, and note it; what to tell, empty if it does not."""
    if not FeedbackReport.objects.filter(pk=report.pk, state=state).update(**values):
        return ""
    Event.objects.create(
        actor=actor, action=action, kind=report.kind or SITE, key=report.key, note=f"Report {report.pk}. {told}"[:500]
    )
    return told


def waiting(request: HttpRequest, site: Any) -> dict[str, Any] | None:
    """For the desk: how many reports wait, new ones apart, with the way to them; None if the user may not see them."""
    if not site._registry[FeedbackReport].has_view_permission(request):
        return None
    counted = FeedbackReport.objects.exclude(state=State.ANSWERED).values_list("state").annotate(Count("pk"))
    return {
        "counts": dict(counted.order_by("state")),
        "url": reverse(f"{site.name}:modifiers_feedbackreport_changelist"),
    }
