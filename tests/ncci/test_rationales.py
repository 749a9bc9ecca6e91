"""Rationales of edits and unit limits, and the three ways in which units are counted."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from modifiers.ncci.rationales import (
    KNOWN,
    MUE_RATIONALES,
    NOT_KNOWN,
    PTP_RATIONALES,
    Rationale,
    adjudication,
    mue_rationale,
    ptp_rationale,
    words,
)

FIXTURES = Path(settings.BASE_DIR) / "fixtures"


def cited_sources() -> set[str]:
    """Keys of sources that exist and that a page cites, so that readers can open them."""
    known = {row["key"] for row in yaml.safe_load((FIXTURES / "sources.yaml").read_text(encoding="utf-8"))}
    lines = (line for path in FIXTURES.glob("*/*.yaml") for line in path.read_text(encoding="utf-8").splitlines())
    return known & {line.strip()[2:] for line in lines if "- " in line}


def test_there_are_twelve_and_no_two_are_taken_for_one_another() -> None:
    assert len(KNOWN) == 12
    assert [ptp_rationale(each.text) for each in PTP_RATIONALES] == list(PTP_RATIONALES)
    assert len({each.words for each in PTP_RATIONALES}) == 12


@pytest.mark.parametrize(
    ("written", "official"),
    [
        ("MORE EXTENSIVE PROCEDURE", "More extensive procedure"),
        ("Misuse of column two code with column one code", "Misuse of Column Two code with Column One code"),
        ("Standards of medical / surgical practice", "Standards of medical/surgical practice"),
        ('CPT "separate procedure" definition', "CPT Separate procedure definition"),
        ("CPT Manual or CMS manual coding instructions", "CPT Manual or CMS manual coding instruction"),
        ("  Laboratory \u00a0 panel\r", "Laboratory panel"),
    ],
)
def test_spelling_of_other_releases_is_read(written: str, official: str) -> None:
    assert ptp_rationale(written).text == official


def test_a_text_that_is_not_known_stands_as_it_is() -> None:
    assert words("Because of the moon") == f"Because of the moon ({NOT_KNOWN})"
    found = ptp_rationale("Because  of the moon")
    assert found == Rationale("Because of the moon", f"Because of the moon ({NOT_KNOWN})")
    assert ptp_rationale("").words == "The file gives no rationale."
    assert ptp_rationale("Laboratory").words.endswith(f"({NOT_KNOWN})"), "part of a rationale is none"


def test_unit_limits_say_what_they_are_drawn_from() -> None:
    assert mue_rationale("anatomic consideration").words == "The body has no more of the part."
    assert mue_rationale("Clinical: Data") in MUE_RATIONALES
    assert mue_rationale("Oral Medication; Not Payable").words == "Oral Medication; Not Payable"
    assert mue_rationale(" ").words == "The file gives no rationale."


@pytest.mark.parametrize(
    ("cell", "caption", "counted"),
    [
        ("1", "Line edit", "Each claim line"),
        ("1 Line Edit", "Line edit", "Each claim line"),
        ("2 Date of Service Edit: Policy", "Date of service edit: policy", "All lines of the day"),
        (" 3 Date of Service Edit: Clinical", "Date of service edit: clinical", "All lines of the day"),
    ],
)
def test_adjudication_says_how_units_are_counted(cell: str, caption: str, counted: str) -> None:
    found = adjudication(cell)
    assert found.caption == caption
    assert found.words.startswith(counted)
    assert found.units in found.words and found.words.endswith(found.appeal)


def test_only_a_clinical_limit_is_worth_an_appeal() -> None:
    assert "does not lift" in adjudication("2").appeal
    assert adjudication("3").appeal.startswith("Appeal with records")
    assert "reopening" in adjudication("1").appeal


@pytest.mark.parametrize("value", ["", "4", "12", "1st", "x"])
def test_an_indicator_that_is_not_known_is_told(value: str) -> None:
    found = adjudication(value)
    assert (found.value, found.words) == (value, "We do not know this indicator.")
    assert (found.units, found.appeal, found.sources) == ("", "", ())


def test_everything_said_has_sources_that_readers_can_open() -> None:
    cited = cited_sources()
    for each in (*PTP_RATIONALES, *MUE_RATIONALES, *(adjudication(value) for value in "123")):
        assert each.sources and set(each.sources) <= cited, each


@given(st.text(max_size=60))
def test_any_text_is_answered(text: str) -> None:
    assert ptp_rationale(text).words and mue_rationale(text).words and adjudication(text).words
