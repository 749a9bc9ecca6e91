"""Ways out of denial codes, and time limits of payers: rows and back, and what keeps them from being published."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from modifiers.documents import PayerDocument
from modifiers.documents.parts import TimeLimit
from modifiers.publishing.apply import apply
from modifiers.publishing.checks import Known, check
from modifiers.publishing.compose import compose
from modifiers.publishing.problems import ApplyError
from tests.factories import denial_code_document, make_source, modifier_document, publish_document, world_documents
from tests.pages.reading import read

TODAY = date(2026, 11, 23)
KNOWN = Known.of(world_documents())


def limit(key: str, **changes: object) -> dict[str, object]:
    return {
        "key": key,
        "text": f"The limit {key} of the tests' own payer.",
        "sources": ["cms-one"],
        "checked_on": TODAY,
        "name": f"Level {key}",
        "road": "appeal",
        "days": 30,
        "counted_from": "notice",
        **changes,
    }


def payer(**changes: object) -> PayerDocument:
    found = next(d for d in world_documents() if d.kind == "payer")
    return PayerDocument.model_validate({**found.model_dump(), **changes})


def found(document: object) -> set[tuple[str, str]]:
    return {(problem.level, problem.field) for problem in check(document, known=KNOWN, today=TODAY)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"weight": "decides"}, ("block", "road")),
        ({"weight": "settles"}, ("block", "road")),
        ({"weight": "weighs"}, ("warn", "road")),
        ({"road": "appeal", "can_appeal": "no"}, ("block", "road")),
        ({"road": "new_claim", "weight": "settles", "can_appeal": "yes"}, ("block", "weight")),
    ],
)
def test_a_code_that_would_lead_astray_is_not_published(changes, problem):
    assert problem in found(denial_code_document(**changes))


@pytest.mark.parametrize(
    "changes",
    [{"weight": "informs"}, {"road": "appeal"}, {"road": "new_claim", "weight": "settles", "can_appeal": "no"}],
)
def test_a_code_that_is_whole_may_be(changes):
    assert not {each for each in found(denial_code_document(**changes)) if each[1] in ("road", "weight")}


def test_a_code_that_decides_without_a_road_never_reaches_the_tables(db):
    make_source("cms-one")
    make_source("cms-two")
    with pytest.raises(ApplyError):
        apply(denial_code_document(weight="decides"))


def test_a_level_of_appeal_leads_to_an_appeal_and_amounts_grow_old():
    wrong = payer(appeal_levels=[limit("one", road="reopening")])
    assert ("block", "appeal_levels.one.road") in found(wrong)
    old = payer(appeal_levels=[limit("one", amount=190, amount_year=2025)])
    assert ("warn", "appeal_levels.one.amount") in found(old)
    assert not {
        each for each in found(payer(appeal_levels=[limit("one", amount=200, amount_year=2026)])) if "one" in each[1]
    }


@pytest.mark.parametrize("changes", [{"months": 1}, {"years": 1}, {"amount": 5}, {"amount_year": 2026}, {"days": 0}])
def test_a_limit_has_one_length_and_an_amount_its_year(changes):
    with pytest.raises(ValidationError):
        TimeLimit.model_validate(limit("one", **changes))


def test_limits_and_ways_out_come_back_from_the_tables_as_they_went(db):
    make_source("cms-one")
    make_source("cms-two")
    make_source("payer-one")
    document = payer(
        is_general=True,
        appeal_levels=[
            limit("one", presumed_days=5),
            limit("two", counted_from="previous_decision", amount=9, amount_year=2026),
        ],
        time_limits=[limit("three", road="reopening", days=None, years=4)],
    )
    assert compose(apply(document)).without_sources() == document.without_sources()
    code = denial_code_document(road="no_appeal", road_elsewhere="appeal", weight="decides", rests_on_edit=True)
    assert compose(apply(code)).without_sources() == code.without_sources()


def test_where_the_modifier_was_comes_back_from_the_tables(world):
    from modifiers.models import Modifier
    from tests.factories import write_world

    write_world()
    document = modifier_document()
    first, *rest = document.denials
    told = document.model_copy(
        update={"denials": (first.model_copy(update={"modifier_was": "left_off", "edit_indicator": "1"}), *rest)}
    )
    apply(told)
    assert compose(Modifier.objects.get(code="59")).denials[0] == told.denials[0]  # type: ignore[attr-defined]


def test_the_page_of_a_payer_tells_its_limits(client, world):
    publish_document(payer(appeal_levels=[limit("one", presumed_days=5, amount=200, amount_year=2026)]))
    page = read(client.get("/payers/example-payer/").content)
    row = page.id("levels-one").text
    assert "Level one" in row and "30 days, from receiving the remittance, $200 at least (2026)" in row
