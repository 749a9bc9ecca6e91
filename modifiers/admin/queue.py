"""What waits at the editing desk: each line with its number, whose it is, and the way to it.

A line that somebody has to act on stands before one that only tells. Its links are the lists of the admin with their
filters, so that the number and the list cannot disagree for long: both read :mod:`.states`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from modifiers import publishing
from modifiers.bulk import link_watch
from modifiers.models import SUBJECTS, Edition, Source

from . import bulk_links, feedback, search_gap
from .states import DUE_WITHIN, waits_for

_OWNERS_NAMED = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Part of a line: how many of one kind, and the list of them."""

    name: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the queue.

    Attributes:
        key: its lasting name.
        title: what waits.
        owner: who has to act, in words.
        places: the lists in which it is found; empty if nothing waits.
        is_pressing: whether it should have been done already.
    """

    key: str
    title: str
    owner: str
    places: tuple[Place, ...]
    is_pressing: bool = False

    @property
    def count(self) -> int:
        """How many wait in all."""
        return sum(place.count for place in self.places)


@dataclass(frozen=True, slots=True)
class _Seen:
    """One subject as the queue looks at it."""

    state: publishing.State
    standing: publishing.Standing
    due: date | None


@dataclass(frozen=True, slots=True)
class _Kind:
    """What one line is about: which subjects it counts, which filter shows them, and whose they are."""

    key: str
    title: str
    query: str
    is_counted: Callable[[_Seen, Any, date], bool]
    owner: Callable[[_Seen], int | None] | str
    is_pressing: bool = False


def _last_editor(seen: _Seen) -> int | None:
    return seen.standing.last_editor


def _reviewer(seen: _Seen) -> int | None:
    return seen.standing.review.reviewer_id if seen.standing.review else None


def _is_sent_back_to(seen: _Seen, user: Any) -> bool:
    review = seen.standing.review
    return seen.standing.stage == "sent_back" and review is not None and review.submitted_by_id == user.pk


def _is_due(seen: _Seen, today: date) -> bool:
    return seen.state.name != "withdrawn" and seen.due is not None and today <= seen.due <= today + DUE_WITHIN


_KINDS = (
    _Kind("mine", "Waiting for my review", "stage=mine", lambda s, user, _: waits_for(s.standing, user), "you"),
    _Kind("sent_back", "Sent back to me", "stage=to_me", lambda s, user, _: _is_sent_back_to(s, user), "you"),
    _Kind(
        "emergency",
        "Published in an emergency, not confirmed",
        "stage=emergency",
        lambda s, *_: bool(s.standing.unconfirmed),
        "another than who published it",
        is_pressing=True,
    ),
    _Kind(
        "overdue",
        "Overdue for review",
        "review=overdue",
        lambda s, *_: s.state.review_overdue and s.state.name != "withdrawn",
        "whoever may review",
        is_pressing=True,
    ),
    _Kind(
        "due", "Due for review in 30 days", "review=due", lambda s, _, today: _is_due(s, today), "whoever may review"
    ),
    _Kind("in_review", "In review", "stage=in_review", lambda s, *_: s.standing.stage == "in_review", _reviewer),
    _Kind(
        "approved",
        "Approved, not published",
        "stage=approved",
        lambda s, *_: s.standing.stage == "approved",
        "another than its last editor",
    ),
    _Kind(
        "scheduled",
        "Scheduled",
        "state=scheduled",
        lambda s, *_: s.state.scheduled is not None,
        "nobody: it goes live by itself",
    ),
    _Kind(
        "unpublished",
        "Unpublished changes",
        "state=unpublished_changes",
        lambda s, *_: s.state.name == "unpublished_changes",
        _last_editor,
    ),
    _Kind(
        "new", "Never published", "state=never_published", lambda s, *_: s.state.name == "never_published", _last_editor
    ),
)

_OF_ONE_PERSON = ("mine", "sent_back")
"""Keys of the lines that say something else to everybody."""


def queue(request: HttpRequest, site: Any) -> list[Line]:
    """The lines of the queue for this user, over all kinds that the user may see, in a constant number of queries."""
    user, today = request.user, timezone.localdate()
    shown = {model: list(_looked_at(model)) for model in SUBJECTS.values() if _may_see(request, site, model)}
    names = dict(get_user_model()._default_manager.values_list("pk", "username"))
    lines = []
    for kind in _KINDS:
        places, owners = [], Counter[int | None]()
        for model, subjects in shown.items():
            found = [seen for seen in subjects if kind.is_counted(seen, user, today)]
            if found:
                base = reverse(f"{site.name}:modifiers_{model._meta.model_name}_changelist")
                name = model._meta.verbose_name if len(found) == 1 else model._meta.verbose_name_plural
                places.append(Place(str(name), len(found), f"{base}?{kind.query}"))
                if not isinstance(kind.owner, str):
                    owners.update(kind.owner(seen) for seen in found)
        owner = kind.owner if isinstance(kind.owner, str) else _named(owners, names, user)
        lines.append(Line(kind.key, kind.title, owner if places else "", tuple(places), kind.is_pressing))
    return [
        *lines,
        *_reports(request, site),
        *_links(request),
        *_sources(request, site),
        *_searches(request, site),
    ]


def counts() -> dict[str, int]:
    """How many wait, by the key of each line that is the same for everybody."""
    today = timezone.localdate()
    seen = [each for model in SUBJECTS.values() for each in _looked_at(model)]
    lines = (kind for kind in _KINDS if kind.key not in _OF_ONE_PERSON)
    found = {kind.key: sum(kind.is_counted(each, None, today) for each in seen) for kind in lines}
    return {**found, "sources": link_watch.old_source_count()}


def emergencies(today: date) -> str:
    """How many of the editions of the last twelve months went out without a second person, in a sentence."""
    year = Edition.objects.filter(published_at__date__gt=today - timedelta(days=365))
    all_of_them, count = year.count(), year.exclude(emergency_reason="").count()
    verb = "was" if count == 1 else "were"
    return f"{count} of {all_of_them} editions of the last twelve months {verb} published in an emergency."


def _may_see(request: HttpRequest, site: Any, model: Any) -> bool:
    return bool(site._registry[model].has_view_permission(request))


def _looked_at(model: Any) -> Iterator[_Seen]:
    subjects = model._default_manager.all()
    states, standings = publishing.states_of(subjects), publishing.standings_of(subjects)
    for key, due in subjects.values_list(model.key_field, "review_due_on"):
        yield _Seen(states[key], standings[key], due)


def _named(owners: Counter[int | None], names: dict[int, str], user: Any) -> str:
    """“you 3, Ana 2, nobody in particular 1”."""

    def name(pk: int | None) -> str:
        if pk is None:
            return "nobody in particular"
        return "you" if pk == user.pk else names.get(pk, "somebody")

    said = [f"{name(pk)} {count}" for pk, count in owners.most_common(_OWNERS_NAMED)]
    rest = sum(owners.values()) - sum(count for _, count in owners.most_common(_OWNERS_NAMED))
    return ", ".join([*said, *([f"others {rest}"] if rest else [])])


def _reports(request: HttpRequest, site: Any) -> Iterable[Line]:
    told = feedback.waiting(request, site)
    if told is not None:
        places = tuple(
            Place(state, told["counts"][state], f"{told['url']}?state={state}")
            for state in ("new", "taken")
            if told["counts"].get(state)
        )
        yield Line("reports", "Reports by readers", "whoever may edit" if places else "", places)


def _links(request: HttpRequest) -> Iterable[Line]:
    found = bulk_links.broken(request)
    places = (Place("links" if len(found) != 1 else "link", len(found), reverse("bulk_links")),) if found else ()
    yield Line("links", "Broken cross-links", "whoever writes the page" if places else "", places, is_pressing=True)


def _sources(request: HttpRequest, site: Any) -> Iterable[Line]:
    if not _may_see(request, site, Source):
        return
    count = link_watch.old_source_count()
    url = f"{reverse(f'{site.name}:modifiers_source_changelist')}?checked=old"
    places = (Place("source" if count == 1 else "sources", count, url),) if count else ()
    yield Line("sources", "Sources not opened for a year", "whoever knows them" if places else "", places)


def _searches(request: HttpRequest, site: Any) -> Iterable[Line]:
    told = search_gap.waiting(request, site)
    if told is not None:
        places = (Place("searches", told["count"], told["url"]),) if told["count"] else ()
        yield Line("searches", "Searches that led nowhere", "whoever knows the words" if places else "", places)
