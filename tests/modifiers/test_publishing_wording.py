"""How pages are worded: phrases to avoid, reading level, sentences, figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.publishing import wording

PLAIN = "The payer reads the note. The note names the site. " * 12
HARD = (
    "Notwithstanding interdepartmental communication, the adjudicating organization's retrospective determination "
    "regarding reimbursement eligibility necessitates comprehensive contemporaneous documentation. "
) * 8


def test_every_banned_phrase_is_found_and_says_what_to_do_instead():
    listed = [line for line in wording.phrases_file().splitlines() if line and not line.startswith("#")]
    assert len(listed) > 20
    for line in listed:
        phrase, _, instead = line.partition("\t")
        assert (phrase, instead) in list(wording.banned(f"We say {phrase.upper()} here."))
        assert instead.endswith(".")


def test_a_phrase_inside_a_word_is_not_that_phrase():
    assert list(wording.banned("A fetc. of nothing, unkeep in mindful")) == []


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("It pays 13.6% of the fee.", "13.6%"),
        ("It pays 85 percent.", "85 percent"),
        ("The threshold is $2,480.", "$2,480"),
        ("Since February 1, 2026 it is required.", "February 1, 2026"),
        ("Since 2026 there are 4 codes and 97140.", ""),
    ],
)
def test_figures_are_found(text, figure):
    assert wording.figure(text) == figure


def test_hard_words_read_at_a_higher_grade_than_plain_ones():
    assert wording.grade([PLAIN]) < 5
    assert wording.grade([HARD]) > wording.READING_LEVEL


def test_the_formula_is_flesch_kincaid():
    # 120 words of one syllable in 12 sentences.
    assert wording.grade(["The site is in the note that we have got. " * 12]) == pytest.approx(0.39 * 10 + 11.8 - 15.59)


def test_few_words_have_no_grade():
    assert wording.grade(["Interdepartmental communication."]) == 0


@given(st.text())
def test_any_text_can_be_weighed(text):
    assert wording.longest(text) >= 0
    assert all(len(sentence.split()) >= 7 for sentence in wording.telling(text))
    assert wording.grade([text]) == wording.grade([text])
