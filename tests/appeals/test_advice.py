"""Whether a letter can win: closed, doubtful and ready, and no letter but on the last two."""

from __future__ import annotations

import pytest

from modifiers.appeals.advice import CONCEDES

from .reference import all_ticked, consulted, pair


def test_ready_where_the_road_is_an_appeal_and_all_is_ticked():
    found = consulted(all_ticked("modifier=25&procedure=99213&denial=carc-97&denial=group-co&payer=medicare-part-b"))
    assert found.advice.standing == "ready"
    assert found.letter()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("modifier=57&procedure=99223&denial=group-co&denial=carc-97", "Send a corrected claim."),
        ("modifier=78&procedure=35840&denial=group-co&denial=carc-97", "Write it off."),
        ("modifier=76&procedure=71045&denial=group-oa&denial=carc-18", "Ask for a reopening."),
        ("modifier=78&procedure=35840&denial=group-co&denial=carc-97&denial=rarc-n706", "Send the records asked for."),
        ("modifier=ga&procedure=11721&denial=group-pr&denial=carc-50&denial=rarc-n115", "Bill the patient."),
    ],
)
def test_doubtful_names_the_better_road_and_writes_only_on_demand(query, said):
    found = consulted(all_ticked(f"{query}&payer=medicare-part-b"))
    assert found.advice.standing == "doubtful"
    assert found.advice.headline == said
    assert found.advice.because
    assert found.letter() is None
    assert consulted(all_ticked(f"{query}&payer=medicare-part-b&anyway=yes")).letter()


def test_doubtful_where_the_checklist_is_not_met():
    query = "modifier=25&procedure=99213&denial=carc-97&denial=group-co&payer=medicare-part-b&shown=reason-for-visit"
    found = consulted(query)
    assert found.advice.standing == "doubtful"
    assert not found.advice.headline
    assert len(found.advice.unshown) == 5
    assert found.letter() is None


@pytest.mark.parametrize(
    "query",
    [
        "modifier=59&procedure=97530&denial=carc-16&denial=rarc-ma130",  # never decided
        "modifier=59&procedure=97530&denial=carc-97&denial=rarc-n519",  # a wrong pair of modifiers
        "modifier=ga&procedure=11721&denial=group-co&denial=carc-97",  # an NCCI denial
        "modifier=qw&procedure=87804&denial=group-co&denial=carc-b23",
        "modifier=gz&procedure=11721&denial=group-co&denial=carc-50",
        "modifier=gz&procedure=11721&denial=group-co&denial=carc-50&denial=rarc-n115",
    ],
)
def test_closed_writes_no_letter_whatever_is_asked(query):
    found = consulted(all_ticked(f"{query}&payer=medicare-part-b&anyway=yes"))
    assert found.advice.standing == "closed", found.advice
    assert found.advice.headline
    assert found.advice.because
    assert found.letter() is None


@pytest.mark.parametrize(
    "denial", ["denial=carc-236", "denial=carc-97", "denial=carc-50", "denial=carc-97&denial=rarc-n19"]
)
def test_indicator_zero_is_closed_whatever_the_codes(denial):
    query = all_ticked(f"modifier=59&procedure=45378&procedure=45385&{denial}&payer=medicare-part-b&anyway=yes")
    found = consulted(query, pair("45385", "45378", "0"))
    assert found.advice.standing == "closed"
    assert found.advice.because[0].name == "modifier/59/denials/indicator-zero"
    assert found.letter() is None


def test_indicator_zero_has_a_statement_also_for_modifiers_that_have_none():
    query = "modifier=25&procedure=99213&procedure=20610&denial=carc-97&payer=medicare-part-b"
    found = consulted(query, pair("20610", "99213", "0"))
    assert found.advice.standing == "closed"
    assert found.advice.because[0].statement.sources


@pytest.mark.parametrize(
    ("query", "needed"),
    [
        ("", ("the modifier", "the denied procedure code", "a denial code, such as CO-97", "the payer")),
        ("modifier=59", ("the denied procedure code", "a denial code, such as CO-97", "the payer")),
        ("modifier=59&procedure=97530&denial=group-co", ("a denial code, such as CO-97", "the payer")),
        ("modifier=59&procedure=97530&denial=carc-97&payer=nobody", ("the payer",)),
    ],
)
def test_unanswered_says_what_is_needed(query, needed):
    found = consulted(query)
    assert found.advice.standing == "unanswered"
    assert found.advice.needed == (*needed, "at least one item of the checklist that the note holds")
    assert found.letter() is None


def test_an_unknown_modifier_has_no_letter():
    query = "modifier=zq&procedure=97530&denial=carc-97&payer=medicare-part-b&shown=times&anyway=yes"
    assert consulted(query).letter() is None


def test_modifiers_that_concede_are_published():
    for code in CONCEDES:
        assert consulted(f"modifier={code}").pages
