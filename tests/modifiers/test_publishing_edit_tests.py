"""Checks of the tests under which a modifier opens an edit."""

from __future__ import annotations

from datetime import date

import pytest

from modifiers.documents import PAIR_KINDS, Statement, parse
from modifiers.publishing.checks import Known, check
from tests.factories import world_documents

from .strategies import publishable

TODAY = date(2026, 11, 23)
KNOWN = Known.of(world_documents())


def saying(*given):
    """Tests with these keys and texts."""
    said = {"sources": ("cms-one",), "checked_on": TODAY}
    return tuple(Statement(key=key, text=text, **said) for key, text in given)


def problems(document, known=KNOWN):
    found = check(document, known=known, today=TODAY)
    return {(one.level, one.field): one.message for one in found if one.field.startswith("opens_edit")}


def test_every_kind_of_pair_may_have_its_test():
    assert problems(publishable(opens_edit=saying(*((kind, f"It is {kind}.") for kind in PAIR_KINDS)))) == {}


def test_another_key_is_refused_and_the_kinds_are_named():
    found = problems(publishable(opens_edit=saying(("two-visits", "The two visits were apart."))))
    assert list(found) == [("block", "opens_edit.two-visits.key")]
    message = found["block", "opens_edit.two-visits.key"]
    assert message.startswith("“two-visits” is no kind of code pair.")
    assert all(kind in message for kind in PAIR_KINDS)


def test_a_family_is_held_to_the_same_keys():
    family = next(document for document in world_documents() if document.kind == "family")
    assert problems(family) == {}
    assert list(problems(family.model_copy(update={"opens_edit": saying(("mornings", "Both were early."))}))) == [
        ("block", "opens_edit.mornings.key")
    ]


def test_a_test_is_one_sentence():
    two = publishable(opens_edit=saying(("any-pair", "The sites differ. The note names both.")))
    assert list(problems(two)) == [("block", "opens_edit.any-pair.text")]


def test_a_modifier_that_opens_no_edit_has_no_test():
    other = publishable(is_ncci_associated=False)
    assert problems(other) == {("block", "opens_edit"): "59 is not NCCI-associated: it opens no edit."}
    assert problems(other.model_copy(update={"opens_edit": ()})) == {}, "what its family says is not its own"


@pytest.mark.parametrize(
    ("changes", "levels"),
    [
        ({}, []),
        ({"family": None}, ["warn"]),
        ({"family": None, "depth": "entry"}, []),
        ({"family": None, "is_ncci_associated": False}, []),
    ],
)
def test_a_full_page_without_any_test_is_told(changes, levels):
    assert [level for level, _ in problems(publishable(opens_edit=(), **changes))] == levels


def test_other_documents_have_no_tests():
    assert problems(parse({"kind": "topic", "slug": "t", "name": "T", "summary": "T."})) == {}
