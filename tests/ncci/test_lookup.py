"""What a release says about codes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import OperationalError

from modifiers.ncci import lookup
from modifiers.ncci.datasets import PTP
from modifiers.ncci.stores import store_of

from .files import RATIONALES
from .sets import ROWS, answering, bring_in, quarter

pytestmark = pytest.mark.django_db

JULY = date(2026, 7, 1)


@pytest.fixture
def loaded(tmp_path):
    bring_in(quarter(tmp_path))
    return answering()


def short(edits):
    return [(each.column_one, each.column_two, each.modifier_indicator) for each in edits]


def test_lines_between_codes_in_either_direction_oldest_first(loaded):
    there, back = (lookup.edits_between(loaded, codes) for codes in (("A4216", "G0008"), ("G0008", "A4216")))
    assert there == back
    assert [(each.effective_on, each.deleted_on) for each in there] == [
        (date(2010, 1, 1), date(2019, 12, 31)),
        (date(2021, 1, 1), None),
    ]
    assert there[0].rationale == RATIONALES[1]
    assert lookup.edits_between(loaded, ("A4216", "J1100")) == ()
    assert lookup.edits_between(loaded, ("00100", "' OR 1=1")) == ()


def test_lines_between_several_codes_take_one_query(loaded, monkeypatch):
    asked = []
    store = store_of(loaded.store, PTP)
    query = type(store).query
    monkeypatch.setattr(type(store), "query", lambda *given: asked.append(given) or query(*given))
    found = lookup.edits_between(loaded, ["A4216", "A4217", "G0008", "G0009", "A4216"])
    assert {each[:2] for each in short(found)} == {("A4216", "A4217"), ("A4216", "G0008"), ("G0008", "G0009")}
    assert len(asked) == 1


def test_edits_of_one_code(loaded):
    found = lookup.edits_of(loaded, "A4216", JULY)
    assert short(found.edits) == [("A4216", "A4217", "1"), ("A4216", "G0008", "0")]
    assert found.counts == {"0": 1, "1": 1}
    assert short(lookup.edits_of(loaded, "A4216", JULY, indicator="0").edits) == [("A4216", "G0008", "0")]
    assert lookup.edits_of(loaded, "A4216", date(2015, 1, 1)).counts == {"1": 1}
    assert lookup.edits_of(loaded, "A4216", JULY, limit=0).edits == ()


def test_edits_of_one_code_by_column_and_page(loaded):
    in_two = lookup.edits_of(loaded, "A4217", JULY, column="column_two")
    assert [each.column_one for each in in_two.edits] == ["A4216", "J1120", "J1130"]
    assert lookup.edits_of(loaded, "A4217", JULY, column="column_one").edits == ()
    pages = [lookup.edits_of(loaded, "A4217", JULY, offset=at, limit=2).edits for at in (0, 2, 4)]
    assert [each.column_one for page in pages for each in page] == ["A4216", "J1120", "J1130"]


def test_what_no_import_can_have_stored_is_a_damaged_table(loaded):
    store = store_of("ncci-rows-damaged", PTP)
    store.create()
    store.insert([("A4216", "A4217", 20269999, 0, "1", 0, 0), ("G0008", "G0009", 20260101, 0, "1", 99, 0)])
    store.finish()
    damaged = replace(loaded, store="ncci-rows-damaged")
    with pytest.raises(OperationalError, match="20269999 is no day"):
        lookup.edits_between(damaged, ["A4216", "A4217"])
    assert [each.rationale for each in lookup.edits_between(damaged, ["G0008", "G0009"])] == [""]


def test_all_rows_are_found_by_their_codes(loaded):
    for row in ROWS:
        assert row[:2] in {each[:2] for each in short(lookup.edits_between(loaded, row[:2]))}
