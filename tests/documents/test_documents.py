"""Documents: canonical bytes, hashes, schema, sources by value."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from modifiers import documents
from modifiers.codes import CodeError
from modifiers.documents import claim_lines
from modifiers.documents.parts import ClaimLine

MINIMAL: dict[str, Any] = {
    "kind": "modifier",
    "code": "59",
    "name": "Distinct procedural service",
    "system": "CPT",
    "summary": "Tells the payer that two services were distinct.",
}
SOURCE = documents.Source(key="cms-59", title="Fact sheet", publisher="CMS", kind="cms", checked_on=date(2026, 11, 23))


def with_meaning(*statements: dict[str, Any]) -> documents.Document:
    return documents.parse({**MINIMAL, "meaning": list(statements)})


def test_same_content_is_the_same_bytes_whatever_the_order_of_keys() -> None:
    shuffled = dict(reversed(MINIMAL.items()))
    assert documents.parse(MINIMAL).canonical_json() == documents.parse(shuffled).canonical_json()


def test_an_edition_from_before_a_part_was_added_reads_as_it_did() -> None:
    before = documents.parse(MINIMAL)
    assert isinstance(before, documents.ModifierDocument)
    assert before.opens_edit == () and "opens_edit" not in before.canonical_json()


def test_the_tests_of_a_modifier_are_its_own_and_then_those_of_its_family() -> None:
    own, shared = ({"key": "any-pair", "text": text} for text in ("Its own test.", "The test of all."))
    data = {"kind": "family", "slug": "sides", "name": "Sides", "summary": "Sides.", "opens_edit": [shared]}
    family = documents.parse(data)
    assert isinstance(family, documents.FamilyDocument)
    for is_associated, said in ((True, ["Its own test.", "The test of all."]), (False, [])):
        document = documents.parse({**MINIMAL, "opens_edit": [own], "is_ncci_associated": is_associated})
        assert isinstance(document, documents.ModifierDocument)
        assert [test.text for test in document.edit_tests(family)] == said
        assert [test.text for test in document.edit_tests()] == said[:1]


def test_composed_and_decomposed_letters_are_the_same_bytes() -> None:
    composed = with_meaning({"key": "a", "text": "Caf\u00e9"})
    decomposed = with_meaning({"key": "a", "text": "Cafe\u0301"})
    assert composed.sha256() == decomposed.sha256()


def test_sets_are_sorted_so_that_their_order_changes_nothing() -> None:
    one = with_meaning({"key": "a", "text": "x", "sources": ["nor-59", "cms-59"]})
    other = with_meaning({"key": "a", "text": "x", "sources": ["cms-59", "nor-59", "cms-59"]})
    assert one.sha256() == other.sha256()


def test_fields_at_their_default_do_not_change_the_bytes() -> None:
    assert documents.parse({**MINIMAL, "topics": [], "ended_on": None}).sha256() == documents.parse(MINIMAL).sha256()


def test_a_changed_word_changes_the_hash() -> None:
    assert documents.parse(MINIMAL).sha256() != documents.parse({**MINIMAL, "name": "Distinct service"}).sha256()


@given(st.text(min_size=1, max_size=200).filter(lambda text: text.strip()))
def test_canonical_json_reads_back_to_the_same_document(text: str) -> None:
    try:
        document = with_meaning({"key": "a", "text": text})
    except ValidationError:
        return
    again = documents.parse(json.loads(document.canonical_json()))
    assert again == document
    assert again.canonical_json() == document.canonical_json()


def test_cited_sources_are_copied_by_value() -> None:
    document = with_meaning({"key": "a", "text": "x", "sources": ["cms-59"]}).with_sources({"cms-59": SOURCE})
    assert document.sources == (SOURCE,)
    assert document.without_sources().sources == ()


def test_unknown_source_is_an_error() -> None:
    with pytest.raises(KeyError, match="cms-59"):
        with_meaning({"key": "a", "text": "x", "sources": ["cms-59"]}).with_sources({})


def test_key_used_twice_is_refused_naming_the_list() -> None:
    with pytest.raises(ValidationError, match="meaning: the key “a” is used twice"):
        with_meaning({"key": "a", "text": "x"}, {"key": "a", "text": "y"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "5"},
        {"code": "xs"},
        {"summary": "x" * 156},
        {"system": "ICD"},
        {"invented": 1},
        {"successor": "-59"},
        {"topics": ["Not A Slug"]},
    ],
)
def test_what_does_not_fit_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        documents.parse({**MINIMAL, **wrong})


def test_every_kind_has_a_json_schema() -> None:
    for kind, document_class in documents.DOCUMENTS.items():
        schema = document_class.model_json_schema()
        assert schema["properties"]["kind"]["const"] == kind
        assert schema["additionalProperties"] is False


LINES = st.builds(
    ClaimLine,
    procedure=st.sampled_from(["97140", "G0121", "0075T"]),
    modifiers=st.lists(st.sampled_from(["59", "XS", "LT", "G0"]), max_size=4).map(tuple),
    units=st.integers(1, 999),
    note=st.from_regex(r"\A[a-z]{0,20}\Z"),
)


@given(st.lists(LINES, max_size=5).map(tuple))
def test_claim_lines_read_back_as_they_were_shown(lines: tuple[ClaimLine, ...]) -> None:
    assert claim_lines.parse(claim_lines.show_all(lines)) == lines


@pytest.mark.parametrize("wrong", ["9714", "97140-599", "97140-59-XS-LT-RT-GP", "97140 x0", "97140-"])
def test_claim_line_that_cannot_be_read_names_its_line(wrong: str) -> None:
    with pytest.raises(CodeError, match="Line 2: "):
        claim_lines.parse(f"97530-GP x1\n{wrong}")
