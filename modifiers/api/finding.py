"""One subject by what somebody typed: live, as it stood on a day, moved, withdrawn or unknown."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from modifiers.catalogue import Catalogue, Entry, catalogue
from modifiers.codes import CodeError

from .addresses import api_url
from .paging import key_of
from .parameters import shortened
from .problems import Moved, Refusal


def live(snapshot: Catalogue, kind: str, typed: str) -> Entry:
    """The live entry.

    Raises:
        Refusal: 404 if there never was one, 410 if it was withdrawn.
        Moved: if it was merged into one that is live.
    """
    key = _key(kind, typed)
    if entry := snapshot.get(kind, key):
        return entry
    withdrawn = snapshot.withdrawn(kind, key)
    if withdrawn is None:
        raise Refusal(404, f"There is no {_noun(kind)} “{shortened(typed)}”.")
    if withdrawn.withdrawal == "merged" and snapshot.get(kind, withdrawn.merged_into):
        raise Moved(api_url(kind, withdrawn.merged_into))
    raise _gone(withdrawn)


def history(snapshot: Catalogue, kind: str, typed: str) -> tuple[Entry, ...]:
    """All editions, newest first, unless they were withdrawn as an error.

    Raises:
        Refusal: 404 if there never was one, 410 if it was withdrawn as an error.
    """
    key = _key(kind, typed)
    editions = snapshot.history(kind, key)
    if not editions:
        raise Refusal(404, f"There is no {_noun(kind)} “{shortened(typed)}”.")
    if editions[0].withdrawal == "error":
        raise _gone(editions[0])
    return editions


def as_of(snapshot: Catalogue, kind: str, typed: str, moment: datetime) -> Entry:
    """The entry that was live at a past moment.

    Raises:
        Refusal: 404 if there was none then, 404 or 410 as for :func:`history`.
    """
    editions = history(snapshot, kind, typed)
    entry = catalogue(moment).get(kind, editions[0].key)
    if entry is None:
        first = timezone.localtime(editions[-1].live_from).date()
        raise Refusal(404, f"There was no {_noun(kind)} “{editions[0].key}” then. The first edition is of {first}.")
    return entry


def _key(kind: str, typed: str) -> str:
    try:
        return key_of(kind, typed)
    except CodeError as error:
        raise Refusal(404, str(error)) from error


def _gone(entry: Entry) -> Refusal:
    day = timezone.localtime(entry.live_from).date()
    note = f": {entry.change_note}" if entry.change_note else "."
    return Refusal(410, f"The {_noun(entry.kind)} “{entry.key}” was withdrawn on {day}{note}")


def _noun(kind: str) -> str:
    return kind.replace("_", " ")
