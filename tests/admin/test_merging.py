"""Three states of a form: what only one side changed is taken, and no words are lost whatever both did."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.admin.merging import COMES_BACK, EMPTY, STAYS, Row, Snapshot, compare, merge

ROWS = "rows"


def snapshot(*rows: Row, **fields) -> Snapshot:
    return Snapshot(fields, {ROWS: rows})


def row(id_: str, text: str, **more) -> Row:
    return Row(id_, {"text": text}, place=f"{ROWS}-{id_ or 9}", **more)


def told(merged):
    return [(one.id, one.values["text"], one.is_deleted) for one in merged.snapshot.lists[ROWS]]


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "expected", "is_conflict"),
    [
        ("a", "a", "a", "a", False),
        ("a", "b", "a", "b", False),
        ("a", "a", "b", "b", False),
        ("a", "b", "b", "b", False),
        ("a", "b", "c", "c", True),
        ("a", "", "c", "c", True),
        (("1",), ("1", "2"), ("1", "3"), ("1", "2", "3"), False),
        (("1", "2"), ("1",), ("1", "2", "3"), ("1", "3"), False),
        (("1", "2"), ("1", "2", "3"), ("2",), ("2", "3"), False),
        (("1",), ("2",), ("3",), ("2", "3"), False),
    ],
)
def test_a_field(base, theirs, mine, expected, is_conflict):
    merged = merge(snapshot(x=base), snapshot(x=theirs), snapshot(x=mine))
    assert merged.snapshot.fields["x"] == expected
    assert bool(merged.conflicts) is is_conflict
    sides = {one.side for one in compare(snapshot(x=base), snapshot(x=theirs), snapshot(x=mine)).fields}
    assert ("conflict" in sides) is is_conflict


def test_a_conflict_may_be_settled_for_theirs():
    states = (snapshot(row("1", text), x=text) for text in "abc")
    merged = merge(*states, taking={"x", "rows-1-text"})
    assert (merged.snapshot.fields["x"], told(merged), merged.conflicts) == ("b", [("1", "b", False)], ())


def test_rows_added_changed_and_deleted_by_both():
    one, two, three, four = (row(str(n), f"{n}") for n in range(1, 5))
    base = snapshot(one, two, three, four)
    theirs = snapshot(replace(two, values={"text": "2 theirs"}), three, four, row("5", "5 theirs"))
    mine = snapshot(
        replace(one, values={"text": "1 mine"}),
        replace(two, is_deleted=True),
        replace(three, is_deleted=True),
        four,
        row("", "6 mine"),
    )
    merged = merge(base, theirs, mine)
    assert told(merged) == [
        ("", "1 mine", False),
        ("2", "2 theirs", False),
        ("3", "3", True),
        ("4", "4", False),
        ("5", "5 theirs", False),
        ("", "6 mine", False),
    ]
    assert {(one.index, one.note) for one in merged.conflicts} == {(0, COMES_BACK), (1, STAYS)}
    found = {one.row.id: (one.theirs, one.mine) for one in compare(base, theirs, mine).rows}
    assert found == {
        "1": ("deleted", "changed"),
        "2": ("changed", "deleted"),
        "3": ("same", "deleted"),
        "5": ("new", "same"),
        "": ("same", "new"),
    }


@pytest.mark.parametrize(
    ("theirs", "mine", "expected"),
    [
        ("1234", "4123", "4123"),
        ("4123", "1234", "4123"),
        ("2134", "1243", "2413"),
        ("12345", "4123", "41235"),
        ("1345", "4123", "4135"),
        ("12345", "1+234", "1+2345"),
        ("12345", "1234+", "12345+"),
        ("12345", "+1234", "+12345"),
    ],
)
def test_their_order_with_my_moves_on_top(theirs, mine, expected):
    def state(order):
        return snapshot(*(row("" if n == "+" else n, n) for n in order))

    merged = merge(state("1234"), state(theirs), state(mine))
    assert "".join(text for _, text, _ in told(merged)) == expected


def test_without_a_base_all_that_differs_is_a_conflict_and_no_row_goes():
    theirs = snapshot(row("1", "a"), row("2", "b"), x="theirs", y=("1",))
    mine = snapshot(row("1", "mine"), row("3", "gone"), x="mine", y=("2",))
    merged = merge(EMPTY, theirs, mine)
    assert merged.snapshot.fields == {"x": "mine", "y": ("1", "2")}
    assert told(merged) == [("1", "mine", False), ("2", "b", False), ("", "gone", False)]
    assert len(merged.conflicts) == 3


def test_a_snapshot_survives_json():
    import json

    given_ = snapshot(row("1", "a"), row("", "b"), x="y", z=("1", "2"))
    assert Snapshot.from_data(json.loads(json.dumps(given_.as_data()))) == given_


@pytest.mark.parametrize("data", [{}, {"fields": {}}, {"fields": [], "lists": {}}, {"fields": {"x": 1}, "lists": {}}])
def test_data_of_another_shape_is_refused(data):
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        Snapshot.from_data(data)


TEXT = st.sampled_from(["", "a", "b", "c", "d"])


@st.composite
def three_states(draw):
    """A base, and two states that edit, delete, move and add; every text of a side bears its name."""
    ids = [str(n) for n in range(draw(st.integers(0, 4)))]
    base = snapshot(*(row(id_, f"base {id_}") for id_ in ids), x="base", y=("1", "2"))

    def side(name, number):
        kept = draw(st.permutations(ids))
        rows = []
        for id_ in kept:
            text = f"{name} {draw(TEXT)}{id_}" if draw(st.booleans()) else f"base {id_}"
            is_deleted = draw(st.booleans()) and draw(st.booleans())
            if is_deleted and name == "theirs":
                continue
            rows.append(replace(row(id_, text), is_deleted=is_deleted))
        for place in range(draw(st.integers(0, 2))):
            made = row(str(number + place) if name == "theirs" else "", f"{name} new {place}")
            rows.insert(draw(st.integers(0, len(rows))), made)
        chosen = tuple(sorted(draw(st.sets(st.sampled_from("1234")))))
        return snapshot(*rows, x=draw(st.sampled_from(["base", f"{name} x"])), y=chosen)

    return base, side("theirs", 10), side("mine", 20)


@given(three_states())
def test_no_words_of_either_side_are_lost(states):
    base, theirs, mine = states
    merged = merge(base, theirs, mine)
    rows = merged.snapshot.lists[ROWS]
    texts = {str(one.values["text"]) for one in rows}
    beside = {str(one.theirs) for one in merged.conflicts}
    typed = {str(one.values["text"]) for one in mine.lists[ROWS] if not one.is_deleted}
    saved = {str(one.values["text"]) for one in theirs.lists[ROWS]}
    assert {text for text in typed if text.startswith("mine")} <= texts
    assert {text for text in saved if text.startswith("theirs")} <= texts | beside
    assert {one.id for one in rows if one.id} == {one.id for one in theirs.lists[ROWS]}
    assert merged.snapshot.fields["x"] == ("mine x" if mine.fields["x"] != "base" else theirs.fields["x"])
    deleted = {one.id for one in rows if one.is_deleted}
    assert deleted <= {one.id for one in mine.lists[ROWS] if one.is_deleted}
    assert len({one.id for one in rows if one.id}) == len([one for one in rows if one.id]), "a row stands twice"


@given(three_states())
def test_what_one_side_alone_did_is_the_outcome(states):
    base, theirs, mine = states
    assert merge(base, theirs, base).snapshot == theirs
    alone = merge(base, base, mine).snapshot
    standing = [one for one in alone.lists[ROWS] if not one.is_deleted]
    assert standing == [one for one in mine.lists[ROWS] if not one.is_deleted]
    assert alone.fields == mine.fields
    again = merge(theirs, theirs, merge(base, theirs, mine).snapshot)
    assert again.snapshot == merge(base, theirs, mine).snapshot, "merging twice is merging once"
    assert not again.conflicts
