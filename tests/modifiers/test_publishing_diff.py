"""Diffs are complete: applied to the old document they give the new one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modifiers.documents import Source
from modifiers.publishing.diff import PatchError, diff, patch, words
from tests.factories import denial_code_document, modifier_document, source

from .strategies import comparisons, lines, modifiers, pages


@given(old=modifiers, new=modifiers)
@settings(max_examples=40)
def test_a_patched_modifier_is_the_new_one(old, new):
    assert patch(old, diff(old, new)) == new


@given(old=pages, new=pages)
def test_a_patched_page_is_the_new_one(old, new):
    assert patch(old, diff(old, new)).canonical_json() == new.canonical_json()


@given(old=comparisons(), new=comparisons())
@settings(max_examples=30)
def test_a_patched_comparison_is_the_new_one(old, new):
    assert patch(old, diff(old, new)).canonical_json() == new.canonical_json()


@given(modifiers)
def test_nothing_differs_from_itself(document):
    assert diff(document, document).is_empty


@given(order=st.permutations(range(7)))
def test_any_order_is_reached_with_the_fewest_moves(order):
    first = modifier_document().when_to_use[0]
    rows = [first.model_copy(update={"key": f"row-{number}"}) for number in range(7)]
    old = modifier_document(when_to_use=rows)
    new = modifier_document(when_to_use=[rows[number] for number in order])
    changes = diff(old, new)
    assert patch(old, changes) == new
    moved = [row for change in changes.lists for row in change.rows]
    assert {row.how for row in moved} <= {"moved"}
    assert len(moved) == 7 - _longest_increasing(order)


def _longest_increasing(order):
    best: list[int] = []
    for index, value in enumerate(order):
        best.append(1 + max((best[i] for i in range(index) if order[i] < value), default=0))
    return max(best)


@given(lines, lines)
def test_pieces_hold_both_texts(old, new):
    pieces = words(old, new)
    assert "".join(piece.text for piece in pieces if piece.how != "added") == old
    assert "".join(piece.text for piece in pieces if piece.how != "removed") == new


def test_words_are_compared_not_letters_and_a_link_is_one_word():
    assert [(piece.how, piece.text) for piece in words("Use [[XE]] here.", "Use [[XS]] here.")] == [
        ("same", "Use "),
        ("removed", "[[XE]]"),
        ("added", "[[XS]]"),
        ("same", " here."),
    ]


def test_each_kind_of_change_is_told():
    old = modifier_document()
    first, second = old.when_to_use
    extra = first.model_copy(update={"key": "extra"})
    new = modifier_document(
        name="New name",
        family=None,
        when_to_use=[second, extra, first.model_copy(update={"text": "The second service was elsewhere."})],
        checklist=[old.checklist[1]],
    )
    changes = diff(old, new)
    assert [(field.name, field.how) for field in changes.fields] == [("name", "changed"), ("family", "removed")]
    told = {change.name: [(row.key, row.how, row.position) for row in change.rows] for change in changes.lists}
    assert told == {
        "when_to_use": [("other-time", "moved", 0), ("extra", "added", 1), ("other-site", "reworded", 2)],
        "checklist": [("site-named", "removed", None)],
    }
    [reworded] = [row for row in changes.lists[0].rows if row.key == "other-site"]
    assert [field.name for field in reworded.fields] == ["text"]


def test_a_source_that_says_something_else_is_a_change_of_its_row():
    old = modifier_document()
    changed: tuple[Source, ...] = tuple(source(s.key, title="Other") if s.key == "cms-two" else s for s in old.sources)
    new = old.model_copy(update={"sources": changed})
    [listed] = diff(old, new).lists
    assert (listed.name, [(row.key, row.how) for row in listed.rows]) == ("sources", [("cms-two", "reworded")])
    assert patch(old, diff(old, new)) == new


def test_documents_of_two_kinds_have_no_diff():
    with pytest.raises(PatchError, match="cannot be compared"):
        diff(modifier_document(), denial_code_document())


def test_a_diff_is_refused_by_a_document_that_it_was_not_made_from():
    old, new = modifier_document(), modifier_document(name="New name", when_to_use=[])
    with pytest.raises(PatchError, match="name"):
        patch(modifier_document(name="Third"), diff(old, new))
    shorter = old.model_copy(update={"when_to_use": ()})
    with pytest.raises(PatchError, match="other-site"):
        patch(shorter, diff(old, shorter))
