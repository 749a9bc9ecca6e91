"""What looks like a person is found; what a coder writes about a rule is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.feedback.screening import found_in

NAMES = frozenset(["john", "smith", "maria", "garcia", "grant", "may", "cross", "blue", "new", "york", "mark"])
WORDS = frozenset(["blue", "cross", "may", "mark", "responsibility", "new", "owes", "the", "patient", "claim"])


def kinds(text: str) -> tuple[str, ...]:
    return found_in(text, names=NAMES, words=WORDS)


@pytest.mark.parametrize(
    "text",
    [
        "The patient owes nothing here; see chapter 12, section 40.",
        "Patients may be billed. The beneficiary signs the ABN first.",
        "Patient Responsibility is PR and not CO.",
        "97530-59 with 97140 is denied CO-97 N519 since January 2026.",
        "Blue Cross plans want XS. CMS changed CR 13503 in 2024.",
        "The 90 day period counts from the day after; 42 CFR 405.942 says so.",
    ],
)
def test_a_rule_is_no_person(text):
    assert kinds(text) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("It denied for John Smith again", "a name"),
        ("John Q. Smith was denied", "a name"),
        ("denied for Mrs. Kowalczyk", "a name"),
        ("the patient maria was seen", "a name"),
        ("the patient Kowalczyk was seen", "a name"),
        ("patient name: Xu", "a name"),
        ("on 4/5/1961", "a date"),
        ("DOB 04051961", "a date of birth"),
        ("SSN 123-45-6789", "a Social Security number"),
        ("call 555-867-5309", "a telephone number"),
        ("write to a.person@example.org", "an e-mail address"),
        ("MBI 1EG4-TE5-MK73", "a member number"),
        ("MRN 00412345", "a claim, account or record number"),
        ("claim 2026123456789", "a claim, account or record number"),
    ],
)
def test_a_person_is_found(text, kind):
    assert kind in kinds(f"On this page it says 90 days. {text}.")


_A = "[AC-HJKMNP-RT-Y]"
"""The letters of a Medicare number."""


@given(
    st.one_of(
        st.from_regex(r"[0-9]{3}-[0-9]{2}-[0-9]{4}", fullmatch=True),
        st.from_regex(r"[2-9][0-9]{2}[-.][0-9]{3}[-.][0-9]{4}", fullmatch=True),
        st.from_regex(r"(0[1-9]|1[0-2])/(0[1-9]|[12][0-9])/(19|20)[0-9]{2}", fullmatch=True),
        st.from_regex(r"[a-z]{1,12}@[a-z]{1,12}\.(com|org)", fullmatch=True),
        st.from_regex(r"[0-9]{7,14}", fullmatch=True),
        st.from_regex(
            r"[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9][0-9]-[AC-HJKMNP-RT-Y][0-9][0-9]-[AC-HJKMNP-RT-Y]{2}[0-9]{2}",
            fullmatch=True,
        ),
    ),
    st.sampled_from(["{}", "The line of {} was denied.", "see {}, page 3", "wrong ({})"]),
)
def test_any_identifier_is_found_in_any_sentence(identifier, sentence):
    assert kinds(sentence.format(identifier))
