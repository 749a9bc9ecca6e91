"""Base, theirs and mine, ready to be drawn: labels in place of keys, and the words that differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms

from modifiers.publishing.diff import Piece, words

from .held import TAKE
from .merging import Comparison, Conflict, FieldDifference, RowDifference
from .naming import in_words

_GROUPS = (
    ("conflict", "Both of you changed this"),
    ("theirs", "Saved since you opened the form"),
    ("mine", "Changed by you alone"),
    ("both", "Changed by both of you: kept together"),
)
_ROWS = {
    "new": "added",
    "deleted": "deleted",
    "moved": "moved",
    "changed": "changed",
    "moved and changed": "moved and changed",
}
_SHOWN = 60
_ALIKE = 0.4


@dataclass(frozen=True, slots=True)
class Side:
    """One field in three states: as it was, as it is saved, as it was typed. ``take`` names the choice between."""

    label: str
    base: str
    theirs: tuple[Piece, ...]
    mine: tuple[Piece, ...]
    take: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A field, or a row with its fields. ``url`` leads to it in the form, if it is there."""

    heading: str
    told: str
    url: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What one side changed, or both. ``mark`` is its class in the style sheet."""

    mark: str
    heading: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Conflicting:
    """What stands beside an input in conflict: what is saved, with its words compared with the base, and the choice."""

    note: str
    theirs: tuple[Piece, ...] = ()
    take: str = ""


def conflicting(place: Any, conflict: Conflict) -> Conflicting:
    """A conflict ready to be drawn at its place, which is the input or the form of the row."""
    if not conflict.name:
        return Conflicting(conflict.note)
    base, theirs = (in_words(value, place.field) for value in (conflict.base, conflict.theirs))
    return Conflicting("", _pieces(base, theirs), f"{TAKE}{place.html_name}")


def groups(comparison: Comparison, form: Any, formsets: Iterable[Any]) -> tuple[Group, ...]:
    """All differences, those that need a decision first.

    Args:
        comparison: of three states of the form.
        form: the form that they are states of.
        formsets: its lists.
    """
    found: dict[str, list[Item]] = {mark: [] for mark, _ in _GROUPS}
    for one in comparison.fields:
        side = _side(one, form.fields[one.name], one.name)
        found[one.side].append(Item(side.label, "", f"#id_{one.name}", (side,)))
    by_name = {formset.prefix: formset for formset in formsets}
    for row in comparison.rows:
        found[_mark(row)].append(_row(row, by_name[row.list_name]))
    return tuple(Group(mark, heading, tuple(found[mark])) for mark, heading in _GROUPS if found[mark])


def _side(one: FieldDifference, field: forms.Field, place: str, row: RowDifference | None = None) -> Side:
    base, theirs, mine = (in_words(value, field) for value in (one.base, one.theirs, one.mine))
    gone = (Piece("removed", base),)
    return Side(
        str(field.label or one.name.replace("_", " ")),
        base,
        gone if row and row.theirs == "deleted" else _pieces(base, theirs),
        gone if row and row.mine == "deleted" else _pieces(base, mine),
        f"{TAKE}{place}" if one.side == "conflict" else "",
    )


def _pieces(base: str, now: str) -> tuple[Piece, ...]:
    """The words of a text with those that differ marked; whole, where hardly a word is left of what it was."""
    found = words(base, now)
    same = sum(len(piece.text) for piece in found if piece.how == "same")
    if same < _ALIKE * len(now):
        return (Piece("added", now),)
    return found


def _mark(row: RowDifference) -> str:
    if row.is_conflict:
        return "conflict"
    if row.mine == "same":
        return "theirs"
    return "mine" if row.theirs == "same" else "both"


def _row(row: RowDifference, formset: Any) -> Item:
    fields = formset.empty_form.fields
    place = row.row.place
    sides = tuple(_side(one, fields[one.name], f"{place}-{one.name}", row) for one in row.fields if one.name != "key")
    if "new" in (row.mine, row.theirs) and not sides:
        sides = tuple(_whole(row, fields))
    mine = "" if row.mine == "same" else f"{_ROWS[row.mine]} by you"
    theirs = "" if row.theirs == "same" else f"{_ROWS[row.theirs]} by them"
    told = " and ".join(filter(None, (theirs, mine)))
    return Item(f"{formset.heading}: {_first_words(row)}", told, f"#{place}" if row.mine != "same" else "", sides)


def _whole(row: RowDifference, fields: Any) -> Iterator[Side]:
    """All that a new row says."""
    for name, value in row.row.values.items():
        if name != "key" and value and (said := in_words(value, fields[name])):
            pieces = (Piece("added", said),)
            is_mine = row.mine == "new"
            yield Side(str(fields[name].label or name), "", () if is_mine else pieces, pieces if is_mine else ())


def _first_words(row: RowDifference) -> str:
    said = next(
        (
            str(row.row.values[name])
            for name in ("title", "says", "heading", "name", "text")
            if row.row.values.get(name)
        ),
        "",
    )
    return said if len(said) <= _SHOWN else f"{said[:_SHOWN].rsplit(' ', 1)[0]} …"
