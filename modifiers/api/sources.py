"""``/api/v1/sources/{key}``: a source that live pages cite, and which."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router

from . import facts, shapes
from .addresses import page_url
from .answering import current, written
from .parameters import shortened
from .problems import Refusal

KEY = Path(..., description="The key of a source, as statements name it.", example="cms-ncci-policy-manual")

router = Router(tags=["sources"])


@router.get("/sources/{key}", response=shapes.SourceAnswer, operation_id="get_source")
def source(request: HttpRequest, key: str = KEY) -> HttpResponse:
    """A source as it was when last checked, with every live subject that cites it."""
    snapshot = current()
    found = snapshot.sources.get(key.lower())
    if found is None:
        raise Refusal(404, f"Nothing cites a source called “{shortened(key)}”.")
    citing = tuple(
        facts.named(snapshot, entry.kind, entry.key)
        for entry in snapshot.by_source.get(found.key, ())
        if entry.kind != "page"
    )
    return written(shapes.SourceAnswer(url=page_url("source", found.key), source=found, cited_by=citing), snapshot.at)
