"""Rows: what every ordered list of a subject has in common.

A row knows the document field that it fills, turns into a document part with :meth:`Row.to_part` and
comes back with :meth:`Row.values_of` and :meth:`Row.links_of`; :mod:`modifiers.publishing` does the rest
alike for all.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from modifiers import documents

from .source import Source

_ROOM = 1_000_000


class RowQuerySet(models.QuerySet[Any]):
    """Rows of one kind of list."""

    def make_room(self) -> None:
        """Move all positions out of the way, so that rows can be renumbered one by one under the unique constraint."""
        self.filter(position__lt=_ROOM).update(position=F("position") + _ROOM)


class Row(models.Model):
    """An ordered row of a subject. ``owner_field`` names the foreign key, ``fills`` the document's field."""

    owner_field: ClassVar[str]
    fills: ClassVar[str | None]
    part_class: ClassVar[type[documents.parts.Part]]
    typed_field: ClassVar[str] = "lines"
    """The column whose text is read line by line, and can fail to be read."""

    key = models.SlugField(max_length=64, help_text="Short, lasting, unique in its list: the anchor. Never reuse one.")
    position = models.PositiveIntegerField(default=0)

    objects = RowQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.key

    @classmethod
    def related_name(cls) -> str:
        """The name under which the owner knows these rows."""
        return str(cls._meta.get_field(cls.owner_field).remote_field.related_name)  # type: ignore[union-attr]

    @classmethod
    def fields_filled(cls) -> tuple[str, ...]:
        """The document fields that rows of this class fill."""
        return (cls.fills,) if cls.fills else tuple(cls.Part.values)  # type: ignore[attr-defined]

    @property
    def document_field(self) -> str:
        """The document field that this row belongs to."""
        return self.fills or self.part  # type: ignore[attr-defined,no-any-return]

    @classmethod
    def prefetches(cls) -> tuple[str, ...]:
        """Relations that :meth:`to_part` reads."""
        return ()

    def to_part(self) -> Any:
        """The row as a document holds it. Raises pydantic.ValidationError if it does not fit."""
        return self.part_class(**self.part_values())

    def part_values(self) -> dict[str, Any]:
        """Field values for :meth:`to_part`."""
        return {"key": self.key}

    @classmethod
    def values_of(cls, part: Any, field: str) -> dict[str, Any]:
        """Plain field values for the row of a part that came from a document."""
        values: dict[str, Any] = {"key": part.key}
        return values if cls.fills else {**values, "part": field}

    @classmethod
    def links_of(cls, part: Any) -> dict[str, tuple[type[models.Model], Iterable[str]]]:
        """References of a part: row field → (model, natural keys). One key for a foreign key."""
        return {}


class StatementRow(Row):
    """A row that says something and can be cited."""

    text = models.TextField(max_length=1200)
    sources = models.ManyToManyField(Source, blank=True, related_name="+")
    checked_on = models.DateField(
        null=True, blank=True, help_text="The day on which it was last compared with its sources."
    )

    part_class: ClassVar[type[documents.Statement]] = documents.Statement

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text[:80]

    @classmethod
    def prefetches(cls) -> tuple[str, ...]:
        return ("sources",)

    def part_values(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "text": self.text,
            "sources": tuple(source.key for source in self.sources.all()),
            "checked_on": self.checked_on,
        }

    @classmethod
    def values_of(cls, part: Any, field: str) -> dict[str, Any]:
        return {**super().values_of(part, field), "text": part.text, "checked_on": part.checked_on}

    @classmethod
    def links_of(cls, part: Any) -> dict[str, tuple[type[models.Model], Iterable[str]]]:
        return {"sources": (Source, part.sources)}


def list_rules(owner: str, *, by_part: bool = False) -> list[models.BaseConstraint]:
    """Keys and positions are unique per list; ``%(class)s`` keeps the names apart."""
    scope = (owner, "part") if by_part else (owner,)
    return [
        models.UniqueConstraint(fields=(*scope, "key"), name="%(class)s_key_is_unique"),
        models.UniqueConstraint(fields=(*scope, "position"), name="%(class)s_position_is_unique"),
        models.CheckConstraint(condition=~Q(key=""), name="%(class)s_has_a_key"),
    ]
