"""The verdict on two codes: what readers ask about, every status, and whatever else a file can hold."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from modifiers.ncci.records import Edit
from modifiers.ncci.verdict import FEW_LINES, judge

from .pairs import ON, line, release, sample, withdrawn

END_2019 = date(2019, 12, 31)
UNKNOWN = None


def verdict(one, two, lines=(), on=ON, loaded="whole", **more):
    return judge(one, two, on, release() if loaded == "whole" else loaded, lines, **more)


def texts(sentences):
    return " ".join(sentence.text for sentence in sentences)


def live(one, two, indicator="1"):
    """As the files of July 2024 have it in the copy that we read: without its first day."""
    return line(one, two, indicator)


ASKED = [
    # column one, column two, lines, status, indicator
    ("97140", "97530", [line("97140", "97530", "1", UNKNOWN, END_2019)], "ended", "1"),
    (
        "97530",
        "97116",
        [
            withdrawn("97530", "97116", date(1996, 1, 1)),
            line("97530", "97116", "1", UNKNOWN, END_2019),
            withdrawn("97530", "97116", date(2020, 10, 1)),
        ],
        "ended",
        "1",
    ),
    ("97150", "97530", [live("97150", "97530")], "live", "1"),
    ("98940", "97140", [withdrawn("97140", "98940", date(1999, 4, 1)), live("98940", "97140")], "live", "1"),
    ("98941", "97140", [withdrawn("97140", "98941", date(1999, 4, 1)), live("98941", "97140")], "live", "1"),
    ("20610", "99213", [live("20610", "99213"), line("20610", "99213", "1", UNKNOWN, END_2019)], "live", "1"),
    ("20611", "20610", [live("20611", "20610")], "live", "1"),
    ("20610", "76942", [live("20610", "76942")], "live", "1"),
    ("11042", "97597", [live("11042", "97597")], "live", "1"),
    ("11042", "11720", [live("11042", "11720")], "live", "1"),
    ("11730", "11720", [live("11730", "11720")], "live", "1"),
    ("11102", "17000", [live("11102", "17000"), line("11102", "17000", "1", UNKNOWN, END_2019)], "live", "1"),
    ("93000", "93005", [live("93000", "93005")], "live", "1"),
    ("93000", "93010", [live("93000", "93010")], "live", "1"),
    ("45385", "45380", [live("45385", "45380")], "live", "1"),
    ("45385", "45378", [live("45385", "45378", "0")], "live", "0"),
    ("43239", "43235", [live("43239", "43235", "0")], "live", "0"),
    ("29881", "29877", [live("29881", "29877", "0"), withdrawn("29881", "29877", date(2002, 1, 1))], "live", "0"),
    ("29880", "29877", [live("29880", "29877", "0"), withdrawn("29880", "29877", date(2002, 1, 1))], "live", "0"),
    (
        "13121",
        "13120",
        [
            withdrawn("13120", "13121", date(1996, 1, 1)),
            live("13121", "13120", "0"),
            withdrawn("13121", "13120", date(1996, 1, 1)),
        ],
        "live",
        "0",
    ),
    ("90837", "90832", [live("90837", "90832", "0"), line("90837", "90832", "0", UNKNOWN, END_2019)], "live", "0"),
    ("96372", "99213", [live("96372", "99213"), line("96372", "99213", "1", UNKNOWN, END_2019)], "live", "1"),
    ("90471", "99213", [live("90471", "99213"), line("90471", "99213", "1", UNKNOWN, END_2019)], "live", "1"),
    ("G0438", "99213", [live("G0438", "99213"), line("G0438", "99213", "1", UNKNOWN, END_2019)], "live", "1"),
]
"""What people ask about, with the lines that the practitioner set of July 2024 has for it."""


@pytest.mark.parametrize("is_swapped", [False, True])
@pytest.mark.parametrize(("one", "two", "lines", "status", "indicator"), ASKED)
def test_what_people_ask_about(one, two, lines, status, indicator, is_swapped):
    found = verdict(*((two, one) if is_swapped else (one, two)), lines)
    assert (found.status, found.modifier_indicator) == (status, indicator)
    assert (found.column_one, found.column_two) == (one, two)
    assert found.can_open == (status == "live" and indicator == "1") == bool(found.candidates)


@pytest.mark.parametrize(("one", "two"), [("99213", "36415"), ("99213", "93000")])
def test_no_line_in_a_whole_release_is_no_edit(one, two):
    found = verdict(one, two)
    assert found.status == "no_edit"
    assert found.headline == f"No edit between {one} and {two} on August 1, 2026."
    assert (found.column_one, found.modifier_indicator, found.allowed_on, found.candidates) == (None, None, (), ())
    assert not found.cautions


class TestHeadlines:
    def test_live_and_open(self):
        found = verdict("99213", "20610", [live("20610", "99213")])
        assert found.headline == (
            "Yes: an edit bundles 99213 into 20610. A modifier opens it when the record supports it."
        )

    def test_live_and_closed(self):
        found = verdict("45378", "45385", [live("45385", "45378", "0")])
        assert found.headline == "Yes: an edit bundles 45378 into 45385. No modifier opens it."
        assert found.candidates == () and found.allowed_on == ()
        assert "An appeal to open it is not worth writing" in texts(found.reasons)

    def test_ended(self):
        found = verdict("97530", "97140", [line("97140", "97530", "1", UNKNOWN, END_2019)])
        assert found.headline == "The edit that bundled 97530 into 97140 ended on December 31, 2019."
        assert "no modifier is needed because of this edit" in texts(found.reasons)

    def test_withdrawn(self):
        found = verdict("A4216", "A4217", [withdrawn("A4216", "A4217", date(2020, 10, 1))])
        assert found.status == "withdrawn"
        assert found.modifier_indicator == "9"
        assert found.headline == "The edit between A4216 and A4217 was withdrawn from its first day."
        assert "never held" in texts(found.reasons)


class TestDays:
    """One line from January 1, 2020 to June 30, 2026."""

    LINES = (line("A4216", "A4217", "1", date(2020, 1, 1), date(2026, 6, 30)),)

    @pytest.mark.parametrize(
        ("on", "status"),
        [
            (date(2019, 12, 31), "no_edit"),
            (date(2020, 1, 1), "live"),
            (date(2026, 6, 30), "live"),
            (date(2026, 7, 1), "ended"),
        ],
    )
    def test_first_and_last_day_belong_to_it(self, on, status):
        assert verdict("A4216", "A4217", self.LINES, on).status == status

    def test_before_its_first_day_it_is_said_when_it_begins(self):
        for loaded in (release(), sample()):
            found = verdict("A4216", "A4217", self.LINES, date(2019, 12, 31), loaded)
            assert "An edit between the two begins on January 1, 2020." in texts(found.notes)

    def test_between_two_periods(self):
        again = line("A4217", "A4216", "0", date(2026, 8, 15))
        found = verdict("A4216", "A4217", (*self.LINES, again))
        assert found.status == "ended"
        assert (found.column_one, found.column_two) == ("A4216", "A4217")
        assert "begins on August 15, 2026" in texts(found.notes)
        later = verdict("A4216", "A4217", (*self.LINES, again), date(2026, 8, 15))
        assert (later.column_one, later.column_two, later.modifier_indicator) == ("A4217", "A4216", "0")

    def test_an_end_to_come_is_told(self):
        found = verdict("A4216", "A4217", [line("A4216", "A4217", "1", date(2020, 1, 1), date(2026, 9, 30))])
        assert found.status == "live"
        assert "This edit ends with September 30, 2026." in texts(found.notes)

    def test_an_unknown_start_is_told_for_days_before_the_release(self):
        assert "does not tell since when" in texts(verdict("A4216", "A4217", [live("A4216", "A4217")], END_2019).notes)
        assert not verdict("A4216", "A4217", [live("A4216", "A4217")]).notes

    def test_a_withdrawn_line_that_was_to_begin_later_decides_nothing(self):
        lines = [withdrawn("A4216", "A4217", date(2026, 9, 1))]
        assert verdict("A4216", "A4217", lines).status == "no_edit"
        assert not verdict("A4216", "A4217", lines).notes

    @pytest.mark.parametrize("order", [1, -1])
    def test_of_two_lines_from_one_day_the_live_one_decides(self, order):
        day = date(1996, 1, 1)
        lines = [withdrawn("13121", "13120", day), line("13121", "13120", "0", day)][::order]
        found = verdict("13121", "13120", lines)
        assert (found.status, found.modifier_indicator) == ("live", "0")
        assert "A line of January 1, 1996 was withdrawn" in texts(found.notes)


class TestLinesThatContradictEachOther:
    """The checks of an import rule them out; the answer must not hang on their order all the same."""

    @pytest.mark.parametrize("order", [1, -1])
    def test_of_two_that_hold_the_later_one_decides(self, order):
        lines = [line("A4216", "A4217", "0", date(2020, 1, 1)), line("A4217", "A4216", "1", date(2021, 1, 1))][::order]
        assert verdict("A4216", "A4217", lines).column_one == "A4217"

    @pytest.mark.parametrize("order", [1, -1])
    def test_of_two_directions_from_one_day_always_the_same(self, order):
        day = date(2020, 1, 1)
        lines = [withdrawn("A4216", "A4217", day), withdrawn("A4217", "A4216", day)][::order]
        assert verdict("A4216", "A4217", lines).column_one == "A4217"

    @pytest.mark.parametrize("order", [1, -1])
    def test_the_history_is_told_from_the_oldest(self, order):
        day = date(2020, 1, 1)
        lines = [
            line("A4216", "A4217", "1", None, date(2019, 12, 31)),
            withdrawn("A4216", "A4217", day),
            line("A4216", "A4217", "1", day, date(2020, 12, 31)),
            line("A4216", "A4217", "1", date(2021, 1, 1)),
        ]
        assert verdict("A4216", "A4217", lines[::order]).history == tuple(lines)


class TestWhatTheReleaseCannotKnow:
    @pytest.mark.parametrize(
        ("loaded", "on", "caution"),
        [
            (sample(), ON, "Sample of 10 pairs: not a basis for “no edit”."),
            (release(is_complete=False), ON, "Parts of this set are missing here"),
            (release(), date(2026, 10, 1), "The loaded release ends with September 30, 2026."),
            (release(), date(1995, 12, 31), "The first line of the loaded release begins on January 1, 1996."),
        ],
    )
    def test_it_never_says_no_edit(self, loaded, on, caution):
        found = verdict("99213", "36415", (), on, loaded)
        assert found.status == "not_loaded"
        assert found.headline.startswith("We cannot tell whether an edit joins 99213 and 36415 on")
        assert caution in texts(found.cautions)

    def test_nothing_loaded(self):
        found = verdict("99213", "36415", loaded=None)
        assert found.status == "not_loaded"
        assert found.headline == "We cannot tell: these code pairs are not loaded here."

    def test_the_last_day_of_the_quarter_is_known(self):
        assert verdict("99213", "36415", (), date(2026, 9, 30)).status == "no_edit"

    def test_a_release_without_any_first_day_knows_every_day_before(self):
        assert verdict("99213", "36415", (), date(1990, 1, 1), release(first_effective_on=None)).status == "no_edit"

    def test_an_edit_that_is_found_is_told_with_the_caution(self):
        found = verdict("20610", "99213", [live("20610", "99213")], loaded=sample())
        assert found.status == "live"
        assert "Sample of 10 pairs" in texts(found.cautions)
        late = verdict("20610", "99213", [live("20610", "99213")], date(2027, 1, 1))
        assert late.status == "live"
        assert "look the pair up again" in texts(late.cautions)

    def test_a_set_that_is_suspiciously_small_is_told_where_it_matters(self):
        small = release(line_count=FEW_LINES - 1)
        assert "only 99,999 lines" in texts(verdict("99213", "36415", loaded=small).cautions)
        assert not verdict("20610", "99213", [live("20610", "99213")], loaded=small).cautions
        assert not verdict("99213", "36415", loaded=release(line_count=5, program="medicaid")).cautions


class TestWhereTheModifierGoes:
    LINES = (live("11042", "97597"),)

    @pytest.mark.parametrize(
        ("on", "loaded", "columns"),
        [
            (date(2019, 7, 1), release(), ("column_one", "column_two")),
            (date(2019, 6, 30), release(), ("column_two",)),
            (ON, release(setting="hospital"), ("column_two",)),
            (ON, release(program="medicaid"), ("column_two",)),
            (ON, sample(), ("column_one", "column_two")),
        ],
    )
    def test_59_on_either_line_for_practitioners_of_medicare_since_july_2019(self, on, loaded, columns):
        found = verdict("11042", "97597", self.LINES, on, loaded)
        assert found.allowed_on == columns
        goes_on = {each.goes_on for each in found.candidates if each.codes == ("59",)}
        assert goes_on == {("11042", "97597")[-len(columns) :]}

    @pytest.mark.parametrize("setting", ["practitioner", "hospital"])
    @pytest.mark.parametrize(
        ("one", "two", "column"), [("20610", "99213", "column_two"), ("99291", "36000", "column_one")]
    )
    def test_on_the_visit_where_there_is_one(self, one, two, column, setting):
        found = verdict(one, two, [live(one, two)], loaded=release(setting=setting))
        assert found.allowed_on == (column,)
        assert not {code for each in found.candidates for code in each.codes} & {"59", "XE", "XP", "XS", "XU"}
        assert "goes on the visit" in texts(found.reasons)

    def test_two_visits_on_a_hospital_claim(self):
        found = verdict("99283", "G0463", [live("99283", "G0463")], loaded=release(setting="hospital"))
        assert found.candidates[0].codes == ("27",)
        assert found.allowed_on == ("column_one", "column_two")


def test_lines_of_other_pairs_are_passed_over():
    others = [live("20610", "99214"), live("20611", "99213"), live("99213", "99213")]
    assert verdict("20610", "99213", others).status == "no_edit"
    assert verdict("20610", "99213", others).history == ()


def test_every_reason_of_a_rule_cites_its_source():
    for one, two, lines, *_ in ASKED:
        assert all(sentence.sources for sentence in verdict(one, two, lines).reasons)


CODES = st.sampled_from(["99213", "20610", "97140", "A4216"])
DAYS = st.dates(date(1995, 1, 1), date(2027, 12, 31))
LINES = st.builds(
    Edit,
    column_one=CODES,
    column_two=CODES,
    effective_on=st.none() | DAYS,
    deleted_on=st.none() | DAYS,
    modifier_indicator=st.sampled_from("019"),
    rationale=st.text(max_size=10),
    existed_before_1996=st.booleans(),
)
RELEASES = st.sampled_from([release(), sample(), release(is_complete=False), release(setting="hospital"), None])


@given(
    one=CODES | st.text(max_size=8),
    two=CODES | st.text(max_size=8),
    lines=st.lists(LINES, max_size=6),
    on=st.dates(),
    loaded=RELEASES,
    data=st.data(),
)
@example(one="", two="\x00", lines=[], on=date.max, loaded=release(), data=None)
@example(one="A4216", two="A4217", lines=[live("A4216", "A4217")], on=date.min, loaded=release(), data=None)
def test_any_lines_on_any_day(one, two, lines, on, loaded, data):
    found = judge(one, two, on, loaded, lines)
    assert {found.first, found.second} == {one, two}
    assert found.headline
    if found.edit is not None:
        assert {found.edit.column_one, found.edit.column_two} == {one, two}
        assert (found.column_one, found.column_two) == (found.edit.column_one, found.edit.column_two)
    if found.status == "live":
        assert found.edit is not None and found.edit.holds_on(on)
    if loaded is not None and any(each.holds_on(on) for each in found.history):
        assert found.status == "live"
    if found.status == "no_edit":
        assert loaded is not None and loaded.is_complete and not loaded.is_sample
        assert loaded.first_effective_on <= on <= loaded.ends_on
    assert bool(found.candidates) == bool(found.allowed_on) == found.can_open
    if data is None:
        return
    again = judge(two, one, on, loaded, data.draw(st.permutations(lines)))
    for name in ("status", "edit", "history", "reasons", "notes", "cautions", "allowed_on", "candidates"):
        assert getattr(again, name) == getattr(found, name), name


@given(st.integers(min_value=1, max_value=4_000))
def test_the_end_of_a_quarter_is_the_day_before_the_next(quarters):
    year, number = divmod(1996 * 4 + quarters, 4)
    loaded = release(quarter=f"{year}-{number * 3 + 1:02d}")
    after = loaded.ends_on + timedelta(days=1)
    assert (after.day, after.month % 3) == (1, 1)
    assert loaded.starts_on < loaded.ends_on < loaded.starts_on + timedelta(days=93)
