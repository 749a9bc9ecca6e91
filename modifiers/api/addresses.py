"""Where a subject of the catalogue answers in the API."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from modifiers import documents
from modifiers.pages.addresses import absolute, path_of

ROOT = "/api/v1"

_PLURALS = {"family": "families", "denial_code": "denials"}
PLURALS = {kind: _PLURALS.get(kind, f"{kind}s") for kind in documents.DOCUMENTS if kind != "page"}
"""Kind of subject → its part of the address. Plain pages are not data, so the API leaves them out."""


def api_url(kind: str, key: str) -> str:
    """The address of a live subject, or of a source, in the API."""
    return absolute(f"{ROOT}/{PLURALS.get(kind, f'{kind}s')}/{key.lower()}")


def page_url(kind: str, key: str) -> str:
    """The address of its page for people."""
    return absolute(path_of(kind, key))


def statement_url(code: str, section: str, key: str) -> str:
    """The address of one statement on a modifier's page."""
    return f"{page_url('modifier', code)}#{section}-{key}"


def edition_url(code: str, number: int) -> str:
    """The lasting page of one edition of a modifier."""
    return absolute(reverse("modifier_edition", args=[code.lower(), number]))


def as_of_url(code: str, on: date) -> str:
    """The page of a modifier as it stood at the end of a day."""
    return absolute(reverse("modifier_as_of", args=[code.lower(), on.isoformat()]))


def list_url(path: str, query: Iterable[tuple[str, object]]) -> str:
    """The address of a part of a list."""
    return absolute(f"{path}?{urlencode(list(query))}")
