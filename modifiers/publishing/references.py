"""Everything that a document names by key, and where: for finding what has died. No Django here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from modifiers.documents import Document
from modifiers.documents.links import LinkError, links

from .checks import OWN_REFERENCES, REFERENCES, texts


@dataclass(frozen=True, slots=True)
class Reference:
    """One naming of another subject or source.

    Attributes:
        path: the field, such as ``do_not_use.more-specific-fits.text``.
        kind: ``modifier``, ``payer`` …, or ``source``.
        key: the natural key that is named.
    """

    path: str
    kind: str
    key: str


def references(document: Document) -> Iterator[Reference]:
    """All references of a document, cross-links in its texts among them; links that cannot be read pass by."""
    for name, kind in OWN_REFERENCES.items():
        yield from _named(name, kind, getattr(document, name, None))
    yield from _named("identity_sources", "source", getattr(document, "identity_sources", ()))
    for name, statements in document.lists():
        for statement in statements:
            path = f"{name}.{statement.key}"
            for field, kind in REFERENCES.items():
                yield from _named(f"{path}.{field}", kind, getattr(statement, field, None))
            yield from _named(f"{path}.sources", "source", statement.sources)
    for path, text in texts(document):
        try:
            found = links(text)
        except LinkError:
            continue
        yield from (Reference(path, link.kind, link.key) for link in found)


def _named(path: str, kind: str, named: Any) -> Iterator[Reference]:
    for key in named if isinstance(named, tuple) else filter(None, (named,)):
        yield Reference(path, kind, key)
