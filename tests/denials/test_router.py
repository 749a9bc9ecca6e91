"""What the router weighs, and what it says no to."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from modifiers.denials import wording
from modifiers.denials.facts import Adjustment, Edit, Facts, Line
from modifiers.denials.router import route

from .conftest import TODAY

PURE = sorted((Path(settings.BASE_DIR) / "modifiers" / "denials").glob("*.py"))


@pytest.mark.parametrize("path", [p for p in PURE if p.stem in ("router", "matching", "deadlines", "route")])
def test_no_code_has_a_special_case(path):
    """The rules are in the documents; only examples in docstrings may name a code."""
    code = re.sub(r'"""[\s\S]*?"""|#.*', "", path.read_text())
    assert not re.findall(r"\b(?:MA|N|M)\d{2,4}\b|carc-\d|rarc-[mn]|group-(?:co|pr)|[\"'](?:GZ|59|XS|GA)[\"']", code)


def test_a_settling_remark_leaves_nothing_else(ask):
    found = ask("CO-50 MA130 97110-GZ")
    assert (found.road, found.rule, found.subject) == ("new_claim", "settles", "rarc-ma130")
    assert found.also == ()
    assert "appeal" in found.because[-1].statement.text
    assert wording.headline(found) == "Send a new claim. Do not appeal."


def test_no_appeal_and_a_fault_is_a_new_claim_and_without_one_it_is_the_end(ask):
    assert ask("CO-16 N211 N822").road == "new_claim"
    assert ask("CO-50 N211").road == "no_appeal"


@pytest.mark.parametrize("payer", ["medicare", "commercial", "medicaid", "unknown"])
def test_indicator_zero_cannot_be_opened(ask, payer):
    found = ask("CO-236 45385 45378-59", payer, Edit("live", "0"))
    assert (found.road, found.rule) == ("no_appeal", "edit_closed")
    assert not {"appeal", "reopening"} & {other.road for other in found.also}
    assert found.because[0].statement.edit_indicator == "0"


def test_an_edit_that_nobody_looked_up_is_told_as_a_condition(ask):
    found = ask("CO-236 98941 97140-59")
    assert found.road == "appeal"
    assert [other.when.name for other in found.also if other.road == "no_appeal"] == [
        "modifier/59/denials/indicator-zero"
    ]


def test_an_edit_says_nothing_where_a_remark_tells_of_another_ground(ask):
    assert ask("CO-97 M144 99213", edit=Edit("live", "0")).rule != "edit_closed"


def test_an_ended_modifier_is_named_with_its_successor(ask):
    found = ask("CO-182 J9035-JG", service_on=date(2025, 3, 1))
    assert (found.road, found.rule, found.subject) == ("corrected_claim", "ended", "JG")
    assert found.modifiers == ("JG", "TB")
    assert found.because[0].name == "modifier/JG/related/tb"
    assert ask("CO-50 J9035-JG", service_on=date(2024, 12, 31)).rule != "ended", "the last day is in force"


def test_an_ended_modifier_without_a_date_is_a_warning(ask):
    assert "ended on December 31, 2024" in ask("CO-50 J9035-JG").warnings[0]


def test_a_modifier_that_is_there_is_not_added_again(ask):
    without, with_it = ask("CO-119 97110-GP"), ask("CO-119 97110-GP-KX")
    assert (without.road, with_it.road, with_it.rule) == ("reopening", "appeal", "nothing_to_add")
    assert wording.lead(with_it).startswith("Modifier KX is on the line already")


def test_modifiers_that_never_stand_together_are_told(ask):
    (clash,) = ask("CO-4 97110-GA-GZ").clashes
    assert clash.name == "modifier/GA/related/gz"


def test_only_medicare_reopens(ask):
    assert ask("CO-97 99213", "medicare").road == "reopening"
    for payer in ("commercial", "medicaid"):
        assert ask("CO-97 99213", payer).road == "corrected_claim"
    commercial = ask("CO-97 99213", "commercial")
    assert commercial.because[-1].name == "payer/commercial-plans/time_limits/corrected-claim"
    unknown = ask("CO-97 99213", "unknown")
    assert unknown.road == "reopening"
    assert "corrected_claim" in [other.road for other in unknown.also]


def test_the_group_says_who_pays_but_never_bills_an_edit_to_the_patient(ask):
    assert ask("PR-204 99396").road == "bill_patient"
    bundled = ask("PR-97 99213")
    assert bundled.road == "reopening"
    assert "does not owe it" in bundled.warnings[0]


def test_nobody_is_billed_where_the_modifier_leaves_it_to_the_provider(ask):
    found = ask("PR-50 97110-GZ")
    assert (found.road, found.subject) == ("write_off", "GZ")
    assert "Group PR and modifier GZ do not go together" in found.warnings[0]
    assert ask("PR-50 97110-GA").warnings == ()


def test_where_no_code_shows_a_way_their_pages_say_what_to_do(ask):
    found = ask("CO-A1 99213")
    assert found.road is None
    assert [cited.name for cited in found.because] == ["denial_code/carc-a1/first_action/first-step"]


def test_a_decided_medicare_line_is_corrected_by_reopening_too(ask):
    assert "reopening" in [other.road for other in ask("CO-4 93010-26", "medicare").also]
    assert "reopening" not in [other.road for other in ask("CO-4 93010-26", "commercial").also]


def test_of_several_adjustments_the_denial_is_answered(ask):
    found = ask("CO-45 PR-2 CO-97 99213")
    assert found.adjustment == Adjustment("CO", "97")
    assert [said.code for said in found.said] == ["group-co", "carc-45", "group-pr", "carc-2", "carc-97"]


def test_a_code_we_do_not_know_is_said_to_be_unknown(ask):
    found = ask("CO-999 N999")
    assert (found.road, found.rule, found.because) == (None, "unknown", ())
    assert [said.name for said in found.said if said.code != "group-co"] == ["", ""]
    assert wording.headline(found) == "The codes do not show the way."


def test_remarks_that_contradict_each_other_are_told(ask):
    assert "Ask the payer." in ask("CO-16 MA130 MA01 99213").warnings[0]


def test_dates_that_cannot_be_are_told(ask):
    warnings = ask("CO-50 99213", service_on=date(2026, 6, 2), notice_on=date(2026, 6, 1)).warnings
    assert "before the service" in warnings[0]
    assert "not come yet" in ask("CO-50 99213", notice_on=date(2027, 1, 1)).warnings[0]


def test_the_checklist_is_the_evidence_and_nothing_is_asked_for_a_write_off(ask):
    assert [cited.part for cited in ask("CO-97 97530-59").evidence][:1] == ["checklist"]
    assert ask("CO-50 97110-GZ").evidence == ()


def test_every_published_code_alone_has_an_answer_that_rests_on_it(published):
    undecided = set()
    for code, document in published.denial_codes.items():
        system, value = document.parsed.system, document.parsed.value
        line = {
            "group": Line(adjustments=(Adjustment(value),)),
            "carc": Line(adjustments=(Adjustment("", value),)),
            "rarc": Line(remarks=(value,)),
        }[system]
        found = route(Facts(line), published, TODAY)
        if found.road is None:
            undecided.add(code)
        else:
            assert found.because, code
    assert all(published.denial_codes[code].road is None for code in undecided)
    assert len(undecided) < 20


def test_every_denial_reason_of_every_modifier_can_be_routed(published):
    for modifier, document in published.modifiers.items():
        for reason in document.denials:
            groups = [c.removeprefix("group-").upper() for c in reason.codes if c.startswith("group-")]
            carcs = [c.removeprefix("carc-").upper() for c in reason.codes if c.startswith("carc-")]
            remarks = [c.removeprefix("rarc-").upper() for c in reason.codes if c.startswith("rarc-")]
            group = groups[0] if groups else ""
            line = Line(tuple(Adjustment(group, carc) for carc in carcs), tuple(remarks), (), (modifier,))
            if line.is_denied:
                road = route(Facts(line, "medicare"), published, TODAY).road
                assert road or reason.modifier_was == "left_off", (modifier, reason.key)
