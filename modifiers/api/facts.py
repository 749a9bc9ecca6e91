"""From entries of the catalogue to the shapes of answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from modifiers.catalogue import Catalogue, Entry, Use
from modifiers.documents import ModifierDocument

from . import shapes
from .addresses import api_url, page_url, statement_url


def edition(entry: Entry) -> dict[str, Any]:
    """What every answer with an edition says of it."""
    return {
        "kind": entry.kind,
        "key": entry.key,
        "edition": entry.number,
        "sha256": entry.sha256,
        "live_from": entry.live_from,
        "url": page_url(entry.kind, entry.key),
        "api_url": api_url(entry.kind, entry.key),
    }


def modifier_item(entry: Entry) -> shapes.ModifierItem:
    """A modifier in a list."""
    document = modifier_document(entry)
    told = ("code", "name", "system", "depth", "summary", "family", "topics", "is_ncci_associated")
    dates = ("effective_on", "ended_on", "successor")
    return shapes.ModifierItem(**edition(entry), **{name: getattr(document, name) for name in told + dates})


def modifier_name(entry: Entry) -> dict[str, str]:
    """A modifier as others name it."""
    return {
        "code": entry.key,
        "name": entry.document.title,
        "url": page_url("modifier", entry.key),
        "api_url": api_url("modifier", entry.key),
    }


def named(snapshot: Catalogue, kind: str, key: str) -> shapes.Named:
    """Any subject as others name it."""
    entry = snapshot.get(kind, key)
    name = entry.document.title if entry else key
    return shapes.Named(kind=kind, key=key, name=name, url=page_url(kind, key), api_url=api_url(kind, key))


def using(uses: Iterable[Use], section: str, shape: type[shapes.Using[Any]]) -> tuple[Any, ...]:
    """Each modifier once, in the catalogue's order, with its statements that name the subject.

    Args:
        uses: statements as the catalogue finds them from the other side.
        section: the part of a modifier's page on which they stand.
        shape: the answer's class for this kind of statement.
    """
    found: dict[str, dict[str, Any]] = {}
    for use in uses:
        code, statement = use.modifier.key, use.statement
        member = found.setdefault(code, {**modifier_name(use.modifier), "statements": []})
        member["statements"].append({"url": statement_url(code, section, statement.key), "statement": statement})
    return tuple(shape.model_validate(member) for member in found.values())


def modifier_document(entry: Entry) -> ModifierDocument:
    """The document of a modifier's entry."""
    assert isinstance(entry.document, ModifierDocument)
    return entry.document
