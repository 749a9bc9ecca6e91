"""The state of subjects in words, in the lists and in the filters; the queue on the home page counts by the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format

from modifiers import publishing
from modifiers.models import Source

DUE_WITHIN = timedelta(days=30)
"""How long before its day a review is told to be due."""

FILTERS = {
    "never_published": "Never published",
    "unpublished_changes": "Unpublished changes",
    "scheduled": "Scheduled",
    "live": "Live, nothing to publish",
    "withdrawn": "Withdrawn",
}


def moment(at: datetime) -> str:
    """A moment as the site writes it: ``4 Oct 2026, 14:30``."""
    return date_format(timezone.localtime(at), "j M Y, H:i")


def day(on: date) -> str:
    """A day as the site writes it: ``4 Oct 2026``."""
    return date_format(on, "j M Y")


def marks(state: Any) -> set[str]:
    """The keys of ``FILTERS`` under which a subject is found: it may be live and scheduled at once."""
    found = {str(state.name)}
    if state.scheduled is not None:
        found.add("scheduled")
    return found


def words(state: Any) -> str:
    """“Live, edition 3”, “Unpublished changes”, “Scheduled for 1 Jan 2027, 00:00” …"""
    told = []
    if state.name == "never_published":
        told.append("Never published")
    elif state.name == "withdrawn":
        told.append("Withdrawn")
    elif state.live is not None:
        told.append(f"Live, edition {state.live}")
    if state.scheduled is not None:
        told.append(f"Scheduled for {moment(state.scheduled.live_from)}, edition {state.scheduled.number}")
    if state.has_unpublished_changes:
        told.append("Unpublished changes")
    return " · ".join(told)


def stage_words(standing: publishing.Standing) -> str:
    """“In review by Ana since 4 Oct 2026, 14:30”, “Approved by Bo” …; empty for a draft that nobody was asked about."""
    review, told = standing.review, []
    if review is not None:
        since = f"since {moment(review.submitted_at)}"
        if standing.stage == "in_review":
            told.append(f"In review by {review.reviewer or 'anybody who may'} {since}")
        elif standing.stage == "sent_back":
            told.append(f"Changes requested by {review.decided_by}")
        elif standing.stage == "approved":
            told.append(f"Approved by {review.decided_by}")
        elif review.decision:
            told.append(f"Edited since {review.decided_by} approved it: the approval is void")
        else:
            told.append("Edited since it was sent for review: send it again")
    for number in standing.unconfirmed:
        told.append(f"Edition {number} was published in an emergency and is not confirmed")
    return " · ".join(told)


class StateList(ChangeList):
    """A change list that knows the state of every row that it shows, in a constant number of queries."""

    def get_results(self, request: HttpRequest) -> None:
        """The page's rows, each with its ``state``."""
        super().get_results(request)
        rows = list(self.result_list)
        shown = self.model._default_manager.filter(pk__in=[row.pk for row in rows])
        known, standings = publishing.states_of(shown), publishing.standings_of(shown)
        for row in rows:
            row.state, row.standing = known[row.key], standings[row.key]
        self.result_list = rows  # type: ignore[assignment]


class StateFilter(admin.SimpleListFilter):
    """Narrows a list to one state."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """The states to choose from."""
        return FILTERS.items()

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Subjects in the chosen state."""
        wanted = self.value()
        if wanted is None:
            return queryset
        found = [key for key, state in publishing.states_of(queryset).items() if wanted in marks(state)]
        return queryset.filter(**{f"{queryset.model.key_field}__in": found})


class StageFilter(admin.SimpleListFilter):
    """Narrows a list to one stage between writer and reviewer, or to emergencies that wait for a second person."""

    title = "stage"
    parameter_name = "stage"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """The stages to choose from."""
        return (
            ("in_review", "In review"),
            ("mine", "Waiting for my review"),
            ("sent_back", "Changes requested"),
            ("to_me", "Sent back to me"),
            ("approved", "Approved, not published"),
            ("emergency", "Emergency, not confirmed"),
        )

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Subjects in the chosen stage."""
        wanted = self.value()
        if wanted is None:
            return queryset
        found = []
        for key, standing in publishing.standings_of(queryset).items():
            if wanted == "emergency":
                is_found = bool(standing.unconfirmed)
            elif wanted == "mine":
                is_found = waits_for(standing, request.user)
            elif wanted == "to_me":
                review = standing.review
                is_mine = review is not None and review.submitted_by_id == request.user.pk
                is_found = is_mine and standing.stage == "sent_back"
            else:
                is_found = standing.stage == wanted
            found += [key] if is_found else []
        return queryset.filter(**{f"{queryset.model.key_field}__in": found})


def waits_for(standing: publishing.Standing, user: Any) -> bool:
    """Whether a draft waits for the review of this user: asked by name, or one of those who may."""
    review = standing.review
    if review is None or standing.stage != "in_review" or standing.last_editor == user.pk:
        return False
    return review.reviewer_id in (None, user.pk)


class ReviewFilter(admin.SimpleListFilter):
    """Narrows a list to what is due for review."""

    title = "review"
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """Overdue, due soon, or with no date."""
        return (("overdue", "Overdue"), ("due", "Due in 30 days"), ("none", "No date set"))

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Subjects whose review is overdue or due, or has no date. What is withdrawn needs none."""
        today = timezone.localdate()
        if self.value() in ("overdue", "due"):
            days = {"review_due_on__range": (today, today + DUE_WITHIN)}
            found = queryset.filter(**(days if self.value() == "due" else {"review_due_on__lt": today}))
            down = [key for key, state in publishing.states_of(found).items() if state.name == "withdrawn"]
            return found.exclude(**{f"{queryset.model.key_field}__in": down})
        if self.value() == "none":
            return queryset.filter(review_due_on=None)
        return queryset


class SourceFilter(admin.SimpleListFilter):
    """Narrows a list to what cites one source; reached from that source, so it offers no others."""

    title = "source"
    parameter_name = "cites"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """The source that was asked for, if one was."""
        key = self.value()
        return ((key, f"Cites {key}"),) if key else ()

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Subjects that cite the source."""
        key = self.value()
        if not key:
            return queryset
        source = Source.objects.filter(key=key).first()
        return queryset.citing(source) if source else queryset.none()
