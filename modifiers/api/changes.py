"""``/api/v1/changes``: what went live since a moment, of every kind, for programs that keep a copy.

The order is that in which readers began to see the editions, which is not the order in which they were published: a
scheduled edition waits for its moment. An answer can be a little behind: an edition bears the moment at which its
publishing began, and is seen when it is done. So ``poll_since`` lies :data:`OVERLAP` before the newest edition. Whoever
asks with it again is told the newest ones twice and misses none (docs/adr/0031).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from modifiers.catalogue import Catalogue, Entry

from . import shapes
from .addresses import PLURALS, ROOT, api_url, edition_url, page_url
from .answering import current, written
from .paging import next_part
from .parameters import ChangesQuery, bad_value

OVERLAP = timedelta(minutes=10)
"""Longer than any publishing takes, the whole reference at once included, and than clocks of machines are apart."""

router = Router(tags=["changes"])


@router.get("/changes", response=shapes.Changes, operation_id="list_changes")
def changes(request: HttpRequest, query: Query[ChangesQuery]) -> HttpResponse:
    """Every edition that went live since a moment, oldest first. Ask the next time with `poll_since`."""
    snapshot, since = current(), query.checked_since
    found = [
        entry
        for entry in snapshot.went_live
        if entry.live_from >= since and (query.kind is None or entry.kind == query.kind)
    ]
    rest = found if query.after is None else found[_place_behind(snapshot, found, query.after) :]
    part = rest[: query.limit]
    following = next_part(f"{ROOT}/changes", query, _cursor(part[-1])) if len(rest) > len(part) else None
    answer = shapes.Changes(
        since=since,
        poll_since=_poll_since(snapshot, since),
        count=len(found),
        next=following,
        items=tuple(map(_change, part)),
    )
    return written(answer, snapshot.at)


def _poll_since(snapshot: Catalogue, since: datetime) -> datetime:
    """In whole seconds, as it is typed. It never lies before what was asked for, so that it does not wander back."""
    if not snapshot.went_live:
        return since
    newest = snapshot.went_live[-1].live_from - OVERLAP
    return max(since, newest.astimezone(UTC).replace(microsecond=0))


def _cursor(entry: Entry) -> str:
    return f"{entry.kind}.{entry.key}.{entry.number}".lower()


def _place_behind(snapshot: Catalogue, found: list[Entry], after: str) -> int:
    """How many of them come before the next part: all up to the edition that ``after`` names.

    Raises:
        Refusal: if it names no edition that went live.
    """
    last = next((entry for entry in snapshot.went_live if _cursor(entry) == after.lower()), None)
    if last is None:
        raise bad_value("after", "It names no edition that went live.", "The last item, as `next` has it.")
    return sum((entry.live_from, entry.id) <= (last.live_from, last.id) for entry in found)


def _change(entry: Entry) -> shapes.Change:
    told = ("kind", "key", "sha256", "live_from", "published_at", "is_major", "is_correction", "change_note")
    return shapes.Change(
        edition=entry.number,
        name=entry.document.title,
        withdrawal=entry.withdrawal,
        merged_into=entry.merged_into,
        url=page_url(entry.kind, entry.key),
        edition_url=edition_url(entry.key, entry.number) if entry.kind == "modifier" else None,
        api_url=api_url(entry.kind, entry.key) if entry.kind in PLURALS else None,
        **{name: getattr(entry, name) for name in told},
    )
