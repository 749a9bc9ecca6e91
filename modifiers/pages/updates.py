"""What changed: every major edition and withdrawal, newest first, as a page and as an Atom feed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from modifiers.catalogue import Catalogue, Entry

from .addresses import absolute, link_to
from .answering import current, page, public
from .structured_data import About
from .words import KINDS, day, denial_label

_SHOWN = 300
_RANKS = {kind: rank for rank, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class UpdateView:
    """One update: what, when, why, and the page where it is still live."""

    kind: str
    key: str
    code: str
    name: str
    url: str | None
    moment: datetime
    day: str
    note: str
    is_correction: bool
    is_withdrawal: bool
    number: int


@public
def updates(request: HttpRequest) -> HttpResponseBase:
    """``/updates/``."""
    snapshot = current()
    context = {
        "title": "Updates to the modifier reference",
        "description": "Every change that readers should know of, newest first, with its date and what changed.",
        "days": [
            (f"on-{date.isoformat()}", day(date), list(found))
            for date, found in groupby(
                latest(snapshot, _SHOWN), key=lambda update: timezone.localtime(update.moment).date()
            )
        ],
        "about": About("Updates", "CollectionPage"),
        "crumbs": [("Updates", None)],
    }
    return page(request, "updates/page.html", context)


@public
def updates_feed(request: HttpRequest) -> HttpResponseBase:
    """``/updates/feed.atom``: the same entries."""
    snapshot = current()
    feed = Atom1Feed(
        title="D3rx Modifiers: updates",
        link=absolute("/updates/"),
        feed_url=absolute("/updates/feed.atom"),
        description="Changes to the modifier reference",
        language="en",
    )
    for update in update_views(snapshot, snapshot.updates[:_SHOWN]):
        url = absolute(update.url or "/updates/")
        feed.add_item(
            title=f"{update.code}: {update.name}" if update.code else update.name,
            link=url,
            description=update.note or "Withdrawn.",
            unique_id=f"{url}#{update.kind}-{update.key}-edition-{update.number}".lower(),
            pubdate=update.moment,
            updateddate=update.moment,
        )
    feed.latest_post_date = lambda: _latest(snapshot)  # type: ignore[method-assign]
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def update_views(snapshot: Catalogue, entries: Iterable[Entry]) -> list[UpdateView]:
    """Updates ready to show."""
    return [_view(snapshot, entry) for entry in entries]


def latest(snapshot: Catalogue, number: int, kinds: tuple[str, ...] = tuple(_RANKS)) -> list[UpdateView]:
    """The newest updates of these kinds: by day, and within a day modifiers first, in the order of the lists."""
    place = {(kind, key): index for kind in kinds for index, key in enumerate(snapshot.all(kind))}
    found = [entry for entry in snapshot.updates if entry.kind in kinds]
    found.sort(key=lambda entry: place.get((entry.kind, entry.key), -1))
    found.sort(key=lambda entry: (-timezone.localtime(entry.live_from).date().toordinal(), _RANKS[entry.kind]))
    return update_views(snapshot, found[:number])


def _latest(snapshot: Catalogue) -> datetime:
    """The feed's own date: that of its newest entry, so that the same content is the same bytes."""
    return snapshot.updates[0].live_from if snapshot.updates else datetime(2026, 1, 1, tzinfo=UTC)


def _view(snapshot: Catalogue, entry: Entry) -> UpdateView:
    document: Any = entry.document
    code = {"modifier": f"Modifier {entry.key}", "denial_code": denial_label(entry.key)}.get(
        entry.kind, KINDS[entry.kind]
    )
    return UpdateView(
        kind=entry.kind,
        key=entry.key,
        code=code,
        name=document.title,
        url=link_to(snapshot, entry.kind, entry.key),
        moment=entry.live_from,
        day=day(entry.live_from),
        note=entry.change_note,
        is_correction=entry.is_correction,
        is_withdrawal=bool(entry.withdrawal),
        number=entry.number,
    )
