"""Which modifiers can open an edit, and in which order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.documents import PAIR_KINDS
from modifiers.ncci.candidates import ANATOMIC, candidates

from .lines import fee

OTHERS = {"24", "25", "57", "58", "78", "79", "27", "59", "91", "XE", "XP", "XS", "XU"}
ASSOCIATED = OTHERS | {code for members in ANATOMIC.values() for code in members}
DISTINCT = {"59", "XE", "XP", "XS", "XU"}


def offered(one, two, either=True, hospital=False, fees=None):
    return candidates(one, two, either_column=either, is_hospital=hospital, fees=fees)


def codes(*given, **more):
    """The first code of each candidate, best first."""
    return [each.codes[0] for each in offered(*given, **more)]


class TestVisits:
    def test_the_modifier_goes_on_the_visit_whichever_column_it_stands_in(self):
        for pair in (("20610", "99213"), ("99213", "20610")):
            for either in (True, False):
                assert {each.goes_on for each in offered(*pair, either=either)} == {("99213",)}

    def test_global_days_decide_between_25_and_57(self):
        assert codes("20610", "99213") == ["25", "57", "24"]
        for days, first in (("000", ["25"]), ("010", ["25"]), ("XXX", ["25"]), ("090", ["57"]), ("YYY", ["25", "57"])):
            assert codes("20610", "99213", fees=fee("20610", global_days=days)) == [*first, "24"]

    def test_24_is_about_another_surgery_and_says_so(self):
        *others, last = offered("20610", "99213")
        assert last.codes == ("24",) and "another, earlier surgery" in last.condition
        assert not any(each.condition for each in others)

    def test_beside_what_is_no_surgery_25_alone(self):
        for other in ("96372", "90471", "97530", "J1100"):
            assert codes(other, "99213") == ["25"]

    def test_two_visits(self):
        assert offered("99213", "99285")[0].goes_on == ("99213", "99285")
        assert codes("99285", "99213", hospital=True) == ["27", "25"]
        first = offered("99285", "99213", hospital=True)[0]
        assert (first.test, first.goes_on) == ("same-day-hospital-visits", ("99285", "99213"))

    @pytest.mark.parametrize("preventive", ["99381", "99397", "G0402", "G0438", "G0439"])
    def test_beside_a_preventive_visit_25_goes_on_the_one_for_a_problem(self, preventive):
        for pair in ((preventive, "99213"), ("99213", preventive)):
            (found,) = offered(*pair)
            assert (found.codes, found.goes_on) == (("25",), ("99213",))
        assert offered("G0438", "99397")[0].goes_on == ("G0438", "99397"), "nothing tells them apart"
        assert offered("G0438", "96372")[0].goes_on == ("G0438",)


class TestDistinct:
    def test_the_more_specific_first_and_59_last(self):
        assert codes("93000", "93005") == ["XS", "XE", "XP", "XU", "59"]
        assert codes("80053", "80048") == ["XE", "XU", "XP", "XS", "59", "91"]

    def test_therapy_begins_with_separate_time_blocks(self):
        found = offered("97150", "97530")
        assert (found[0].codes, found[0].test) == (("59",), "timed-therapy")
        assert {each.test for each in found[1:]} == {"any-pair"}
        assert codes("97150", "97530")[1:] == ["XE", "XU", "XP", "XS"]
        assert codes("98940", "97140")[-1] == "59", "one of the two is no therapy code"

    def test_either_column_or_column_two(self):
        assert {each.goes_on for each in offered("97150", "97530")} == {("97150", "97530")}
        assert {each.goes_on for each in offered("97150", "97530", either=False)} == {("97530",)}


class TestAnatomic:
    @pytest.mark.parametrize(
        ("pair", "families"),
        [
            (("11730", "11720"), ["fingers", "toes"]),
            (("11102", "17000"), []),
            (("26055", "26160"), ["fingers", "side-of-body"]),
            (("28285", "28270"), ["toes", "side-of-body"]),
            (("67900", "67840"), ["eyelids", "side-of-body"]),
            (("92928", "92920"), ["coronary-arteries"]),
            (("20610", "76942"), ["side-of-body"]),
            (("26055", "28285"), ["side-of-body"]),
            (("45385", "45380"), []),
            (("20610", "97530"), []),
        ],
    )
    def test_what_both_codes_can_bear_comes_first(self, pair, families):
        found = [each for each in offered(*pair) if each.group == "anatomic"]
        assert [each.family for each in found] == families
        assert offered(*pair)[: len(found)] == tuple(found)
        assert all(each.codes == ANATOMIC[each.family] and each.goes_on == pair for each in found)
        assert [each.test for each in found if each.family == "side-of-body"] == ["both-sides"] * families.count(
            "side-of-body"
        )

    @pytest.mark.parametrize(("bilateral", "has"), [("0", False), ("1", True), ("2", True), ("3", True), ("9", False)])
    def test_the_fee_schedule_knows_which_codes_have_sides(self, bilateral, has):
        assert ("LT" in codes("20610", "20600", fees=fee("20600", bilateral=bilateral))) == has
        both = fee("11102", bilateral=bilateral) | fee("17000", bilateral=bilateral)
        assert ("LT" in codes("11102", "17000", fees=both)) == has


def test_two_procedures_can_fall_into_a_global_period():
    assert codes("29881", "27310")[-3:] == ["58", "78", "79"]
    assert not {"58", "78", "79"} & set(codes("20610", "76942"))


CODES = st.sampled_from(
    ["99213", "G0438", "20610", "11720", "67900", "92928", "97530", "80053", "76942", "0001U", "A4216", "00100"]
) | st.text(max_size=6)


@given(CODES, CODES, st.booleans(), st.booleans())
def test_whatever_the_codes(one, two, either, hospital):
    found = offered(one, two, either, hospital)
    told = [code for each in found for code in each.codes]
    assert found and set(told) <= ASSOCIATED
    assert len(set(told)) == len(told)
    assert all(each.test in PAIR_KINDS for each in found)
    assert all(each.goes_on and set(each.goes_on) <= {one, two} for each in found)
    conditional = [bool(each.condition) for each in found]
    assert conditional == sorted(conditional) and not conditional[0]
    assert all(bool(each.condition) == (each.test == "global-period") for each in found)
    if any(each.group == "visit" for each in found):
        assert not DISTINCT & set(told)
    else:
        for each in found:
            if set(each.codes) & DISTINCT:
                assert each.goes_on == ((one, two) if either else (two,))
