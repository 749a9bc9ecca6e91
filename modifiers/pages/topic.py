"""One topic, a question that modifiers answer: ``/topics/<slug>/``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from modifiers.catalogue import Catalogue
from modifiers.documents import TopicDocument

from .addresses import path_of
from .answering import absent, current, page, public
from .modifier import review_of
from .prose import Writer
from .sections import Section


@public
def topic(request: HttpRequest, key: str) -> HttpResponseBase:
    """One topic with its modifiers."""
    snapshot = current()
    entry = snapshot.get("topic", key)
    if entry is None:
        return absent(request, snapshot, "topic", key)
    return page(request, "topic/page.html", topic_page(entry.document, catalogue=snapshot, edition=entry))


def topic_page(document: Any, *, catalogue: Catalogue, edition: Any = None) -> dict[str, Any]:
    """The context of ``topic/page.html``."""
    assert isinstance(document, TopicDocument)
    members = Writer(catalogue).badges(member.key for member in catalogue.by_topic.get(document.slug, ()))
    return {
        "document": document,
        "kind": "Topic",
        "sections": (Section("members", "The modifiers", "members", members),) if members else (),
        "review": review_of(document, timezone.localdate()),
        "title": f"{document.name} Modifiers on this topic"[:70],
        "description": document.summary,
        "canonical": path_of("topic", document.slug),
        "crumbs": [("Modifiers", "/modifiers/"), (document.name, None)],
    }
