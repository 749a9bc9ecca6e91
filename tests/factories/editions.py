"""Editions straight from documents, without a working copy: what the catalogue and the pages need."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from modifiers.catalogue import store
from modifiers.documents import Document
from modifiers.models import CatalogueVersion, Edition

from .documents import modifier_document, world_documents


def publish_document(document: Document, *, live_from: datetime | None = None, **values: Any) -> Edition:
    """Insert the next edition of a subject, move the catalogue's version and let this process know.

    ``live_from`` in the past also moves ``published_at`` there, because an edition cannot be live before it exists.
    """
    edition = _insert(document, live_from, values)
    CatalogueVersion.move()
    store.invalidate()
    return edition


def withdraw_document(document: Document, *, merged_into: str = "", **values: Any) -> Edition:
    """Insert an edition that withdraws the subject: merged into another if that is named, else in error."""
    reason = "merged" if merged_into else "error"
    return publish_document(document, withdrawal=reason, merged_into=merged_into, **values)


def publish_world() -> list[Edition]:
    """Publish :func:`.documents.world_documents` as first editions."""
    return _publish_all(world_documents())


def publish_modifiers(codes: Iterable[str]) -> list[Edition]:
    """Publish full modifiers of these codes."""
    return _publish_all(modifier_document(code) for code in codes)


@transaction.atomic
def _publish_all(found: Iterable[Document]) -> list[Edition]:
    editions = [_insert(document, None, {}) for document in found]
    CatalogueVersion.move()
    store.invalidate()
    return editions


def _insert(document: Document, live_from: datetime | None, values: dict[str, Any]) -> Edition:
    now = timezone.now()
    live_from = live_from or now
    number = Edition.objects.filter(kind=document.kind, key=document.key).count() + 1
    return Edition.objects.create(
        kind=document.kind,
        key=document.key,
        number=number,
        document=document.canonical_json(),
        sha256=document.sha256(),
        live_from=live_from,
        **{
            "published_at": min(now, live_from),
            "is_major": True,
            "change_note": "First edition." if number == 1 else f"Edition {number}.",
            **values,
        },
    )
