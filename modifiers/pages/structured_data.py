"""What a page is, in schema.org's terms, as a data block that no text can break out of."""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from modifiers.catalogue import Catalogue
from modifiers.documents import ModifierDocument

from .addresses import absolute, path_of

_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&'\u2028\u2029"}


def as_block(data: dict[str, Any]) -> SafeString:
    """JSON that may stand inside ``<script type="application/ld+json">`` whatever its strings hold."""
    return mark_safe(json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES))


def modifier_data(document: ModifierDocument, catalogue: Catalogue) -> dict[str, Any]:
    """A WebPage about a MedicalCode, with its breadcrumbs and its last major update and review."""
    url = absolute(path_of("modifier", document.code))
    updated = catalogue.updated_at("modifier", document.code)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "url": url,
        "name": f"Modifier {document.code}: {document.name}",
        "description": document.summary,
        "inLanguage": "en",
        "about": {
            "@type": "MedicalCode",
            "codeValue": document.code,
            "codingSystem": document.system,
            "name": document.name,
        },
        "breadcrumb": {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": 1, "name": "Modifiers", "item": absolute("/modifiers/")},
                {"@type": "ListItem", "position": 2, "name": document.code, "item": url},
            ],
        },
    }
    if updated:
        data["dateModified"] = updated.date().isoformat()
    if document.reviewed_on:
        data["lastReviewed"] = document.reviewed_on.isoformat()
    return data
