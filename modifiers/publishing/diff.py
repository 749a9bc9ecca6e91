"""What changed between two documents of a subject, word by word. No Django here.

A diff is complete: ``patch(old, diff(old, new)) == new``. Rows are matched by key, so a reworded
statement is a change and no removal with an addition; as few rows as possible count as moved.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any, Literal

from modifiers.documents import Document
from modifiers.documents.parts import Part, Section, Source, Statement

_WORDS = re.compile(r"\s+|\[\[[^\[\]]*\]\]|\w+|[^\w\s]")

How = Literal["same", "added", "removed"]


class PatchError(ValueError):
    """A diff does not belong to the document that it is applied to."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that both texts have (``same``), or only the new (``added``) or old (``removed``) one."""

    how: How
    text: str


@dataclass(frozen=True)
class FieldChange:
    """A field whose value differs. ``old`` and ``new`` are as in the documents."""

    name: str
    old: Any
    new: Any

    @property
    def how(self) -> Literal["added", "removed", "changed"]:
        """Whether the field was empty before, is empty now, or neither."""
        if self.old in (None, "", ()):
            return "added"
        return "removed" if self.new in (None, "", ()) else "changed"

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The words of both, if both are texts; the same + removed ones are the old text, same + added the new."""
        return words(self.old, self.new) if isinstance(self.old, str) and isinstance(self.new, str) else ()


@dataclass(frozen=True)
class RowChange:
    """A row of a list that both documents have or only one.

    Attributes:
        key: the row's key.
        how: ``added``, ``removed``, ``moved``, ``reworded`` (fields differ), or ``moved_and_reworded``.
        old: the row before, None if added.
        new: the row now, None if removed.
        position: its place in the new list, counted from 0; None if removed.
        fields: what differs, for rows in both.
    """

    key: str
    how: Literal["added", "removed", "moved", "reworded", "moved_and_reworded"]
    old: Part | None
    new: Part | None
    position: int | None
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True)
class ListChange:
    """A list that differs: first what is gone, then the rest in the order of the new list."""

    name: str
    rows: tuple[RowChange, ...]


@dataclass(frozen=True)
class DocumentDiff:
    """Everything that differs between two documents, in the order of the document's fields."""

    fields: tuple[FieldChange, ...]
    lists: tuple[ListChange, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the two say the same."""
        return not self.fields and not self.lists


def diff(old: Document, new: Document) -> DocumentDiff:
    """Compare two documents of the same kind.

    Raises:
        PatchError: if they are of different kinds.
    """
    if type(old) is not type(new):
        raise PatchError(f"A {old.kind} cannot be compared with a {new.kind}.")
    fields, lists = [], []
    for name in type(old).model_fields:
        before, after = getattr(old, name), getattr(new, name)
        if before == after:
            continue
        if _is_list_of_rows(before) and _is_list_of_rows(after):
            lists.append(ListChange(name, tuple(_rows(before, after))))
        else:
            fields.append(FieldChange(name, before, after))
    return DocumentDiff(tuple(fields), tuple(lists))


def patch(old: Document, changes: DocumentDiff) -> Document:
    """Apply a diff.

    Returns:
        The document that ``old`` was compared with.

    Raises:
        PatchError: if ``old`` is not the document that the diff was made from.
    """
    values: dict[str, Any] = {}
    for change in changes.fields:
        values[change.name] = _replaced(getattr(old, change.name), change)
    for listed in changes.lists:
        values[listed.name] = tuple(_patched(getattr(old, listed.name), listed.rows))
    return old.model_copy(update=values)


def words(old: str, new: str) -> tuple[Piece, ...]:
    """Compare two texts word by word; cross-links count as one word."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    pieces: list[Piece] = []
    for op, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            pieces.append(Piece("same", "".join(before[start:end])))
            continue
        if end > start:
            pieces.append(Piece("removed", "".join(before[start:end])))
        if new_end > new_start:
            pieces.append(Piece("added", "".join(after[new_start:new_end])))
    return tuple(pieces)


def _is_list_of_rows(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(row, Statement | Section | Source) for row in value)


def _rows(before: Sequence[Any], after: Sequence[Any]) -> Iterator[RowChange]:
    old = {row.key: row for row in before}
    new = {row.key: row for row in after}
    for row in before:
        if row.key not in new:
            yield RowChange(row.key, "removed", row, None, None)
    shifted = moved([row.key for row in before if row.key in new], [row.key for row in after if row.key in old])
    for position, row in enumerate(after):
        if row.key not in old:
            yield RowChange(row.key, "added", None, row, position)
            continue
        fields = tuple(
            FieldChange(name, getattr(old[row.key], name), getattr(row, name))
            for name in type(row).model_fields
            if getattr(old[row.key], name) != getattr(row, name)
        )
        if row.key in shifted:
            yield RowChange(row.key, "moved_and_reworded" if fields else "moved", old[row.key], row, position, fields)
        elif fields:
            yield RowChange(row.key, "reworded", old[row.key], row, position, fields)


def moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The fewest keys whose moving turns one order into the other: all but a longest increasing run."""
    place = {key: index for index, key in enumerate(before)}
    ends: list[int] = []
    ends_keys: list[str] = []
    previous: dict[str, str | None] = {}
    for key in after:
        at = bisect_left(ends, place[key])
        previous[key] = ends_keys[at - 1] if at else None
        ends[at : at + 1] = [place[key]]
        ends_keys[at : at + 1] = [key]
    stayed = set()
    step = ends_keys[-1] if ends_keys else None
    while step is not None:
        stayed.add(step)
        step = previous[step]
    return set(after) - stayed


def _replaced(value: Any, change: FieldChange) -> Any:
    if value != change.old:
        raise PatchError(f"{change.name}: the document does not hold what the diff was made from.")
    return change.new


def _patched(rows: Sequence[Any], changes: Sequence[RowChange]) -> list[Any]:
    held = {row.key: row for row in rows}
    for change in changes:
        if (change.old is None) != (change.key not in held) or (
            change.old is not None and held[change.key] != change.old
        ):
            raise PatchError(f"{change.key}: the document does not hold what the diff was made from.")
    by_key = {change.key: change for change in changes}
    placed = []
    for row in rows:
        found = by_key.get(row.key)
        if found is None:
            placed.append(row)
        elif found.how == "reworded":
            placed.append(_reworded(row, found))
    for change in changes:
        if change.position is not None and change.how != "reworded":
            row = change.new if change.old is None else _reworded(change.old, change)
            placed.insert(change.position, row)
    return placed


def _reworded(row: Any, change: RowChange) -> Any:
    return row.model_copy(update={field.name: _replaced(getattr(row, field.name), field) for field in change.fields})
