"""What a query is taken for, without knowing which codes exist."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.search.query import LONGEST, understand

ANYTHING = st.one_of(
    st.text(max_size=300),
    st.builds(lambda text, times: (text * times)[:10_000], st.text(min_size=1, max_size=40), st.integers(1, 10_000)),
    st.lists(
        st.sampled_from(
            [
                "59",
                "CO",
                "97",
                "-",
                "modifier",
                "mod",
                "97140",
                "N519",
                "as",
                "'",
                '"',
                "<b>",
                "--",
                ";",
                "\x00",
                "\ud800",
                "ﷺ",
            ]
        ),
        max_size=60,
    ).map(" ".join),
    st.sampled_from(["' OR 1=1 --", "<script>alert(1)</script>", "\\", "%", "*", "(" * 5000, "[[59]]", "\u202e59"]),
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("59", "59"),
        ("-59", "59"),
        (" 59 ", "59"),
        ("mod 59", "59"),
        ("modifier 59", "59"),
        ("modifier59", "59"),
        ("MODIFIER-59", "59"),
        ("Modifier: xs", "XS"),
        ("51 mod", "51"),
        ("#25", "25"),
        ("５９", "59"),
        ("–59", "59"),
        ("5O", "50"),
        ("lt", "LT"),
        ("GO", "GO"),
        ("g0", "G0"),
        ("as", "AS"),
        ("at", "AT"),
        ("et", "ET"),
        ("co", "CO"),
        ("pa", "PA"),
        ("cc", "CC"),
        ("modifier as", "AS"),
        ("at modifier", "AT"),
        ("what is modifier 24?", "24"),
        ("modifier fifty nine", "59"),
        ("97530-59", "59"),
        ("97530 modifier 59", "59"),
        ("J1234-JW", "JW"),
    ],
)
def test_codes_in_any_spelling(text: str, code: str) -> None:
    query = understand(text)
    assert (query.kind, query.codes) == ("code", (code,))


def test_a_procedure_code_stays_with_its_modifier() -> None:
    assert understand("97530-59").procedure == "97530"


@pytest.mark.parametrize("text", ["59 vs XS", "59 or XS", "59, XS", "difference between 59 and XS"])
def test_codes_that_are_compared(text: str) -> None:
    query = understand(text)
    assert (query.kind, query.codes) == ("code", ("59", "XS"))


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("97140 97530", "97140-97530"),
        ("99214 + 69210", "99214-69210"),
        ("29881/29877", "29881-29877"),
        ("97530 and 97150", "97530-97150"),
        ("97530-97150", "97530-97150"),
        ("can I bill 11042 with 97597 on the same day?", "11042-97597"),
        ("J0885, 0075T", "J0885-0075T"),
    ],
)
def test_pairs(text: str, pair: str) -> None:
    query = understand(text)
    assert (query.kind, str(query.pair)) == ("pair", pair)


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("CO-97", ["carc-97"]),
        ("co 97", ["carc-97"]),
        ("CO97", ["carc-97"]),
        ("CARC 236", ["carc-236"]),
        ("oa-18", ["carc-18"]),
        ("N519", ["rarc-n519"]),
        ("ma130", ["rarc-ma130"]),
        ("PR 96", ["carc-96"]),
        ("CO-B7", ["carc-b7"]),
        ("denial code CO 4", ["carc-4"]),
        ("reason code 50", ["carc-50"]),
        ("236", ["carc-236"]),
        ("group code PR", ["group-pr"]),
        ("CO-16 N822", ["carc-16", "rarc-n822"]),
        ("what modifier for CO-97", ["carc-97"]),
    ],
)
def test_denials(text: str, slugs: list[str]) -> None:
    query = understand(text)
    assert (query.kind, [denial.slug for denial in query.denials]) == ("denial", slugs)


@pytest.mark.parametrize(
    "text",
    ["patient seen as a new patient", "go to the hospital", "pa assist", "look at it", "co surgeons", "two surgeons"],
)
def test_words_that_are_also_codes_are_words_among_words(text: str) -> None:
    query = understand(text)
    assert (query.kind, query.codes) == ("text", ())


def test_a_code_beside_the_word_modifier_counts_among_words() -> None:
    assert understand("modifier at for a chiropractor").codes == ("AT",)
    assert understand("office visit with modifier 25 denied").codes == ("25",)


def test_other_readings_are_offered_and_can_be_chosen() -> None:
    other = {reading.as_: reading for reading in understand("CO-50").alternatives}
    assert (other["code"].text, other["code"].key) == ("50", "50")
    assert understand("CO-50", as_="code").codes == ("50",)
    assert understand("59", as_="denial").denials[0].slug == "carc-59"
    assert understand("59", as_="text").kind == "text"
    assert understand("59", as_="nonsense").kind == "code"
    assert understand("two surgeons", as_="pair").kind == "text"


@pytest.mark.parametrize(("typed", "twin"), [("GO", "G0"), ("G0", "GO"), ("QO", "Q0")])
def test_the_twin_is_named(typed: str, twin: str) -> None:
    assert twin in [reading.key for reading in understand(typed).alternatives]


def test_following_an_alternative_leads_where_it_says() -> None:
    for text in ("59", "CO-50", "GO", "CO", "B7", "97 vs 59", "97140 97530", "denied CO-97 again today"):
        for reading in understand(text).alternatives:
            query = understand(reading.text, as_=reading.as_)
            assert query.kind == reading.as_, (text, reading)
            if reading.kind == "modifier":
                assert query.codes == (reading.key,)
            elif reading.kind == "denial_code":
                assert [denial.slug for denial in query.denials] == [reading.key]


def test_long_text_is_cut_and_says_so() -> None:
    query = understand("knee " * 100)
    assert query.was_cut and len(query.text) <= LONGEST
    assert not understand("knee").was_cut
    assert not understand("knee" + " " * 5000).was_cut


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01", "\u200b", "--", "???", "\ud800"])
def test_nothing_is_nothing(text: str) -> None:
    assert understand(text).kind == "empty"


@given(text=ANYTHING, as_=st.sampled_from([None, "code", "pair", "denial", "text", ""]))
def test_any_text_is_understood(text: str, as_: str | None) -> None:
    query = understand(text, as_=as_)
    assert len(query.text) <= LONGEST
    query.text.encode()
    assert understand(query.text, as_=as_).kind == query.kind
