"""Which addresses are due to be told, and the memory of what was told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from modifiers import documents
from modifiers.catalogue import Catalogue
from modifiers.models.announcement import Announcement
from modifiers.pages.addresses import absolute, path_of


@dataclass(frozen=True, slots=True)
class Due:
    """A public address with the number of the edition that readers should know of."""

    address: str
    edition: int


def due(snapshot: Catalogue) -> list[Due]:
    """Every address whose page is new, was changed by a major edition, or is gone, and of which that was not told yet.

    A typo fix (a minor edition) is not told. Of a page that is gone only those are told who were told of the page.
    """
    told = dict(Announcement.objects.values_list("address", "edition"))
    live = [one for one in _live(snapshot) if told.get(one.address) != one.edition]
    gone = [one for one in _gone(snapshot) if told.get(one.address, one.edition) != one.edition]
    return live + gone


@transaction.atomic
def remember(sent: Iterable[Due]) -> None:
    """Keep what was told, in place of what was told of the same addresses before."""
    now = timezone.now()
    rows = [Announcement(address=one.address, edition=one.edition, told_at=now) for one in sent]
    Announcement.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["address"],
        update_fields=["edition", "told_at"],
        batch_size=500,
    )


def _live(snapshot: Catalogue) -> Iterator[Due]:
    for kind in documents.DOCUMENTS:
        for key in snapshot.all(kind):
            yield Due(absolute(path_of(kind, key)), _edition_to_tell(snapshot, kind, key))


def _edition_to_tell(snapshot: Catalogue, kind: str, key: str) -> int:
    """The last major edition; after a withdrawal the one with which the page came back, whatever it was."""
    number = 0
    for entry in snapshot.history(kind, key):
        if entry.withdrawal:
            break
        number = entry.number
        if entry.is_major:
            break
    return number


def _gone(snapshot: Catalogue) -> Iterator[Due]:
    for entry in snapshot.updates:
        if snapshot.withdrawn(entry.kind, entry.key) is entry:
            yield Due(absolute(path_of(entry.kind, entry.key)), entry.number)
