"""What an address holds: codes, ticks and slugs; nothing else gets in, and the same case comes out again."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.appeals.questions import ENCLOSURES, STEPS, Case, known, options, read
from modifiers.denials.facts import Adjustment

from .reference import LETTERS, TODAY, consulted

PIECES = st.sampled_from(
    ["59", "XS", "97530", "CO-97", "carc-97", "CARC 97", "n519", "second", "2024-q3", "aetna", "all.x"]
)


def case_of(query: str) -> Case:
    return read(parse_qs(query))


def test_four_steps():
    assert [step.key for step in STEPS] == ["denied", "payer", "record", "enclosures"]


@pytest.mark.parametrize("query", [query for query, _ in LETTERS.values()])
def test_a_case_comes_back_from_its_address(query):
    found = consulted(query).case
    assert read(parse_qs(urlencode(found.query()))) == found


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        ("CO-97 N19", ("group-co", "carc-97", "rarc-n19")),
        ("CARC 97, RARC N19", ("carc-97", "rarc-n19")),
        ("group CO carc-45", ("group-co", "carc-45")),
        ("pr96", ("group-pr", "carc-96")),
        ("MA130", ("rarc-ma130",)),
        ("B7", ("carc-b7",)),
    ],
)
def test_denial_codes_as_on_the_remittance(typed, slugs):
    found = read({"denial": [typed]})
    assert found.denials == slugs
    assert not found.wrong


def test_the_line_is_that_of_the_router():
    line = case_of("modifier=59&procedure=97530&procedure=97140&denial=CO-97&denial=N19").line
    assert line.adjustments == (Adjustment("CO", "97"),)
    assert line.remarks == ("N19",)
    assert line.procedures == ("97530", "97140")
    assert line.modifiers == ("59",)


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("modifier=Jane Doe", ("modifier",)),
        ("procedure=1234567", ("procedure",)),
        ("denial=hello", ("denial",)),
        ("modifier=59&procedure=97530", ()),
    ],
)
def test_what_is_no_code_is_named_and_left_out(query, wrong):
    found = case_of(query)
    assert found.wrong == wrong
    assert "Jane" not in str(found)


@given(
    given_=st.dictionaries(
        st.sampled_from(
            [
                "modifier",
                "procedure",
                "denial",
                "payer",
                "level",
                "quarter",
                "setting",
                "use",
                "shown",
                "not",
                "with",
                "x",
            ]
        ),
        st.lists(st.text(max_size=30) | PIECES, max_size=9),
    )
)
def test_reading_never_fails_and_keeps_no_free_text(given_):
    case = read(given_)
    for name, value in case.query():
        assert len(value) <= 120, name
        assert " " not in value
    assert read({name: [v for n, v in case.query() if n == name] for name, _ in case.query()}) == case


def test_only_what_the_pages_know_stays():
    found = consulted(
        "modifier=59&payer=medicare-part-b&use=separate-time&use=nothing&shown=times&shown=all.times&not=xe&not=kx"
        "&with=record&with=secret&level=second"
    ).case
    assert found.uses == ("separate-time",)
    assert found.shown == ("times",)
    assert found.ruled_out == ("XE",)
    assert found.enclosed == ("record",)
    assert known(found, None).shown == ()


def test_the_familys_checklist_is_asked_too():
    found = consulted("modifier=jw&shown=all.amounts&shown=discarded")
    assert found.case.shown == ("discarded", "all.amounts")
    assert "all.single-dose" in {
        option.value for option in options(STEPS[2].questions[1], found.case, found.pages, TODAY)
    }


def test_the_more_specific_modifiers_are_offered_first():
    found = consulted("modifier=59")
    offered = [option.value for option in options(STEPS[2].questions[2], found.case, found.pages, TODAY)]
    assert offered[:6] == ["xe", "xs", "xp", "xu", "lt", "rt"]


@pytest.mark.parametrize(
    ("quarter", "first", "last"),
    [
        ("2024-q1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2024-q4", date(2024, 10, 1), date(2024, 12, 31)),
        ("", TODAY, TODAY),
    ],
)
def test_a_quarter_is_two_days(quarter, first, last):
    assert Case(quarter=quarter).days(TODAY) == (first, last)


def test_an_older_quarter_stays_among_the_choices():
    found = options(STEPS[0].questions[4], case_of("quarter=2015-q2"), None, TODAY)
    assert [option.words for option in found if option.is_chosen] == ["2015, quarter 2"]
    assert found[0].words == "2026, quarter 4"


@pytest.mark.parametrize("quarter", ["1066-q1", "2024-q5", "2024", "9999-q4"])
def test_what_is_no_quarter_is_left_out(quarter):
    assert case_of(f"quarter={quarter}").quarter == ""


def test_enclosures_are_slugs():
    assert all(slug == slug.lower() and " " not in slug for slug in ENCLOSURES)
