"""Settings and specialties in which modifiers are used: ``/settings/`` and ``/settings/<slug>/``."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from modifiers.catalogue import Catalogue
from modifiers.documents import SettingDocument

from .addresses import path_of
from .answering import absent, current, page, public
from .foot import foot_of
from .members import with_members
from .modifier import review_of
from .prose import Writer
from .sections import Section, setting_view
from .structured_data import About, about_subject, updated_on
from .words import fitted


@public
def setting_list(request: HttpRequest) -> HttpResponseBase:
    """All settings with the modifiers used in them."""
    snapshot = current()
    context = {
        "title": "Settings and specialties",
        "description": "Which modifiers are used in which specialty or place of service, with typical code pairs.",
        "intro": "Which modifiers are used where, with typical procedure codes.",
        "heading": "Settings and specialties",
        "rows": with_members(
            snapshot, "setting", lambda key: dict.fromkeys(use.modifier.key for use in snapshot.by_setting.get(key, ()))
        ),
        "about": About(
            "Settings and specialties",
            "CollectionPage",
            "Which modifiers are used where, with typical procedure codes.",
        ),
        "crumbs": [("Settings", None)],
    }
    return page(request, "listing/members.html", context)


@public
def setting(request: HttpRequest, key: str) -> HttpResponseBase:
    """One setting with its modifiers."""
    snapshot = current()
    entry = snapshot.get("setting", key)
    if entry is None:
        return absent(request, snapshot, "setting", key)
    return page(request, "setting/page.html", setting_page(entry.document, catalogue=snapshot, edition=entry))


def setting_page(document: Any, *, catalogue: Catalogue, edition: Any = None) -> dict[str, Any]:
    """The context of ``setting/page.html``."""
    assert isinstance(document, SettingDocument)
    writer = Writer(catalogue, document.sources)
    uses = catalogue.by_setting.get(document.slug, ())
    for use in uses:
        writer.citations.know(use.modifier.document.sources)
    shown = tuple(setting_view(writer, u.statement, f"uses-{u.modifier.key.lower()}", u.modifier.key) for u in uses)
    sources = writer.citations.listed(catalogue)
    return {
        "document": document,
        "kind": "Setting or specialty",
        "sections": (Section("uses", "Modifiers used here", "settings", shown),) if shown else (),
        "sources": sources,
        "review": review_of(document, timezone.localdate(), updated_on(catalogue, document)),
        "title": fitted(f"{document.name}: modifiers", 70),
        "foot": foot_of(document, edition),
        "description": document.summary,
        "canonical": path_of("setting", document.slug),
        "about": about_subject(document, catalogue, description=document.summary, sources=sources),
        "crumbs": [("Settings", "/settings/"), (document.name, None)],
    }
