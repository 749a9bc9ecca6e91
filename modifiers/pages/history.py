"""A modifier's past: its editions, one edition, and the page as it stood on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from modifiers.catalogue import Catalogue, Entry, catalogue
from modifiers.documents import ModifierDocument

from .addresses import path_of
from .answering import absent, current, page, public
from .modifier import edition_path, modifier_page
from .words import day


@public
def modifier_history(request: HttpRequest, code: str) -> HttpResponseBase:
    """``/modifiers/59/history/``: every edition, with what changed, and a form for a date of service."""
    snapshot = current()
    if other := elsewhere(request, snapshot, code):
        return other
    key = code.upper()
    editions = snapshot.history("modifier", key)
    context = {
        "code": key,
        "document": editions[0].document,
        "is_withdrawn": bool(editions[0].withdrawal),
        "rows": [_row(key, entry, older) for entry, older in zip(editions, (*editions[1:], None), strict=True)],
        "first_day": timezone.localtime(editions[-1].live_from).date().isoformat(),
        "today": timezone.localdate().isoformat(),
        "title": f"Modifier {key}: history",
        "description": f"All editions of the page on modifier {key}.",
        "crumbs": [*_crumbs(key), ("History", None)],
    }
    return page(request, "modifier/history.html", context, is_indexed=False)


@public
def modifier_edition(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """``/modifiers/59/editions/3/``: one edition at its lasting address, as it read when it went live."""
    snapshot = current()
    if other := elsewhere(request, snapshot, code):
        return other
    entry = snapshot.edition("modifier", code.upper(), number)
    if entry is None:
        raise Http404(f"Modifier {code.upper()} has no edition {number}.")
    banner = _past_banner(snapshot, entry, f"Edition {entry.number}, published {day(entry.live_from)}.")
    context = _page_of(entry, catalogue(entry.live_from), snapshot, banner)
    return page(
        request, "modifier/page.html", {**context, "title": f"Modifier {entry.key}, edition {number}"}, is_indexed=False
    )


@public
def modifier_as_of(request: HttpRequest, code: str, on: str = "") -> HttpResponseBase:
    """``/modifiers/59/as-of/2025-06-01/``: the page as it stood at the end of that day."""
    if not on and (asked := request.GET.get("on", "")):
        return HttpResponseRedirect(reverse("modifier_as_of", args=[code, _day_asked(asked).isoformat()]))
    snapshot = current()
    if other := elsewhere(request, snapshot, code):
        return other
    asked_day = _day_asked(on)
    past = catalogue(_end_of(asked_day))
    entry = next(iter(past.history("modifier", code.upper())), None)
    if entry is None or entry.withdrawal:
        return _nothing_then(request, snapshot, code.upper(), asked_day, entry)
    banner = _past_banner(snapshot, entry, f"As the page stood on {day(asked_day)}: edition {entry.number}.")
    context = _page_of(entry, past, snapshot, banner, asked_day)
    title = f"Modifier {entry.key} on {day(asked_day)}"
    return page(request, "modifier/page.html", {**context, "title": title}, is_indexed=False)


def _page_of(
    entry: Entry, past: Catalogue, snapshot: Catalogue, banner: dict[str, Any], on: date | None = None
) -> dict[str, Any]:
    today = on or timezone.localtime(entry.live_from).date()
    return modifier_page(entry.document, catalogue=past, edition=entry, links=snapshot, banner=banner, today=today)


def _past_banner(snapshot: Catalogue, entry: Entry, title: str) -> dict[str, Any]:
    live = snapshot.get("modifier", entry.key)
    if live is None:
        return {"kind": "past", "title": title, "text": "The page has since been withdrawn.", "url": None}
    if live.number == entry.number:
        return {
            "kind": "past",
            "title": title,
            "text": "It is the current edition.",
            "url": path_of("modifier", entry.key),
            "link": "See the page",
        }
    text = f"It has since been replaced by edition {live.number}."
    return {
        "kind": "past",
        "title": title,
        "text": text,
        "url": path_of("modifier", entry.key),
        "link": "See the current page",
    }


def _nothing_then(
    request: HttpRequest, snapshot: Catalogue, code: str, asked_day: date, withdrawn: Entry | None
) -> HttpResponseBase:
    first = snapshot.history("modifier", code)[-1]
    context = {
        "code": code,
        "asked": day(asked_day),
        "first": day(first.live_from),
        "first_url": edition_path(code, first.number),
        "was_withdrawn": withdrawn is not None,
        "is_live": snapshot.get("modifier", code) is not None,
        "canonical": path_of("modifier", code),
        "title": f"Modifier {code}: no page on {day(asked_day)}",
        "description": "",
        "crumbs": [*_crumbs(code), ("As of", None)],
    }
    return page(request, "modifier/nothing_then.html", context, status=404, is_indexed=False)


def _day_asked(text: str) -> date:
    """Read ``2025-06-01``.

    Raises:
        Http404: if it is no day, or a day that has not come.
    """
    try:
        asked = date.fromisoformat(text)
    except ValueError as error:
        raise Http404("Write the date of service as year-month-day, such as 2025-06-01.") from error
    if asked > timezone.localdate():
        raise Http404(f"{day(asked)} has not come. Ask for today or an earlier day.")
    return asked


def _end_of(asked: date) -> datetime:
    """The last moment of a day in the site's time zone, or now if the day is not over."""
    try:
        end = timezone.make_aware(datetime.combine(asked, time.max))
        return min(end, timezone.now())
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def elsewhere(request: HttpRequest, snapshot: Catalogue, code: str) -> HttpResponseBase | None:
    """A redirect or a refusal if this is not the address of a modifier's past; None if it is."""
    key = code.upper()
    if not snapshot.history("modifier", key):
        return absent(request, snapshot, "modifier", key)
    if code != code.lower():
        return HttpResponsePermanentRedirect(request.path.replace(f"/{code}/", f"/{code.lower()}/", 1))
    entry = snapshot.withdrawn("modifier", key)
    return absent(request, snapshot, "modifier", key) if entry and entry.withdrawal == "error" else None


def _row(code: str, entry: Entry, older: Entry | None) -> dict[str, Any]:
    document: Any = entry.document
    assert isinstance(document, ModifierDocument)
    changes = reverse("modifier_changes", args=[code.lower(), older.number, entry.number]) if older else None
    return {
        "entry": entry,
        "day": day(entry.live_from),
        "url": edition_path(code, entry.number),
        "changes": changes,
        "older": older,
    }


def _crumbs(code: str) -> list[tuple[str, str | None]]:
    return [("Modifiers", reverse("modifier_list")), (code, path_of("modifier", code))]
