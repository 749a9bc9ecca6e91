"""Which modifiers can open an edit, best first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.ncci.candidates import ANATOMIC, candidates
from modifiers.ncci.records import FeeIndicators

NCCI_ASSOCIATED = {
    *("24", "25", "27", "57", "58", "59", "78", "79", "91", "XE", "XP", "XS", "XU"),
    *(code for members in ANATOMIC.values() for code in members),
}
"""The list of the NCCI policy manual, chapter I."""

DISTINCT = ["XE", "XP", "XS", "XU", "59"]


def offered(one, two, *, either=True, hospital=False, fees=None):
    return candidates(one, two, either_column=either, is_hospital=hospital, fees=fees)


def codes(found):
    return [code for candidate in found for code in candidate.codes]


def firsts(found):
    return [candidate.codes[0] for candidate in found]


def fee(code, **values):
    return {code: FeeIndicators(code, **values)}


class TestVisits:
    def test_with_a_procedure_25_goes_on_the_visit(self):
        found = offered("20610", "99213")
        assert firsts(found) == ["25", "57", "24"]
        assert {candidate.goes_on for candidate in found} == {("99213",)}
        assert [candidate.test for candidate in found] == ["visit", "visit", "global-period"]

    def test_the_column_of_the_visit_makes_no_difference(self):
        assert {candidate.goes_on for candidate in offered("99291", "36000")} == {("99291",)}

    def test_a_major_procedure_puts_57_first(self):
        assert firsts(offered("27447", "99213", fees=fee("27447", global_days="090")))[:2] == ["57", "25"]

    @pytest.mark.parametrize(
        ("days", "can"), [("000", False), ("010", False), ("XXX", False), ("YYY", True), ("", True)]
    )
    def test_global_days_shut_57_out_as_the_page_of_the_code_says(self, days, can):
        assert ("57" in codes(offered("20610", "99213", fees=fee("20610", global_days=days)))) == can

    @pytest.mark.parametrize("other", ["96372", "90471", "93000", "80053", "97140"])
    def test_57_and_24_need_a_surgery(self, other):
        assert codes(offered(other, "99213")) == ["25"]

    def test_two_visits_on_a_hospital_claim_27_first(self):
        found = offered("99283", "G0463", hospital=True)
        assert codes(found) == ["27", "25"]
        assert found[0].goes_on == ("99283", "G0463")
        assert codes(offered("G0438", "99213")) == ["25"], "27 is for hospitals alone"

    @pytest.mark.parametrize("hospital", [True, False])
    @pytest.mark.parametrize("other", ["20610", "99214", "97140", "80053", "73030", "00810", "A4450"])
    @pytest.mark.parametrize("order", [1, -1])
    def test_59_and_the_x_modifiers_are_never_offered(self, other, order, hospital):
        found = offered(*("99213", other)[::order], hospital=hospital)
        assert found
        assert not set(codes(found)) & set(DISTINCT)


class TestTherapy:
    def test_separate_time_comes_first(self):
        found = offered("97150", "97530")
        assert (found[0].codes, found[0].test) == (("59",), "timed-therapy")
        assert firsts(found) == ["59", "XE", "XU", "XP", "XS"]
        assert {candidate.test for candidate in found[1:]} == {"any-pair"}

    def test_one_therapy_code_alone_is_no_therapy_pair(self):
        assert "timed-therapy" not in {candidate.test for candidate in offered("98940", "97140")}


class TestAnatomy:
    def test_both_sides_before_distinct_services(self):
        found = offered("20611", "20610")
        assert found[0].codes == ("LT", "RT")
        assert (found[0].group, found[0].test, found[0].family) == ("anatomic", "both-sides", "side-of-body")
        assert found[0].goes_on == ("20611", "20610")
        assert firsts(found)[1:6] == ["XS", "XE", "XP", "XU", "59"]

    @pytest.mark.parametrize(
        ("one", "two", "family"),
        [
            ("92928", "92920", "coronary-arteries"),
            ("67840", "67810", "eyelids"),
            ("26055", "26045", "fingers"),
            ("28285", "28270", "toes"),
        ],
    )
    def test_the_site_that_both_codes_have(self, one, two, family):
        found = offered(one, two)
        assert found[0].family == family
        assert found[0].codes == ANATOMIC[family]

    def test_nails_are_of_fingers_or_toes(self):
        assert [candidate.family for candidate in offered("11730", "11720")][:2] == ["fingers", "toes"]

    def test_a_site_of_one_code_alone_is_not_offered(self):
        assert not [candidate for candidate in offered("11042", "11720") if candidate.family]

    @pytest.mark.parametrize(
        ("bilateral", "has_sides"), [("0", False), ("1", True), ("2", True), ("3", True), ("9", False)]
    )
    def test_the_fee_schedule_knows_better_which_codes_have_sides(self, bilateral, has_sides):
        for known in ("20611", "20610"):
            found = offered("20611", "20610", fees=fee(known, bilateral=bilateral))
            assert ("LT" in codes(found)) == has_sides
        unknown = {**fee("45385", bilateral=bilateral), **fee("45380", bilateral=bilateral)}
        assert ("LT" in codes(offered("45385", "45380", fees=unknown))) == has_sides


def test_laboratory_tests_offer_91_and_the_encounter_first():
    found = offered("80053", "82565")
    assert firsts(found)[0] == "XE"
    assert (found[-1].codes, found[-1].test) == (("91",), "laboratory")


def test_two_surgeries_offer_the_global_modifiers_last():
    assert firsts(offered("45385", "45380"))[-3:] == ["58", "78", "79"]


def test_the_column_that_59_may_stand_on():
    for either, goes_on in ((True, ("11042", "97597")), (False, ("97597",))):
        found = offered("11042", "97597", either=either)
        assert {each.goes_on for each in found if each.group == "distinct"} == {goes_on}


CODES = st.sampled_from(
    ["99213", "G0438", "20610", "97140", "80053", "73030", "11720", "92928", "A4450", "0001A", "00810"]
)


@given(one=CODES | st.text(max_size=6), two=CODES | st.text(max_size=6), either=st.booleans(), hospital=st.booleans())
def test_only_ncci_associated_modifiers_each_once_on_codes_of_the_pair(one, two, either, hospital):
    found = offered(one, two, either=either, hospital=hospital)
    assert found
    assert len(codes(found)) == len(set(codes(found)))
    assert set(codes(found)) <= NCCI_ASSOCIATED
    for candidate in found:
        assert set(candidate.goes_on) <= {one, two}
        assert candidate.goes_on
