"""Three states of one change form, compared and merged. No Django here.

``base`` is what the form was drawn from, ``theirs`` what is saved by now, ``mine`` what was typed. All three
are :class:`Snapshot`: text as an input holds it. The rules (docs/adr/0023):

* What one side alone changed is taken; what both changed alike is taken once.
* What both changed differently is a :class:`Conflict`: mine stays, theirs is shown beside it.
* Choices of several, such as sources, merge as sets and are never in conflict.
* A row that they deleted and I changed comes back as a new row. A row that they changed and I deleted stays.
* Rows stand in their order with my moves on top; my new rows stand behind the row that they were put behind.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from modifiers.publishing.diff import moved

Value = str | tuple[str, ...]
"""What an input holds: text, or the sorted primary keys of what is chosen."""

STAYS = "You had ticked this row to be deleted. It has been changed since, so it stays until you tick it again."
COMES_BACK = "This row has been deleted since. Because you had changed it, it is here as a new row."

Side = Literal["mine", "theirs", "both", "conflict"]
RowHow = Literal["new", "deleted", "moved", "changed", "moved and changed", "same"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list.

    Attributes:
        id: its primary key; empty for a row that was never saved.
        values: input → what it holds, without the row's number.
        is_deleted: the box that deletes it is ticked.
        place: the prefix of its inputs in the form in which it was read; says nothing about the row.
    """

    id: str
    values: Mapping[str, Value]
    is_deleted: bool = False
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A form as it stands: its fields, and its lists with their rows in order."""

    fields: Mapping[str, Value]
    lists: Mapping[str, tuple[Row, ...]]

    def as_data(self) -> dict[str, Any]:
        """As plain data that JSON can hold."""
        lists = {name: [[row.id, dict(row.values)] for row in rows] for name, rows in self.lists.items()}
        return {"fields": dict(self.fields), "lists": lists}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Snapshot:
        """Back from :meth:`as_data`. Raises KeyError, TypeError or ValueError if it is not of that shape."""
        lists = {
            name: tuple(Row(str(id_), _values(values)) for id_, values in rows) for name, rows in data["lists"].items()
        }
        return cls(_values(data["fields"]), lists)


EMPTY = Snapshot({}, {})
"""The base where it is not known: then all that differs is a conflict, and no row counts as deleted."""


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field or an input of a row that is not alike in all three states. ``side`` says who changed it."""

    name: str
    base: Value
    theirs: Value
    mine: Value
    side: Side


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row that is not alike in all three states.

    Attributes:
        list_name: the list in which it stands.
        row: as typed if I have it, else as saved, else as it was.
        theirs: what they did to it.
        mine: what I did to it.
        fields: the inputs that differ, for rows that were changed by anybody.
    """

    list_name: str
    row: Row
    theirs: RowHow
    mine: RowHow
    fields: tuple[FieldDifference, ...] = ()

    @property
    def is_conflict(self) -> bool:
        """Whether merging cannot keep both wishes."""
        deleted = "deleted" in (self.theirs, self.mine) and self.theirs != self.mine
        changed = any("changed" in how for how in (self.theirs, self.mine))
        return any(one.side == "conflict" for one in self.fields) or (deleted and changed)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything in which the three states differ."""

    fields: tuple[FieldDifference, ...]
    rows: tuple[RowDifference, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """An input in which mine stays while theirs is something else; or a row, if ``name`` is empty."""

    list_name: str
    index: int
    name: str
    base: Value
    theirs: Value
    note: str = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """The outcome: rows in the order in which they are to stand, and what an editor must look at."""

    snapshot: Snapshot
    conflicts: tuple[Conflict, ...]


def compare(base: Snapshot, theirs: Snapshot, mine: Snapshot) -> Comparison:
    """What they and I did to the base, field by field and row by row."""
    fields = tuple(_differences(base.fields, theirs.fields, mine.fields))
    rows = [
        one
        for name in theirs.lists
        for one in _compare_rows(name, *(side.lists.get(name, ()) for side in (base, theirs, mine)))
    ]
    return Comparison(fields, tuple(rows))


def merge(base: Snapshot, theirs: Snapshot, mine: Snapshot, *, taking: Collection[str] = ()) -> Merged:
    """Put my changes on top of theirs.

    Args:
        base: what the form was drawn from; :data:`EMPTY` where that is not known.
        theirs: what is saved by now. Its fields and lists are those of the outcome.
        mine: what was typed.
        taking: names of inputs (``name``, ``checklist-0-text``) whose conflict is settled for theirs.
    """
    conflicts: list[Conflict] = []
    fields = _merge_values(base.fields, theirs.fields, mine.fields, taking, "", ("", 0), conflicts)
    lists = {}
    for name in theirs.lists:
        was, saved, typed = (side.lists.get(name, ()) for side in (base, theirs, mine))
        lists[name] = _merge_rows(name, was, saved, typed, taking, conflicts)
    return Merged(Snapshot(fields, lists), tuple(conflicts))


def _values(data: Mapping[str, Any]) -> dict[str, Value]:
    return {str(name): value if isinstance(value, str) else tuple(map(str, value)) for name, value in data.items()}


def _empty(like: Value) -> Value:
    return "" if isinstance(like, str) else ()


def _side(base: Value | None, theirs: Value, mine: Value) -> Side | None:
    if theirs == mine:
        return None if theirs == base else "both"
    if mine == base:
        return "theirs"
    return "mine" if theirs == base else "conflict"


def _differences(
    base: Mapping[str, Value], theirs: Mapping[str, Value], mine: Mapping[str, Value]
) -> Iterable[FieldDifference]:
    for name, saved in theirs.items():
        typed, was = mine.get(name, _empty(saved)), base.get(name)
        side = _side(was, saved, typed)
        if side == "conflict" and not isinstance(saved, str):
            side = "both"  # sets merge
        if side:
            yield FieldDifference(name, _empty(saved) if was is None else was, saved, typed, side)


def _merge_values(
    base: Mapping[str, Value],
    theirs: Mapping[str, Value],
    mine: Mapping[str, Value],
    taking: Collection[str],
    place: str,
    where: tuple[str, int],
    conflicts: list[Conflict],
) -> dict[str, Value]:
    merged: dict[str, Value] = {}
    for name, saved in theirs.items():
        typed, was = mine.get(name, _empty(saved)), base.get(name)
        side = _side(was, saved, typed)
        if side == "conflict" and isinstance(saved, tuple):
            before = set(was or ())
            merged[name] = tuple(sorted((set(saved) | (set(typed) - before)) - (before - set(typed))))
        elif side == "conflict" and (f"{place}-{name}" if place else name) not in taking:
            merged[name] = typed
            conflicts.append(Conflict(*where, name, "" if was is None else was, saved))
        else:
            merged[name] = typed if side == "mine" else saved
    return merged


def _by_id(rows: Iterable[Row]) -> dict[str, Row]:
    return {row.id: row for row in rows if row.id}


def _shifted(before: Sequence[Row], after: Sequence[Row]) -> set[str]:
    """The rows of both whose moving turns one order into the other."""
    old, new = _by_id(before), _by_id(row for row in after if not row.is_deleted)
    return moved([id_ for id_ in old if id_ in new], [id_ for id_ in new if id_ in old])


def _compare_rows(
    name: str, base: Sequence[Row], theirs: Sequence[Row], mine: Sequence[Row]
) -> Iterable[RowDifference]:
    was, saved, typed = _by_id(base), _by_id(theirs), _by_id(mine)
    their_moves, my_moves = _shifted(base, theirs), _shifted(base, mine)

    def how(row: Row | None, before: Row | None, moves: Collection[str]) -> RowHow:
        if row is None or row.is_deleted:
            return "deleted" if before else "same"
        if before is None:
            return "new"
        marks = (("moved", row.id in moves), ("changed", row.values != before.values))
        words = [word for word, holds in marks if holds]
        return " and ".join(words) or "same"  # type: ignore[return-value]

    for id_ in dict.fromkeys((*saved, *typed, *was)):
        row = typed.get(id_) or saved.get(id_) or was[id_]
        before = was.get(id_) or (saved.get(id_) if id_ in typed else None)
        by_them, by_me = how(saved.get(id_), before, their_moves), how(typed.get(id_), before, my_moves)
        if id_ not in was and id_ in saved and id_ not in typed:
            by_them, by_me = "new", "same"
        if by_them == by_me == "same":
            continue
        kept = saved.get(id_) or was.get(id_) or row
        fields = tuple(_differences((was.get(id_) or kept).values, kept.values, (typed.get(id_) or kept).values))
        yield RowDifference(name, row, by_them, by_me, fields)
    for row in mine:
        if not row.id and not row.is_deleted:
            yield RowDifference(name, row, "same", "new")


def _merge_rows(
    name: str,
    base: Sequence[Row],
    theirs: Sequence[Row],
    mine: Sequence[Row],
    taking: Collection[str],
    conflicts: list[Conflict],
) -> tuple[Row, ...]:
    was, typed = _by_id(base), _by_id(mine)
    found: list[tuple[str, Conflict]] = []
    rows: dict[str, Row] = {}  # handle → row; the handle is the primary key, or made up for a new row
    for row in theirs:
        my, before = typed.get(row.id), was.get(row.id)
        if my is None:
            rows[row.id] = row
        elif my.is_deleted and before and row.values == before.values:
            rows[row.id] = replace(row, values=my.values, is_deleted=True)
        elif my.is_deleted:
            rows[row.id] = row
            found.append((row.id, Conflict(name, 0, "", "", "", STAYS)))
        else:
            own: list[Conflict] = []
            values = _merge_values(
                before.values if before else {}, row.values, my.values, taking, my.place, (name, 0), own
            )
            rows[row.id] = replace(row, values=values)
            found += [(row.id, one) for one in own]
    order = _order(base, theirs, mine)
    handles: list[str] = []  # of my rows so far
    for at, row in enumerate(mine):
        if row.id in rows:
            handles += [] if row.is_deleted else [row.id]
            continue
        comes_back = bool(row.id) and (row.id not in was or row.values != was[row.id].values)
        if row.is_deleted or (row.id and not comes_back):
            continue
        handle = f"new {at}"
        rows[handle] = replace(row, id="")
        _put_behind(order, handle, handles, mine[at + 1 :])
        handles.append(handle)
        if comes_back:
            found.append((handle, Conflict(name, 0, "", "", "", COMES_BACK)))
    conflicts += [replace(one, index=order.index(handle)) for handle, one in found]
    return tuple(rows[handle] for handle in order)


def _order(base: Sequence[Row], theirs: Sequence[Row], mine: Sequence[Row]) -> list[str]:
    """Their order with my moves on top, as handles of the rows that are saved."""
    order = [row.id for row in theirs]
    shifted = _shifted(base, mine)
    before: str | None = None
    for row in mine:
        if row.is_deleted or row.id not in order:
            continue
        if row.id in shifted:
            order.remove(row.id)
            order.insert(order.index(before) + 1 if before else 0, row.id)
        before = row.id
    return order


def _put_behind(order: list[str], handle: str, before: Sequence[str], after: Sequence[Row]) -> None:
    """Put a new row behind the row that it follows in my list; last, if nothing of mine that is saved follows it."""
    if not any(row.id in order and not row.is_deleted for row in after):
        order.append(handle)
        return
    order.insert(order.index(before[-1]) + 1 if before else 0, handle)
