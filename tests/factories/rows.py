"""Working copies."""

from __future__ import annotations

from typing import Any

from modifiers.documents import Source as SourcePart
from modifiers.models import Modifier, Source, Subject

from .documents import SOURCES, source, world_documents


def make_source(key: str = "cms-one", **changes: Any) -> Source:
    """A source's row."""
    part: SourcePart = source(key, **changes)
    return Source.objects.update_or_create(key=key, defaults=Source.values_of(part))[0]


def make_modifier(code: str = "59", **values: Any) -> Modifier:
    """A modifier's row without any list; ``values`` are its fields."""
    return Modifier.objects.create(
        **{
            "code": code,
            "name": f"Name of {code}",
            "system": "CPT" if code.isdigit() else "HCPCS Level II",
            "summary": f"One sentence about modifier {code}.",
            **values,
        }
    )


def write_world() -> dict[tuple[str, str], Subject]:
    """The world of :func:`.documents.world_documents` as rows, unpublished: (kind, key) → subject.

    References between subjects go both ways, so each is first written without its references to others.
    """
    from modifiers import publishing

    for key in SOURCES:
        make_source(key)
    found = world_documents()
    for document in found:
        if document.kind == "modifier":
            make_modifier(document.key)
        if document.kind == "denial_code":
            publishing.apply(document.model_copy(update={"often_with": ()}))
    return {(document.kind, document.key): publishing.apply(document) for document in found}
