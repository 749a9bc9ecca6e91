"""Two codes, a day, the lines found: the answer, and what it never says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.ncci.records import Edit
from modifiers.ncci.verdict import EITHER_COLUMN_SINCE, FEW_LINES, judge

from .lines import HOSPITAL, JULY, MEDICAID, SAMPLE, WHOLE, edit, fee
from .test_rationales import cited_sources

BOTH, TWO = ("column_one", "column_two"), ("column_two",)


def verdict(*lines, on=JULY, loaded=WHOLE, first="97150", second="97530", **more):
    return judge(first, second, on, loaded, lines, **more)


def told(sentences):
    return " ".join(each.text for each in sentences)


# The lines are those of July 2024; the copy that was read had no starts but those of withdrawn lines.
ASKED = [
    ("97140 97530", [edit("97140", "97530", "1", "", "20191231")], "ended", "97140/97530 1"),
    (
        "97530 97116",
        [
            edit("97530", "97116", "9", "19960101", "19960101"),
            edit("97530", "97116", "1", "", "20191231"),
            edit("97530", "97116", "9", "20201001", "20201001"),
        ],
        "ended",
        "97530/97116 1",
    ),
    ("97530 97150", [edit("97150", "97530", "1", "")], "live", "97150/97530 1"),
    ("98940 97140", [edit("98940", "97140", "1", ""), edit("97140", "98940", "9", "19990401", "19990401")], "live",
     "98940/97140 1"),
    ("99213 20610", [edit("20610", "99213", "1", ""), edit("20610", "99213", "1", "", "20191231")], "live",
     "20610/99213 1"),
    ("20610 20611", [edit("20611", "20610", "1", "")], "live", "20611/20610 1"),
    ("20610 76942", [edit("20610", "76942", "1", "")], "live", "20610/76942 1"),
    ("11042 97597", [edit("11042", "97597", "1", "")], "live", "11042/97597 1"),
    ("11720 11042", [edit("11042", "11720", "1", "")], "live", "11042/11720 1"),
    ("17000 11102", [edit("11102", "17000", "1", ""), edit("11102", "17000", "1", "", "20191231")], "live",
     "11102/17000 1"),
    ("93000 93005", [edit("93000", "93005", "1", "")], "live", "93000/93005 1"),
    ("45385 45380", [edit("45385", "45380", "1", "")], "live", "45385/45380 1"),
    ("45385 45378", [edit("45385", "45378", "0", "")], "live", "45385/45378 0"),
    ("43235 43239", [edit("43239", "43235", "0", "")], "live", "43239/43235 0"),
    ("29881 29877", [edit("29881", "29877", "9", "20020101", "20020101"), edit("29881", "29877", "0", "")], "live",
     "29881/29877 0"),
    (
        "13120 13121",
        [
            edit("13120", "13121", "9", "19960101", "19960101"),
            edit("13121", "13120", "9", "19960101", "19960101"),
            edit("13121", "13120", "0", "19960101"),
        ],
        "live",
        "13121/13120 0",
    ),
    ("90837 90832", [edit("90837", "90832", "0", ""), edit("90837", "90832", "0", "", "20191231")], "live",
     "90837/90832 0"),
    ("96372 99213", [edit("96372", "99213", "1", "")], "live", "96372/99213 1"),
    ("G0438 99213", [edit("G0438", "99213", "1", "")], "live", "G0438/99213 1"),
    (
        "17000 17281",
        [
            edit("17000", "17281", "9", "19990701", "19990701"),
            edit("17000", "17281", "1", "19990701", "20041231"),
            edit("17281", "17000", "1", ""),
        ],
        "live",
        "17281/17000 1",
    ),
    ("99213 36415", [], "no_edit", ""),
    ("99213 93000", [], "no_edit", ""),
]  # fmt: skip


@pytest.mark.parametrize(("codes", "lines", "status", "decides"), ASKED, ids=[row[0] for row in ASKED])
def test_what_people_ask_about(codes, lines, status, decides):
    for first, second in permutations(codes.split()):
        found = verdict(*lines, first=first, second=second)
        line = found.edit
        assert found.status == status
        assert (f"{line.column_one}/{line.column_two} {line.modifier_indicator}" if line else "") == decides
        assert bool(found.candidates) == found.can_open == (status == "live" and decides.endswith("1"))
        assert found.loaded is WHOLE and len(found.history) == len(lines)


def test_the_therapy_pair_of_every_second_question():
    found = verdict(edit("97140", "97530", "1", "", "20191231"), first="97530", second="97140")
    assert found.headline == "The edit that bundled 97530 into 97140 ended on December 31, 2019."
    assert "For later dates no modifier is needed" in told(found.reasons)
    assert found.allowed_on == () == found.candidates
    before = verdict(edit("97140", "97530", "1", "", "20191231"), first="97530", second="97140", on=date(2019, 12, 31))
    assert before.status == "live" and before.candidates[0].test == "timed-therapy"
    assert "does not tell since when" in told(before.notes)


class TestLive:
    def test_it_names_the_columns_of_the_edit_whatever_the_order_of_the_codes(self):
        found = verdict(edit("97530", "97150"))
        assert (found.column_one, found.column_two) == ("97530", "97150")
        assert found.headline == (
            "Yes: an edit bundles 97150 into 97530. A modifier opens it when the record supports it."
        )

    def test_no_modifier_opens_indicator_0_and_no_appeal_does(self):
        found = verdict(edit("97150", "97530", "0"))
        assert found.headline.endswith("No modifier opens it.")
        assert not found.can_open and found.candidates == () and found.allowed_on == ()
        assert "An appeal to open it is not worth writing" in told(found.reasons)
        assert {key for each in found.reasons for key in each.sources} >= {"fcso-236", "nor-236"}

    def test_both_ends_belong_to_it(self):
        line = edit("97150", "97530", "1", "20260115", "20260331")
        days = {day: verdict(line, on=date.fromisoformat(day)).status for day in
                ("20260114", "20260115", "20260331", "20260401")}  # fmt: skip
        assert days == {"20260114": "no_edit", "20260115": "live", "20260331": "live", "20260401": "ended"}

    def test_an_end_to_come_is_told(self):
        found = verdict(edit("97150", "97530", "1", "20200101", "20260930"), edit("97150", "97530", "0", "20270101"))
        assert found.modifier_indicator == "1"
        assert "This edit ends with September 30, 2026." in told(found.notes)
        assert "Another edit between the two begins on January 1, 2027." in told(found.notes)

    def test_of_one_day_the_line_that_was_not_withdrawn(self):
        lines = edit("97150", "97530", "9", "20200101", "20200101"), edit("97150", "97530", "1", "20200101")
        for order in permutations(lines):
            found = verdict(*order)
            assert (found.status, found.modifier_indicator) == ("live", "1")
            assert "January 1, 2020 was withdrawn from its first day" in told(found.notes)

    def test_of_lines_without_a_start_the_first_to_end(self):
        """The others cannot have begun before it ended, for a pair has one line at a time."""
        lines = (
            edit("17281", "17000", "1", ""),
            edit("17000", "17281", "0", "", "20041231"),
            edit("17000", "17281", "1", "", "20190331"),
        )
        for order in permutations(lines):
            days = [verdict(*order, first="17000", second="17281", on=date(year, 1, 1)) for year in (2004, 2010, 2020)]
            assert [each.edit for each in days] == [lines[1], lines[2], lines[0]]

    def test_a_start_that_is_known_is_better_than_none(self):
        known = edit("97150", "97530", "0", "20200101")
        assert verdict(edit("97150", "97530", "1", "", "20301231"), known).edit == known


class TestWhereTheModifierGoes:
    LINE = edit("97150", "97530", "1", "19980401")

    @pytest.mark.parametrize(
        ("loaded", "on", "allowed"),
        [
            (WHOLE, EITHER_COLUMN_SINCE, BOTH),
            (WHOLE, EITHER_COLUMN_SINCE - timedelta(days=1), TWO),
            (HOSPITAL, JULY, TWO),
            (MEDICAID, JULY, TWO),
            (SAMPLE, JULY, BOTH),
        ],
    )
    def test_on_either_code_only_for_part_b_since_july_2019(self, loaded, on, allowed):
        found = verdict(self.LINE, on=on, loaded=loaded)
        assert found.allowed_on == allowed
        assert {each.goes_on for each in found.candidates if "59" in each.codes} == {
            tuple(getattr(found, column) for column in allowed)
        }
        assert ("on either code" in told(found.reasons)) == (allowed == BOTH)
        assert ("goes on the column two code, 97530" in told(found.reasons)) == (allowed == TWO)

    @pytest.mark.parametrize(("one", "two", "allowed"), [("20610", "99213", TWO), ("99213", "20610", ("column_one",))])
    def test_with_a_visit_on_the_visit(self, one, two, allowed):
        found = verdict(edit(one, two), first=one, second=two, fees=fee("20610", global_days="090"))
        assert found.allowed_on == allowed
        assert [each.codes[0] for each in found.candidates] == ["57", "24"]
        assert "59 and the X modifiers do not go on visits" in told(found.reasons)

    def test_beside_a_preventive_visit_on_the_one_for_a_problem(self):
        found = verdict(edit("G0438", "99213"), first="99213", second="G0438")
        assert found.allowed_on == TWO
        assert "the one for a problem, 99213, carries 25; the preventive one, G0438, does not" in told(found.reasons)
        assert verdict(edit("99213", "G0438"), first="99213", second="G0438").allowed_on == ("column_one",)
        assert "for a problem" not in told(verdict(edit("20610", "99213"), first="99213", second="20610").reasons)

    def test_two_visits_of_a_hospital_claim(self):
        found = verdict(edit("99285", "99213"), first="99213", second="99285", loaded=HOSPITAL)
        assert found.candidates[0].codes == ("27",) and found.allowed_on == BOTH


class TestWithdrawn:
    LINE = edit("97150", "97530", "9", "20201001", "20201001")

    def test_it_never_held_not_even_on_its_day(self):
        for day in (date(2020, 10, 1), JULY):
            found = verdict(self.LINE, on=day)
            assert (found.status, found.edit) == ("withdrawn", self.LINE)
            assert found.headline == "The edit between 97150 and 97530 was withdrawn from its first day."

    def test_before_its_day_there_is_none(self):
        found = verdict(self.LINE, on=date(2020, 9, 30))
        assert (found.status, found.edit) == ("no_edit", None)
        assert "begins on" not in told(found.notes)


class TestNoEdit:
    def test_only_where_the_release_can_know(self):
        found = verdict(on=date(2026, 9, 30))
        assert found.status == "no_edit"
        assert found.headline == "No edit between 97150 and 97530 on September 30, 2026."
        assert found.cautions == () and found.column_one is None and found.modifier_indicator is None

    @pytest.mark.parametrize(
        ("loaded", "on", "sentence"),
        [
            (SAMPLE, JULY, "Sample of 500 pairs: not a basis for “no edit”."),
            (replace(WHOLE, is_complete=False), JULY, "may still have an edit"),
            (WHOLE, date(2026, 10, 1), "The loaded release ends with September 30, 2026."),
            (WHOLE, date(1995, 12, 31), "The first line of the loaded release begins on January 1, 1996."),
        ],
    )
    def test_it_is_never_said_where_it_cannot(self, loaded, on, sentence):
        found = verdict(on=on, loaded=loaded)
        assert found.status == "not_loaded"
        assert found.headline.startswith("We cannot tell whether an edit joins 97150 and 97530 on ")
        assert sentence in told(found.cautions)

    def test_nothing_is_loaded(self):
        found = verdict(edit("97150", "97530"), loaded=None)
        assert (found.status, found.edit, found.candidates) == ("not_loaded", None, ())
        assert found.headline == "We cannot tell: these code pairs are not loaded here."

    def test_a_set_that_is_too_small_is_not_believed_without_a_word(self):
        small = replace(WHOLE, line_count=FEW_LINES - 1)
        assert "If files are missing, this answer is wrong." in told(verdict(loaded=small).cautions)
        assert verdict(loaded=replace(small, program="medicaid")).cautions == ()
        assert verdict(edit("97150", "97530"), loaded=small).cautions == ()

    def test_an_edit_to_come_is_told(self):
        for loaded, status in ((WHOLE, "no_edit"), (SAMPLE, "not_loaded")):
            found = verdict(edit("97150", "97530", "1", "20261001"), loaded=loaded)
            assert found.status == status
            assert "An edit between the two begins on October 1, 2026." in told(found.notes)

    def test_what_a_release_cannot_know_is_said_of_every_answer(self):
        line, later = edit("97150", "97530"), date(2026, 10, 1)
        assert "ends with September 30, 2026" in told(verdict(line, on=later).cautions)
        assert "Sample of 500 pairs" in told(verdict(line, loaded=SAMPLE).cautions)


def test_an_ended_edit_that_comes_back():
    found = verdict(edit("97150", "97530", "1", "20100101", "20191231"), edit("97530", "97150", "0", "20261001"))
    assert (found.status, found.column_one) == ("ended", "97150")
    assert "Another edit between the two begins on October 1, 2026." in told(found.notes)


def test_lines_of_other_pairs_are_passed_over():
    assert verdict(edit("97150", "97110"), edit("97110", "97530")).history == ()


def test_every_sentence_about_billing_has_a_source_that_pages_cite():
    answers = [
        verdict(*lines, first=first, second=second, loaded=loaded, on=on)
        for codes, lines, _, _ in ASKED
        for first, second in [codes.split()]
        for loaded in (WHOLE, HOSPITAL)
        for on in (JULY, date(2019, 1, 1), date(2026, 10, 1))
    ]
    assert all(each.sources for found in answers for each in found.reasons)
    said = {
        key for found in answers for each in (*found.reasons, *found.notes, *found.cautions) for key in each.sources
    }
    assert said == {"cma-59", "fcso-236", "fcso-236-faq", "ncci-1", "nor-236", "nor-59", "pri-25"}
    assert said <= cited_sources()


TEXT = st.sampled_from(["97150", "97530", "99213", "20610", "80053"]) | st.text(max_size=6)
DAYS = st.dates(date(1990, 1, 1), date(2040, 1, 1)) | st.sampled_from([date.min, date.max])
LOADED = st.sampled_from([None, WHOLE, SAMPLE, HOSPITAL, MEDICAID, replace(WHOLE, is_complete=False),
                          replace(WHOLE, first_effective_on=None)])  # fmt: skip


@st.composite
def questions(draw):
    first, second = draw(TEXT), draw(TEXT)
    either, days = st.sampled_from([first, second]) | TEXT, st.none() | DAYS
    lines = st.builds(Edit, either, either, days, days, st.sampled_from("019"), st.text(max_size=5))
    return first, second, draw(DAYS), draw(LOADED), draw(st.lists(lines, max_size=5))


@given(questions(), st.randoms(use_true_random=False))
def test_whatever_is_asked(question, chance):
    first, second, on, loaded, lines = question
    found = judge(*question)
    assert found.headline.endswith((".", "?"))
    if found.status in ("live", "ended", "withdrawn"):
        assert found.edit in lines
        assert {found.column_one, found.column_two} == {first, second}
        assert (found.column_one, found.column_two) == (found.edit.column_one, found.edit.column_two)
        assert found.edit.holds_on(on) == (found.status == "live")
    else:
        assert found.edit is None and found.column_one is None
    if found.status == "no_edit":
        assert loaded is not None and loaded.is_complete and not loaded.is_sample
        assert on <= loaded.ends_on and (loaded.first_effective_on or date.min) <= on
    assert bool(found.candidates) == bool(found.allowed_on) == found.can_open
    shuffled = chance.sample(lines, len(lines))
    other = judge(second, first, on, loaded, shuffled)
    for member in ("status", "edit", "history", "notes", "reasons", "cautions", "allowed_on", "candidates"):
        assert getattr(found, member) == getattr(other, member), member
