"""Rows and documents: what is applied is composed again, byte for byte, in a constant number of queries."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings

from modifiers import publishing
from modifiers.models import (
    SUBJECTS,
    Comparison,
    ComparisonQuestion,
    Modifier,
    PayerNote,
    RelatedModifier,
    Scenario,
    Source,
    UseCase,
)
from tests.factories import make_modifier, modifier_document, world_documents, write_world

from .strategies import comparisons, modifiers, pages

pytestmark = pytest.mark.django_db


def test_the_world_comes_back_as_it_was_written():
    written = write_world()
    for document in world_documents():
        composed = publishing.compose(written[document.kind, document.key])
        assert composed.canonical_json() == document.canonical_json()


@given(first=modifiers, second=modifiers)
@settings(max_examples=8)
def test_any_modifier_comes_back_whatever_it_was_before(world_rows, first, second):
    for document in (first, second, first):
        subject = publishing.apply(document)
        assert publishing.compose(subject).without_sources() == document
        assert subject.pk == Modifier.objects.get(code="59").pk


@given(document=pages)
@settings(max_examples=15)
def test_any_page_comes_back(world_rows, document):
    assert publishing.compose(publishing.apply(document)) == document


@given(first=comparisons(), second=comparisons())
@settings(max_examples=10)
def test_any_comparison_comes_back_whatever_it_was_before(world_rows, first, second):
    for document in (first, second, first):
        subject = publishing.apply(document)
        assert publishing.compose(subject).without_sources() == document
        assert subject.pk == Comparison.objects.get(slug="59-vs-xs").pk


def test_answers_that_cannot_be_read_are_told_with_their_line(world_rows):
    ComparisonQuestion.objects.filter(key="where").update(answers="Here -> XS: Why.\nThere")
    with pytest.raises(publishing.ComposeError, match=r"questions\.where\.answers: Line 2: There is no arrow"):
        publishing.compose(Comparison.objects.get())


def test_the_number_of_queries_does_not_grow():
    write_world()
    counts = []
    codes = ("A1", "A2", "A3", "A4", "A5", "A6", "A7")
    for more in (codes, ()):
        with CaptureQueriesContext(connection) as seen:
            publishing.compose_many("modifier")
        counts.append(len(seen))
        for code in more:
            make_modifier(code)
        publishing.apply_many([modifier_document(code) for code in more])
    assert counts[0] == counts[1] < 50


def test_every_kind_can_be_composed_with_nothing_there():
    for kind in SUBJECTS:
        assert publishing.compose_many(kind) == {}


def test_rows_that_do_not_fit_name_field_and_row(world_rows):
    UseCase.objects.filter(key="other-site").update(text="")
    Scenario.objects.filter(key="two-lesions").update(lines="97140-59-GP-KX-LT-RT")
    Modifier.objects.filter(code="59").update(summary="")
    Source.objects.filter(key="cms-one").update(url="ftp://example.org")
    with pytest.raises(publishing.ComposeError) as refused:
        publishing.compose(Modifier.objects.get(code="59"))
    found = {problem.field: problem.message for problem in refused.value.problems}
    assert found["when_to_use.other-site.text"] == "This field is empty."
    assert "room for four modifiers" in found["scenarios.two-lesions.lines"]
    assert found["summary"] == "This field is empty."
    assert "sources.cms-one.url" in found
    assert {problem.key for problem in refused.value.problems} == {"59"}


def test_applying_what_is_there_already_changes_nothing(world_rows):
    before = Modifier.objects.get(code="59")
    [applied] = publishing.apply_many([modifier_document()])
    assert not applied.is_changed
    after = Modifier.objects.get(code="59")
    assert (after.lock_version, after.changed_at) == (before.lock_version, before.changed_at)


def test_rows_keep_their_identity_when_they_are_reworded_and_moved(world_rows):
    rows = dict(UseCase.objects.filter(modifier__code="59").values_list("key", "pk"))
    document = modifier_document()
    first, second = document.when_to_use
    publishing.apply(document.model_copy(update={"when_to_use": (second.model_copy(update={"text": "New."}), first)}))
    assert list(UseCase.objects.filter(modifier__code="59").values_list("key", "pk")) == [
        ("other-time", rows["other-time"]),
        ("other-site", rows["other-site"]),
    ]


def test_a_change_moves_the_lock_and_notes_who_made_it(world_rows, editor):
    before = Modifier.objects.get(code="59")
    publishing.apply(modifier_document(name="New name"), actor=editor)
    after = Modifier.objects.get(code="59")
    assert (after.lock_version, after.changed_by) == (before.lock_version + 1, editor)
    assert after.composed_sha256 != before.composed_sha256


def test_references_that_lead_nowhere_are_named_and_nothing_is_written(world_rows):
    document = modifier_document(family="nowhere", name="New name")
    note = document.payer_notes[0].model_copy(update={"payer": "nobody", "sources": ("lost",)})
    pair = document.related[0].model_copy(update={"code": "ZZ"})
    with pytest.raises(publishing.ApplyError) as refused:
        publishing.apply(document.model_copy(update={"payer_notes": (note,), "related": (pair,), "sources": ()}))
    assert {(problem.field, problem.message) for problem in refused.value.problems} == {
        ("family", "There is no family “nowhere”."),
        ("payer_notes.example-asks.payer", "There is no payer “nobody”."),
        ("payer_notes.example-asks.sources", "There is no source “lost”."),
        ("related.xs.code", "There is no modifier “ZZ”."),
    }
    assert Modifier.objects.get(code="59").name == "Name of 59"


def test_a_pair_is_refused_where_the_other_modifier_holds_it(world_rows):
    pair = modifier_document().related[0].model_copy(update={"code": "59", "key": "back"})
    with pytest.raises(publishing.ApplyError, match=r"related\.back\.code: The pair XS and 59 is already"):
        publishing.apply(modifier_document("XS", related=[pair]))


def test_a_pair_may_move_to_the_other_modifier_when_both_are_applied(world_rows):
    pair = modifier_document().related[0].model_copy(update={"code": "59", "key": "back"})
    publishing.apply_many([modifier_document("XS", related=[pair]), modifier_document("59", related=[])])
    assert list(RelatedModifier.objects.values_list("modifier__code", "other__code")) == [("XS", "59")]


def test_a_pair_on_both_of_two_documents_is_refused(world_rows):
    pair = modifier_document().related[0].model_copy(update={"code": "59", "key": "back"})
    with pytest.raises(publishing.ApplyError, match="a pair is written once"):
        publishing.apply_many([modifier_document("XS", related=[pair]), modifier_document("59", name="Changed")])


def test_two_pairs_may_change_places(world_rows):
    pair = modifier_document().related[0]
    other = pair.model_copy(update={"key": "other", "code": "25"})
    publishing.apply(modifier_document(related=[pair, other]))
    swapped = modifier_document(
        related=[pair.model_copy(update={"code": "25"}), other.model_copy(update={"code": "XS"})]
    )
    assert publishing.compose(publishing.apply(swapped)) == swapped


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reviewed_on": date(2026, 2, 1), "review_due_on": date(2026, 1, 1)}, "review_due_on"),
        ({"effective_on": date(2026, 2, 1), "ended_on": date(2026, 1, 1)}, "ended_on"),
        ({"successor": "59"}, "successor"),
        ({"reviewed_by": "x" * 121}, "reviewed_by"),
    ],
)
def test_contradictions_are_refused_with_their_field(world_rows, changes, field):
    with pytest.raises(publishing.ApplyError) as refused:
        publishing.apply(modifier_document(**changes))
    assert [problem.field for problem in refused.value.problems] == [field]


def test_hashes_follow_the_sources_that_a_page_cites(world_rows):
    before = dict(Modifier.objects.values_list("code", "composed_sha256"))
    source = Source.objects.get(key="payer-one")
    source.title = "Another title"
    source.save()
    PayerNote.objects.filter(modifier__code="25").delete()
    publishing.refresh_hash(Modifier.objects.get(code="25"))
    without = Modifier.objects.get(code="25").composed_sha256
    publishing.refresh_citing(source)
    after = dict(Modifier.objects.values_list("code", "composed_sha256"))
    assert after["59"] != before["59"]
    assert after["25"] == without


def test_a_copy_that_cannot_be_composed_has_no_hash(world_rows):
    UseCase.objects.filter(modifier__code="59").update(text="")
    with pytest.raises(publishing.ComposeError):
        publishing.refresh_hash(Modifier.objects.get(code="59"))
    assert Modifier.objects.get(code="59").composed_sha256 == ""
