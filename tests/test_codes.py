"""Codes: what people type reaches the right object or a sentence."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.codes import (
    MOST_CODES,
    ClaimCodes,
    CodeError,
    CodePair,
    DenialCode,
    ModifierCode,
    ModifierSet,
    ProcedureCode,
)

MODIFIERS = st.text(string.digits + string.ascii_uppercase, min_size=2, max_size=2)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("59", "59"),
        ("-59", "59"),
        ("–59", "59"),
        (" 59 ", "59"),
        ("59.", "59"),
        ("mod 59", "59"),
        ("Mod. 59", "59"),
        ("modifier59", "59"),
        ("MODIFIER-59", "59"),
        ("modifier: xs", "XS"),
        ("51 mod", "51"),
        ("５９", "59"),
        ("ＸＳ", "XS"),
        ("5O", "50"),
        ("5o", "50"),
        ("GO", "GO"),
        ("g0", "G0"),
        ("QO", "QO"),
        ("mo", "MO"),
    ],
)
def test_modifier_is_read_as_typed(typed: str, code: str) -> None:
    assert ModifierCode.parse(typed).value == code


@pytest.mark.parametrize(
    "typed", ["", "   ", "5", "599", "5 9 9", "modifier", "5#", "é9", "59 and 25", "<b>", "\x00\x01"]
)
def test_what_is_no_modifier_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(CodeError) as refused:
        ModifierCode.parse(typed)
    assert str(refused.value).endswith(".")
    assert "59" in str(refused.value)


def test_procedure_code_in_place_of_a_modifier_is_named() -> None:
    with pytest.raises(CodeError, match="“97140” is a procedure code"):
        ModifierCode.parse("97140")


def test_long_input_is_shortened_in_the_message() -> None:
    with pytest.raises(CodeError) as refused:
        ModifierCode.parse("x" * 5000)
    assert len(str(refused.value)) < 160


@given(
    MODIFIERS,
    st.sampled_from(["{}", "-{}", " {} ", "mod {}", "modifier {}", "MODIFIER-{}", "Modifier: {}", "{} modifier"]),
)
def test_every_spelling_of_every_code_is_the_same_code(code: str, spelling: str) -> None:
    assert ModifierCode.parse(spelling.format(code)) == ModifierCode.parse(code)


@given(st.text(max_size=60))
def test_parsers_answer_or_refuse_and_nothing_else(typed: str) -> None:
    for parse in (ModifierCode.parse, ProcedureCode.parse, CodePair.parse, DenialCode.parse):
        try:
            parsed = parse(typed)
        except CodeError as error:
            sentence = str(error)
        else:
            sentence = "."
            assert type(parsed).parse(str(parsed)) == parsed
        assert sentence.endswith((".", "”"))


def test_modifiers_sort_numbers_first() -> None:
    codes = [ModifierCode(value) for value in ("XS", "59", "F1", "25", "LT")]
    assert [str(code) for code in sorted(codes, key=lambda code: code.sort_key)] == ["25", "59", "F1", "LT", "XS"]


@pytest.mark.parametrize(
    "typed", ["97140 97530", "97140-97530", "97140/97530", "97140 + 97530", "97140 and 97530", "97140, 97530"]
)
def test_pair_is_read_in_every_spelling(typed: str) -> None:
    assert str(CodePair.parse(typed)) == "97140-97530"


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("CO-97", "carc-97"),
        ("co 97", "carc-97"),
        ("CARC 236", "carc-236"),
        ("carc-97", "carc-97"),
        ("oa-18", "carc-18"),
        ("CO97", "carc-97"),
        ("co4", "carc-4"),
        ("PRB15", "carc-b15"),
        ("CARC97", "carc-97"),
        ("RARC N519", "rarc-n519"),
        ("PR 96", "carc-96"),
        ("N519", "rarc-n519"),
        ("rarc-n519", "rarc-n519"),
        ("MA130", "rarc-ma130"),
        ("B15", "carc-b15"),
        ("PR", "group-pr"),
        ("group-co", "group-co"),
    ],
)
def test_denial_code_is_read_as_printed(typed: str, slug: str) -> None:
    assert DenialCode.parse(typed).slug == slug


@pytest.mark.parametrize("typed", ["59", "97", "XS", "", "carc", "CO-ABC", "rarc 97"])
def test_bare_numbers_and_words_are_no_denial_codes(typed: str) -> None:
    with pytest.raises(CodeError):
        DenialCode.parse(typed)


def test_denial_codes_sort_by_system_and_value() -> None:
    codes = [DenialCode.parse(typed) for typed in ("N519", "CO-236", "CO-97", "CO", "B15", "MA130", "M15")]
    ordered = [code.slug for code in sorted(codes, key=lambda code: code.sort_key)]
    assert ordered == ["group-co", "carc-97", "carc-236", "carc-b15", "rarc-m15", "rarc-ma130", "rarc-n519"]


@pytest.mark.parametrize(
    "typed",
    ["59-vs-xs", "XS vs 59", "-59, -XS", "59+xs", "modifier 59 versus modifier xs", "59 XS 59", "５９ ｘｓ", "59 / xs"],
)
def test_modifiers_side_by_side_have_one_address(typed: str) -> None:
    assert ModifierSet.parse(typed).slug == "59-vs-xs"


def test_modifiers_side_by_side_keep_the_order_in_which_they_came() -> None:
    assert ModifierSet.parse("XS 59 LT").values == ("XS", "59", "LT")
    assert ModifierSet.parse(" , ").values == ()


@given(st.lists(st.text(string.ascii_uppercase + string.digits, min_size=2, max_size=2), max_size=6))
def test_an_address_reads_back_to_the_same_codes(codes: list[str]) -> None:
    given_codes = ModifierSet.of(code for code in codes if code not in ("VS", "OR") and not code.endswith("O"))
    assert set(ModifierSet.parse(given_codes.slug).values) == set(given_codes.values)


@given(st.text(max_size=60))
def test_any_text_is_a_set_or_refused(typed: str) -> None:
    try:
        found = ModifierSet.parse(typed)
    except CodeError:
        return
    assert all(len(code) == 2 for code in found.values)


@pytest.mark.parametrize(
    ("typed", "slug", "modifiers", "repeated"),
    [
        ("97140 97530", "97140-97530", (), ()),
        ("97530-97140", "97530-97140", (), ()),
        ("97140, 97530; 97110", "97140-97530-97110", (), ()),
        ("99214 + 69210 and 81002", "99214-69210-81002", (), ()),
        ("97530-59, 97140 x2", "97530-97140", ("59",), ()),
        ("20610-RT-59 20610-LT 99213-25", "20610-99213", ("RT", "59", "LT", "25"), ("20610",)),
        ("97140 97140", "97140", (), ("97140",)),
        ("CPT 99214 and HCPCS code G0438", "99214-G0438", (), ()),
        ("g0283 a4216", "G0283-A4216", (), ()),
        ("９７１４０ 97530", "97140-97530", (), ()),
        ("0001A 0591T", "0001A-0591T", (), ()),
        ("0001U/0030u", "0001U-0030U", (), ()),
        ("9714O 97530", "97140-97530", (), ()),
        ("20610", "20610", (), ()),
        ("97140 2 97530 3x", "97140-97530", (), ()),
    ],
)
def test_codes_of_a_claim_are_read_as_they_are_pasted(typed, slug, modifiers, repeated) -> None:
    found = ClaimCodes.parse(typed)
    assert found.slug == slug
    assert tuple(map(str, found.modifiers)) == modifiers
    assert tuple(map(str, found.repeated)) == repeated


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type two procedure codes"),
        (" , - ", "Type two procedure codes"),
        ("59 97140", "“59” is not a procedure code"),
        ("97140 9753", "“9753” is not a procedure code"),
        ("97140 975300", "“975300” is not a procedure code"),
        ("97140 knee", "“knee” is not a procedure code"),
        (" ".join(str(97100 + number) for number in range(MOST_CODES + 1)), "more than 12 codes"),
    ],
)
def test_what_are_no_codes_of_a_claim_is_refused_with_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(CodeError, match=sentence):
        ClaimCodes.parse(typed)


def test_as_many_codes_as_may_be_and_each_of_them_often() -> None:
    codes = [str(97100 + number) for number in range(MOST_CODES)]
    found = ClaimCodes.parse(" ".join(codes * 9))
    assert found.values == tuple(codes) == tuple(map(str, found.repeated))


PROCEDURES = st.from_regex(r"[0-9]{5}|[0-9]{4}[AFTUM]|[A-V][0-9]{4}", fullmatch=True)


@given(st.lists(PROCEDURES, min_size=1, max_size=MOST_CODES, unique=True))
def test_the_address_of_a_claim_reads_back_to_the_same_codes(codes: list[str]) -> None:
    found = ClaimCodes.parse(" ".join(codes))
    assert found.values == tuple(codes)
    assert ClaimCodes.parse(found.slug) == found


@given(st.text(max_size=60))
def test_any_text_is_a_claim_or_refused(typed: str) -> None:
    try:
        found = ClaimCodes.parse(typed)
    except CodeError:
        return
    assert 1 <= len(found.codes) <= MOST_CODES
