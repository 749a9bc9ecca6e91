"""What every document has in common, and its canonical form.

Canonical JSON: keys sorted, no white space, UTF-8 without escapes, dates as ISO 8601, fields at
their default left out. The same content is the same bytes, and so the same SHA-256.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar, Literal, Self

from pydantic import model_validator

from .parts import Line, Part, Slug, Source, Statement


class Document(Part):
    """One publishable subject whole. ``sources`` holds every cited source by value once composed.

    Subclasses set ``kind`` and the class variables: ``key_field`` names the field that identifies
    the subject, ``needs_sources`` whether it can be published without any.
    """

    key_field: ClassVar[str] = "slug"
    needs_sources: ClassVar[bool] = True

    kind: str
    reviewed_on: date | None = None
    reviewed_by: str = ""
    review_due_on: date | None = None
    sources: tuple[Source, ...] = ()

    @property
    def key(self) -> str:
        """The subject's natural key: ``59``, ``carc-97``, ``noridian``."""
        return str(getattr(self, self.key_field))

    @property
    def title(self) -> str:
        """What the subject is called in a link."""
        return str(self.name)  # type: ignore[attr-defined]

    def lists(self) -> Iterator[tuple[str, tuple[Statement, ...]]]:
        """Yield (field name, statements) for every list of statements, in page order."""
        for name in type(self).model_fields:
            value = getattr(self, name)
            if isinstance(value, tuple) and value and isinstance(value[0], Statement):
                yield name, value

    def cited(self) -> tuple[str, ...]:
        """Keys of all sources named anywhere in the document, in order of first appearance."""
        seen: dict[str, None] = dict.fromkeys(getattr(self, "identity_sources", ()))
        for _, statements in self.lists():
            for statement in statements:
                seen.update(dict.fromkeys(statement.sources))
        return tuple(seen)

    def with_sources(self, known: dict[str, Source]) -> Self:
        """Return the document with every cited source filled in by value.

        Args:
            known: source key → source.

        Raises:
            KeyError: with the source key, if a cited source is not known.
        """
        return self.model_copy(update={"sources": tuple(known[key] for key in self.cited())})

    def without_sources(self) -> Self:
        """Return the document as a content file holds it: sources by key only."""
        return self.model_copy(update={"sources": ()})

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Self:
        for name, statements in self.lists():
            seen: set[str] = set()
            for statement in statements:
                if statement.key in seen:
                    raise ValueError(f"{name}: the key “{statement.key}” is used twice")
                seen.add(statement.key)
        return self

    def to_data(self) -> dict[str, Any]:
        """Plain JSON-ready data in field order; fields at their default are left out, ``kind`` never."""
        return {"kind": self.kind, **self.model_dump(mode="json", exclude_defaults=True)}

    def canonical_json(self) -> str:
        """The one text that stands for this content (see the module's docstring)."""
        return canonical_json(self.to_data())

    def sha256(self) -> str:
        """SHA-256 of the canonical JSON, 64 hexadecimal digits."""
        return content_hash(self.canonical_json())


def canonical_json(data: Any) -> str:
    """Serialise plain data canonically."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def content_hash(text: str) -> str:
    """SHA-256 of a text's UTF-8 bytes, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


class Named(Document):
    """A document with a slug, a name and a one-sentence summary."""

    slug: Slug
    name: Line
    summary: Line


Depth = Literal["full", "entry"]
