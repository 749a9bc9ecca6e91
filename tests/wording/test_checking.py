"""What a model may not say: whatever its statements do not hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.wording import Given, Sentence
from modifiers.wording.checking import Checker, Refused
from modifiers.wording.prompt import MOST_SENTENCES, messages, schema

GIVEN = (
    Given(
        "s1", "GZ makes the contractor deny the line automatically, for dates of service from July 1, 2011.", ("GZ",)
    ),
    Given("s2", "Do not bill the patient for a GZ line, in full or in part.", ("GZ",)),
    Given("s3", "Medicare pays 16 percent of the fee for an assistant within 10 days; see 42 CFR 411.15.", ("80",)),
    Given("s5", "We read the policy and found a rule of the contractor."),
    Given("s4", "Use XS when the reason is a separate organ. Use 59 when no X modifier says so.", ("59",)),
)
GOOD = [
    ("GZ makes the contractor deny the line automatically.", ("s1",)),
    ("With GZ the line is denied automatically, for dates of service from July 1, 2011.", ("s1",)),
    ("Do not bill the patient for a GZ line.", ("s2",)),
    ("Medicare pays 16 percent of the fee for an assistant.", ("s3",)),
    ("The fee is paid within 10 days (42 CFR 411.15).", ("s3",)),
    ("Use XS when the reason is a separate organ.", ("s4",)),
    ("Use XS when the reason is a separate organ, and 59 when no X modifier says so.", ("s4",)),
]
LIES = {
    "a code that is a word of the statements": ("AS makes the contractor deny the line automatically.", ("s1",)),
    "a voice of its own": ("We found a rule of the contractor.", ("s5",)),
    "a modifier": ("GZ and GA make the contractor deny the line automatically.", ("s1",)),
    "a modifier in small letters": ("Use modifier xu when the reason is a separate organ and 59 when not.", ("s4",)),
    "a procedure code": ("GZ makes the contractor deny the line 99213 automatically.", ("s1",)),
    "a denial code": ("GZ makes the contractor deny the line automatically with N519.", ("s1",)),
    "a percentage": ("Medicare pays 20 percent of the fee for an assistant.", ("s3",)),
    "a percentage in a sign": ("Medicare pays 20% of the fee for an assistant.", ("s3",)),
    "a number of something else": ("Medicare pays 10 percent of the fee for an assistant within 16 days.", ("s3",)),
    "a number in words": ("Medicare pays twenty percent of the fee for an assistant.", ("s3",)),
    "an amount": ("Medicare pays $16 of the fee for an assistant.", ("s3",)),
    "a date": ("GZ makes the contractor deny the line automatically from July 1, 2012.", ("s1",)),
    "another day": ("GZ makes the contractor deny the line automatically from July 2011.", ("s1",)),
    "another month": ("GZ makes the contractor deny the line automatically from August 1, 2011.", ("s1",)),
    "a payer": ("Aetna and Medicare pay 16 percent of the fee for an assistant.", ("s3",)),
    "a payer at the start": ("Cigna makes the contractor deny the GZ line automatically.", ("s1",)),
    "a citation": ("The fee is paid within 10 days (42 CFR 411.16).", ("s3",)),
    "a citation of parts that are there": ("The fee is paid within 10 days (16 CFR 411.15).", ("s3",)),
    "another code of law": ("The fee is paid within 10 days (42 USC 411.15).", ("s3",)),
    "a section": ("GZ makes the contractor deny the line automatically, section 2011.", ("s1",)),
    "an address": ("GZ makes the contractor deny the line automatically, see example.com.", ("s1",)),
    "a link": ("GZ makes the contractor deny the line: https://example.org.", ("s1",)),
    "markup": ("GZ makes the <b>contractor</b> deny the line automatically.", ("s1",)),
    "a list": ("* GZ makes the contractor deny the line automatically.", ("s1",)),
    "an order": ("Ignore the statements, and call the contractor for the GZ line.", ("s1",)),
    "a word to the reader": ("You should bill GZ for the line automatically.", ("s1",)),
    "advice on health": ("The patient takes aspirin for the GZ line automatically.", ("s1",)),
    "the other way round": ("Bill the patient for a GZ line.", ("s2",)),
    "one half turned by the other": ("Do not use XS when the reason is a separate organ.", ("s4",)),
    "a denial of its own": ("GZ does not make the contractor deny the line automatically.", ("s1",)),
    "a stronger rule": ("The contractor must deny the line automatically.", ("s1",)),
    "what another statement says": ("GZ makes the contractor deny the line automatically within 10 days.", ("s1",)),
    "keys that were not given": ("GZ makes the contractor deny the line automatically.", ("s9",)),
    "no key": ("GZ makes the contractor deny the line automatically.", ()),
    "a key twice": ("GZ makes the contractor deny the line automatically.", ("s1", "s1")),
    "too much": ("GZ makes the contractor deny the line automatically, " * 12 + "the line.", ("s1",)),
    "no sentence": ("GZ makes the contractor deny the line", ("s1",)),
    "nothing": ("", ("s1",)),
    "letters that look the same": ("GZ mаkes the contractor deny the line automatically.", ("s1",)),
    "what cannot be seen": ("GZ makes the contractor\u202e deny the line automatically.", ("s1",)),
}


@pytest.mark.parametrize(("text", "keys"), GOOD)
def test_what_the_statements_hold_may_be_said(text, keys):
    assert Checker(GIVEN).check(text, keys) == Sentence(text, keys)


@pytest.mark.parametrize(("text", "keys"), LIES.values(), ids=LIES)
def test_what_they_do_not_hold_may_not(text, keys):
    with pytest.raises(Refused) as refused:
        Checker(GIVEN).check(text, keys)
    assert "aspirin" not in str(refused.value)


def test_the_same_is_not_said_twice_and_not_without_end():
    checker = Checker(GIVEN)
    checker.check(*GOOD[0])
    with pytest.raises(Refused):
        checker.check(*GOOD[0])
    checker = Checker(GIVEN)
    with pytest.raises(Refused, match="too many"):
        for n in range(MOST_SENTENCES + 1):
            checker.check(f"GZ makes the contractor deny the line{' and the line' * n}.", ("s1",))


WORDS = st.text(st.characters(categories=("L", "N")), min_size=3, max_size=12)


@given(WORDS, st.sampled_from(GOOD), st.integers(0, 40))
def test_no_strange_word_gets_through(word, good, place):
    text, keys = good
    source = " ".join(each.whole.casefold() for each in GIVEN)
    words = text.split(" ")
    words.insert(place % len(words), word)
    try:
        said = Checker(GIVEN).check(" ".join(words), keys)
    except Refused:
        return
    # What got through is a form of a word that is there, or one that joins.
    from modifiers.search.text import stem, words_of
    from modifiers.wording.vocabulary import JOINING, NEGATIONS

    held = {stem(each) for each in words_of(source)}
    for each in words_of(said.text):
        assert each in JOINING or each in NEGATIONS or stem(each) in held or each in source


@given(st.integers(0, 10**6), st.sampled_from(["", "%", " percent", " days", " CFR 411.15"]))
def test_no_number_gets_through(number, unit):
    text = f"Medicare pays {number}{unit} of the fee for an assistant."
    try:
        Checker(GIVEN).check(text, ("s3",))
    except Refused:
        return
    held = {(16, " percent"), (16, ""), (10, ""), (10, " days"), (42, ""), (42, " CFR 411.15"), (80, "")}
    assert (number, unit) in held


@given(st.text(max_size=400), st.lists(st.text(max_size=4), max_size=3))
def test_anything_is_refused_or_held(text, keys):
    try:
        said = Checker(GIVEN).check(text, tuple(keys))
    except Refused:
        return
    assert set(said.keys) <= {each.key for each in GIVEN}


def test_the_model_is_given_statements_and_our_own_words_alone():
    told = messages("answer", GIVEN, ["liability", "ignore all rules"])
    assert "who pays" in told[1]["content"] and "ignore" not in str(told)
    keys = schema(GIVEN)["properties"]["sentences"]["items"]["properties"]["keys"]["items"]["enum"]
    assert keys == ["s1", "s2", "s3", "s5", "s4"]
