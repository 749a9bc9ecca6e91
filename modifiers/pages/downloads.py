"""All modifiers as one file: ``/downloads/`` and ``/downloads/modifiers.json``, ``.csv``, ``.yaml``.

The files are made of the editions that are live, on the first demand after one of them has changed, and kept packed:
half a megabyte each. A reader who asks again with the ETag is told that nothing has changed and is sent nothing.
"""

from __future__ import annotations

import hashlib
import re
import threading
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from modifiers.catalogue import Catalogue, Entry
from modifiers.dataset.columns import COLUMNS
from modifiers.dataset.items import Head, Item
from modifiers.dataset.writing import FORMS
from modifiers.documents import ModifierDocument

from .addresses import absolute, path_of
from .answering import CACHE_CONTROL, current, page, public
from .structured_data import About, dataset_data
from .words import counted, day

NAME = "D3rx Modifiers: all modifiers"
DESCRIPTION = (
    "Every CPT and HCPCS Level II modifier of this reference with its sourced statements, as JSON, CSV and YAML."
)
_PIECE = 1 << 16
_GZIP = re.compile(r"(?:^|,)\s*(?:gzip|\*)\s*(?:;\s*q=(?P<q>[0-9.]+)\s*)?(?=,|$)", re.IGNORECASE)


@public
def downloads(request: HttpRequest) -> HttpResponseBase:
    """What there is, of when it is, how to keep a copy and how to link here."""
    snapshot = current()
    moment = updated_at(snapshot)
    url = absolute(reverse("downloads"))
    files = [(form, absolute(reverse("download", args=[name]))) for name, form in FORMS.items()]
    context = {
        "files": files,
        "count": counted(len(snapshot.modifiers), "modifier"),
        "updated": day(moment),
        "moment": moment,
        "name": NAME,
        "version": _written(moment),
        "columns": COLUMNS,
        "origin": absolute(""),
        "title": "Downloads: all modifiers as JSON, CSV and YAML",
        "description": DESCRIPTION,
        "about": About(
            name="Downloads",
            subject=dataset_data(
                url=url,
                name=NAME,
                description=DESCRIPTION,
                version=_written(moment),
                modified=timezone.localtime(moment).date(),
                licence=f"{url}#terms",
                distributions=[{"format": form.content_type.partition(";")[0], "url": at} for form, at in files],
            ),
        ),
        "crumbs": [("Downloads", None)],
    }
    return page(request, "downloads/page.html", context)


@require_safe
def download(request: HttpRequest, form: str) -> HttpResponseBase:
    """The file in one form, packed for whoever can unpack it; 304 for whoever has it."""
    file = _shelf.file(form, current())
    is_packed = _takes_gzip(request.headers.get("Accept-Encoding", ""))
    response: HttpResponseBase = HttpResponse(file.packed) if is_packed else StreamingHttpResponse(file.pieces())
    etag = f'"{file.sha256[:32]}{"-gzip" if is_packed else ""}"'
    own_day = timezone.localtime(file.updated).date().isoformat()
    headers = {
        "Content-Type": FORMS[form].content_type,
        "Content-Length": str(len(file.packed) if is_packed else file.size),
        "Content-Disposition": f'attachment; filename="d3rx-modifiers-{own_day}.{form}"',
        "Cache-Control": CACHE_CONTROL,
        "ETag": etag,
        "Last-Modified": http_date(int(file.updated.timestamp())),
        "Vary": "Accept-Encoding",
        "X-Robots-Tag": "noindex",
        # Any web page may read it, as it may read the API: it is the same for everybody.
        "Access-Control-Allow-Origin": "*",
    }
    if is_packed:
        headers["Content-Encoding"] = "gzip"
    for name, value in headers.items():
        response.headers[name] = value
    return get_conditional_response(request, etag=etag, response=cast(HttpResponse, response)) or response


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is kept: packed, with the size and hash of what is in it."""

    packed: bytes
    size: int
    sha256: str
    updated: datetime

    def pieces(self) -> Iterator[bytes]:
        """The file itself, a piece at a time."""
        unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        for start in range(0, len(self.packed), _PIECE):
            yield unpacking.decompress(self.packed[start : start + _PIECE])
        yield unpacking.flush()


class _Shelf:
    """One file of each form, made by the first who asks for it; others wait rather than make it as well."""

    def __init__(self) -> None:
        self._locks = {form: threading.Lock() for form in FORMS}
        self._files: dict[str, tuple[tuple[Any, ...], File]] = {}

    def file(self, form: str, snapshot: Catalogue) -> File:
        """The file of the modifiers in a snapshot."""
        key = (absolute(""), updated_at(snapshot), *(e.sha256 for e in snapshot.modifiers.values()))
        with self._locks[form]:
            kept = self._files.get(form)
            if kept is None or kept[0] != key:
                kept = self._files[form] = key, _make(form, snapshot)
            return kept[1]


_shelf = _Shelf()


def updated_at(snapshot: Catalogue) -> datetime:
    """The moment since which the data are so: the last at which an edition of a modifier went live or was withdrawn."""
    moments = (entry.live_from for entry in reversed(snapshot.went_live) if entry.kind == "modifier")
    return next(moments, datetime(2026, 1, 1, tzinfo=UTC))


def _make(form: str, snapshot: Catalogue) -> File:
    head = Head(
        name=NAME,
        updated=_written(updated_at(snapshot)),
        count=len(snapshot.modifiers),
        url=absolute(reverse("downloads")),
        terms=f"{absolute(reverse('downloads'))}#terms",
    )
    # Packed while it is written: what is not packed is never in memory whole.
    packing = zlib.compressobj(6, wbits=zlib.MAX_WBITS | 16)
    packed, digest, size = bytearray(), hashlib.sha256(), 0
    for text in FORMS[form].write(head, map(_item, snapshot.modifiers.values())):
        piece = text.encode()
        digest.update(piece)
        size += len(piece)
        packed += packing.compress(piece)
    packed += packing.flush()
    return File(bytes(packed), size, digest.hexdigest(), updated_at(snapshot))


def _item(entry: Entry) -> Item:
    """As ``/api/v1/modifiers/{code}`` answers it (a test holds the two together)."""
    assert isinstance(entry.document, ModifierDocument)
    facts = {
        "kind": entry.kind,
        "key": entry.key,
        "edition": entry.number,
        "sha256": entry.sha256,
        "live_from": _written(entry.live_from),
        "url": absolute(path_of("modifier", entry.key)),
        "api_url": absolute(reverse("api_modifier", args=[entry.key.lower()])),
    }
    return Item(facts, entry.document, entry.canonical_json)


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _takes_gzip(accepted: str) -> bool:
    found = _GZIP.search(accepted)
    return found is not None and (found["q"] or "1").strip("0.") != ""
