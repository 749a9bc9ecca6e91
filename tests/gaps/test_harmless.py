"""Nothing that a reader wrote is counted: only words and codes that stand in our own files."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from modifiers.catalogue import Catalogue
from modifiers.gaps.harmless import GAP, LONGEST, MOST_WORDS, NEEDED, Lexicon, countable, read_words
from modifiers.gaps.noticing import lexicon_of
from modifiers.management.commands.evaluate_search import catalogue_of
from modifiers.search.index import index_for
from modifiers.search.query import understand
from modifiers.search.text import STOP

FIXTURES = Path(settings.BASE_DIR) / "fixtures"


@pytest.fixture(scope="session")
def content() -> Catalogue:
    return catalogue_of(FIXTURES)


@pytest.fixture(scope="session")
def lexicon(content: Catalogue) -> Lexicon:
    """All that the shipped content lets through."""
    return lexicon_of(index_for(content))


NAMES = [
    "john smith", "JOHN SMITH", "Smith, John", "maria garcia-lopez", "O'Brien", "D’Angelo", "nguyen", "Mary Ann",
    "young mark", "mark young", "grace hope", "bill hand", "dr. young", "patient hand", "mrs. long", "jose\u0301",
    "Müller", "Łukasz", "иван", "李娜", "ｊｏｈｎ ｓｍｉｔｈ", "j o h n", "sm-ith", "kowalczyk", "abdulrahman",
]  # fmt: skip
NUMBERS = [
    "123-45-6789", "123 45 6789", "123456789", "078.05.1120", "MRN 00482913", "MRN: 99213", "mrn#59",
    "member id XQH882991245", "id 1EG4-TE5-MK73", "(555) 123-4567", "+1 555 123 4567", "555.123.4567",
    "12/25/1980", "1980-12-25", "25.12.80", "12 25 80", "dec 25 1980", "25 december", "1/2/80", "dob 010280",
    "born 1980", "90210", "4111 1111 1111 1111", "room 25", "95 years old", "91 yo", "apt 59", "acct 20610",
    "npi 1234567893",
]  # fmt: skip
ADDRESSES = ["john.smith@example.com", "js59@mail.org", "https://example.com/smith?x=59", "www.smith.com", "smith.com"]


def kept(text: str, lexicon: Lexicon) -> str:
    return countable(understand(text), lexicon)


def pieces(text: str) -> set[str]:
    return {piece for piece in text.lower().replace("-", " ").split() if len(piece) > 1}


@pytest.mark.parametrize("said", ["{}", "knee {}", "{} knee", "denied claim for {} knee injection", "{}, {}"])
@pytest.mark.parametrize("who", [*NAMES, *NUMBERS, *ADDRESSES])
def test_nothing_of_a_person_is_kept(lexicon, who, said):
    allowed = {
        *pieces(said),
        "mrn",
        "member",
        "born",
        "room",
        "years",
        "patient",
        "dr",
        "old",
        "december",
        "dec",
        "npi",
    } | {GAP}
    found = kept(said.format(who, who), lexicon).split()
    assert set(found) <= allowed, found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("knee brace", "knee brace"),
        ("Is a knee brace covered?", "knee brace covered"),
        ("botox for migraine", "botox migraine"),
        ("left hand", "left hand"),
        ("young", GAP),
        ("zzyzx infusion pump", f"{GAP} infusion pump"),
        ("knee 97140 massage", "knee 97140 massage"),
        ("97140 97530 massage", "97140 97530 massage"),
        ("zzyzx 97140", GAP),
        ("knee 97140 12", f"knee {GAP}"),
        ("59 25 massage", "59 25 massage"),
        ("f3 knee", "f3 knee"),
        ("jd knee", f"{GAP} knee"),
        ("modifier zz", "zz"),
        ("N290", "rarc n290"),
        ("CO-290", "carc 290"),
        ("the of for", ""),
        ("", ""),
        ("knee knee KNEE", "knee"),
        ("foot hand back", "foot hand back"),
        ("can I bill hand surgery", f"{GAP} surgery"),
    ],
)
def test_what_is_kept(lexicon, text, told):
    assert kept(text, lexicon) == told


def test_a_long_text_is_cut(lexicon):
    told = kept("knee shoulder elbow wrist ankle hip foot thumb", lexicon)
    assert told == f"knee shoulder elbow wrist ankle hip {GAP}"


@given(text=st.text(max_size=400))
def test_any_text_leaves_words_of_our_own(lexicon, text):
    for piece in kept(text, lexicon).split():
        if piece not in (GAP, "carc", "rarc", "group") and len(piece) > 5:
            assert piece in lexicon.words and piece not in lexicon.names - NEEDED


_UNKNOWN = st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=12)
_PLAIN = st.sampled_from(
    ["knee", "brace", "injection", "hand", "young", "mark", "59", "97140", "patient", "left", "dr"]
)


@given(words=st.lists(st.one_of(_UNKNOWN.map(lambda w: ("?", w)), _PLAIN.map(lambda w: ("", w))), max_size=9))
def test_words_that_we_do_not_write_never_pass(lexicon, words):
    told = kept(" ".join(word for _, word in words), lexicon)
    unknown = {word for mark, word in words if mark and word not in lexicon.words}
    assert not unknown & set(told.split())
    assert len(told) <= LONGEST
    assert sum(word != GAP for word in told.split()) <= MOST_WORDS
    assert not set(told.split()) & (set(lexicon.names) - NEEDED)


@given(
    digits=st.lists(st.from_regex(r"[0-9]{1,12}", fullmatch=True), min_size=1, max_size=6),
    join=st.sampled_from(" -/.,"),
)
def test_numbers_pass_only_as_codes_that_we_have(lexicon, digits, join):
    told = kept(f"knee {join.join(digits)} pain", lexicon).split()
    numbers = [piece for piece in told if piece.isdigit()]
    assert set(numbers) <= set(lexicon.codes)
    assert not numbers or all(group in lexicon.codes for group in digits)


def test_the_lists_are_what_they_say():
    names = read_words(Path(settings.BASE_DIR) / "modifiers" / "gaps" / "names.txt")
    plain = read_words(FIXTURES / "plain_words.txt")
    assert len(names) > 4000 and len(plain) > 1500
    assert names >= NEEDED
    for word in (*names, *plain):
        assert word.isascii() and word.isalpha() and word == word.lower(), word
    assert not NEEDED & STOP
    assert read_words(FIXTURES / "no-such-file.txt") == frozenset()


def test_no_page_of_ours_writes_a_name_that_would_pass(lexicon):
    """Names of first and last rank, and some that no list of frequent names holds in full."""
    for name in (
        "smith",
        "johnson",
        "garcia",
        "nguyen",
        "patel",
        "kim",
        "singh",
        "mary",
        "linda",
        "jose",
        "ahmed",
        "wang",
    ):
        assert not lexicon.is_plain(name)
