"""Topics, the questions that modifiers answer: ``/topics/`` and ``/topics/<slug>/``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from modifiers.catalogue import Catalogue
from modifiers.documents import TopicDocument

from .addresses import path_of
from .answering import absent, current, page, public
from .foot import foot_of
from .members import items_of, with_members
from .modifier import review_of
from .prose import Writer
from .sections import Section
from .structured_data import About, about_subject, updated_on
from .words import fitted


@public
def topic_list(request: HttpRequest) -> HttpResponseBase:
    """All topics with their modifiers."""
    snapshot = current()
    context = {
        "title": "Topics: what a modifier tells",
        "description": "Modifiers by the question that they answer: where, who, how much, again, under which program.",
        "intro": "Modifiers by the question that they answer. Most answer more than one.",
        "heading": "Topics",
        "rows": with_members(snapshot, "topic", lambda key: (member.key for member in snapshot.by_topic.get(key, ()))),
        "about": About(
            "Topics",
            "CollectionPage",
            "Modifiers by the question that they answer. Most answer more than one.",
        ),
        "crumbs": [("Topics", None)],
    }
    return page(request, "listing/members.html", context)


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
        "review": review_of(document, timezone.localdate(), updated_on(catalogue, document)),
        "title": fitted(f"{document.name} Modifiers on this topic", 70),
        "foot": foot_of(document, edition),
        "description": document.summary,
        "canonical": path_of("topic", document.slug),
        "about": about_subject(
            document, catalogue, kind="CollectionPage", description=document.summary, items=items_of(members)
        ),
        "crumbs": [("Topics", "/topics/"), (document.name, None)],
    }
