"""From what is pasted to codes: every way of writing, every quirk of the files, and nothing that names a person."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from modifiers.denials import reading
from modifiers.denials.facts import Adjustment
from modifiers.denials.reading import read

CODE = re.compile(
    r"(?:CO|OA|PR|PI|CR)?|[1-9]\d{0,2}|[ABDPWY]\d{1,2}|(?:MA|M|N)\d{1,4}|\d{5}|\d{4}[FTUM]|[A-V]\d{4}|[0-9A-Z]{2}"
)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("CO-97 N519, 97530-59", ["CO-97 N519 97530-59"]),
        ("co97 n519 97530-59", ["CO-97 N519 97530-59"]),
        ("CO 97 45.00 N519 97530 59 GP 06/02/2026 1 125.00", ["CO-97 N519 97530-59-GP"]),
        ("16 N822 97530", ["CARC 16 N822 97530"]),
        ("CARC 16 with RARC N822", ["CARC 16 N822"]),
        ("Denied: reason code 97, remark N519. CPT 97530 modifier 59", ["CARC 97 N519 97530-59"]),
        ("97530 GO CO CO-16 N822", ["CO-16 N822 97530-GO-CO"]),
        ("B15 M80 97530 97140", ["CARC B15 M80 97530 97140"]),
        ("CO-B7 87880QW", ["CO-B7 87880-QW"]),
        ("97530 CO-236", ["CO-236 97530"]),
        ("97530-59 CO-B15", ["CO-B15 97530-59"]),
        ("97530 GO CO 119", ["CO-119 97530-GO"]),
        ("CO-50 GZ", ["CO-50 modifier GZ"]),
        ("PR–204", ["PR-204"]),
        ("97", ["CARC 97"]),
        ("CO-45 PR-2 99213", ["CO-45 PR-2 99213"]),
        ("Reason 50 Group CO 97110 GP", ["CO-50 97110-GP"]),
        ("OA-18 99213 25\nCO-236 97140 59 M80\nN20", ["OA-18 99213-25", "CO-236 M80 N20 97140-59"]),
        ("CO-16, MA130, N822\n97530-GP", ["CO-16 MA130 N822 97530-GP"]),
        ("CO-97 99213\nCO-97 99213", ["CO-97 99213"]),
        ("Claim 12345 denied CO 97 line 1 97530/59", ["CO-97 97530-59"]),
        ("97530 59 1 60.00", []),
        ("hello", []),
        ("", []),
        ("59 97530", []),
    ],
)
def test_typed(text, lines):
    assert [line.text for line in read(text).lines] == lines


def test_equal_lines_are_counted():
    assert [line.count for line in read("CO-97 99213\n" * 3).lines] == [3]


@pytest.mark.parametrize("text", ["97530 at 9 am", "97530 is not paid", "Pay $97 of 125.00", "97.50", "16%", "N.519"])
def test_what_only_looks_like_a_code_is_left(text):
    found = read(f"CO-97 {text}").lines[0]
    assert found.modifiers == () and found.adjustments == (Adjustment("CO", "97"),) and found.remarks == ()


# Each sample is invented. ISA is 106 characters long: elements of fixed width.
ISA = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260101*1200*^*00501*000000001*0*P*:~"
BODY = (
    "GS*HP*A*B*20260101*1200*1*X*005010X221A1~ST*835*0001~BPR*I*0*C*NON************20260101~TRN*1*12345*1999999999~"
    "N1*PR*EXAMPLE PAYER~N3*1 MAIN ST~N4*ANYTOWN*OH*441011234~PER*CX*HELP*TE*5559753000~LX*1~"
    "CLP*PATIENT97530*4*200*0**MB*ICN97~NM1*QC*1*DOE*JANE****MI*1EG4TE5MK73~DMG*D8*19590102~"
    "SVC*HC:97530:59:gp*125*0**1~DTM*472*20260602~CAS*CO*97*100**45*25~REF*6R*97140~LQ*HE*N519~LQ*RX*75~"
    "SVC*HC:97140*75*75**1~SE*99*0001~GE*9*1~IEA*9*000000001~"
)
WHOLE = ISA + BODY
FIRST = "CO-97 CO-45 N519 97530-59-GP"


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        ("whole", WHOLE, [FIRST]),
        ("a newline after each segment", WHOLE.replace("~", "~\n"), [FIRST]),
        ("a newline as the terminator", WHOLE.replace("~", "\n"), [FIRST]),
        ("a carriage return and newline", WHOLE.replace("~", "\r\n"), [FIRST]),
        ("other delimiters", WHOLE.replace("*", "|").replace(":", ">").replace("~", "'"), [FIRST]),
        ("a caret between components", WHOLE.replace("^", "!").replace(":", "^"), [FIRST]),
        ("a wrong ISA16", WHOLE.replace("HC:97530:59:gp", "HC>97530>59>gp"), [FIRST]),
        ("no ISA", BODY, [FIRST]),
        ("no ISA and other delimiters", BODY.replace("*", "|").replace(":", ">"), [FIRST]),
        ("segments alone", "SVC*HC:97530:59:GP*125*0**1~CAS*CO*97*100**45*25~LQ*HE*N519", [FIRST]),
        ("small letters", "svc*hc:97530:59:gp*1~cas*co*97*1**45*1~lq*he*n519", [FIRST]),
        ("segments with spaces before", "  SVC*HC:97530:59:GP~\n  CAS*CO*97*1**45*1~\n  LQ*HE*N519~", [FIRST]),
        (
            "six triplets and blanks between",
            "SVC*HC:99213~CAS*CO*1*1**2*1*1*3*-1**4*1**5*1*2*6*1*1",
            ["CO-1 CO-2 CO-3 CO-4 CO-5 CO-6 99213"],
        ),
        ("several CAS", "SVC*HC:99213~CAS*CO*97*1~CAS*PR*2*1", ["CO-97 PR-2 99213"]),
        ("a CAS of the claim", "CLP*1*4~CAS*CO*29*9~MOA***MA01*N211~SVC*HC:99213*9*0", ["CO-29 MA01 N211 99213"]),
        ("a claim without lines", "CLP*1*4*9*0~CAS*CO*16*9~MOA***MA130", ["CO-16 MA130"]),
        (
            "remarks of a stay",
            "CLP*1*4~MIA*1*2*3*4*MA01***************N822*N823~SVC*HC:99213~CAS*CO*16*1",
            ["CO-16 MA01 N822 N823 99213"],
        ),
        ("SVC01-7 is no modifier", "SVC*HC:99213:25::::XS:GP~CAS*CO*97*1", ["CO-97 99213-25"]),
        (
            "two claims",
            "CLP*1*4~MOA***MA130~SVC*HC:99213~CAS*CO*16*1~CLP*2*4~SVC*HC:99214~CAS*CO*97*1",
            ["CO-16 MA130 99213", "CO-97 99214"],
        ),
        ("only a qualifier", "SVC*HC*1*0~CAS*CO*16*1", ["CO-16"]),
        ("a modifier of three", "SVC*HC:99213:259~CAS*CO*4*1", ["CO-4 99213"]),
        ("zeros in front", "SVC*HC:99213~CAS*CO*016*1", ["CO-16 99213"]),
        ("cut off", "SVC*HC:99213:25~CAS*CO*97", ["CO-97 99213-25"]),
        ("nothing in it", "ST*835*0001~SE*2*0001", []),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 40 else None,
)
def test_remittance(name, text, lines):
    found = read(text)
    assert found.is_remittance
    assert [line.text for line in found.lines] == lines


def test_a_remittance_tells_what_was_passed_over_and_what_could_not_be_read():
    found = read(WHOLE)
    assert {"a name", "a date of birth", "a place", "a telephone number"} <= set(found.dropped)
    assert any("pharmacy" in note for note in found.notes)
    assert any("separator" in note for note in read(WHOLE.replace("HC:97530:59:gp", "HC>97530>59>gp")).notes)
    assert any("no procedure" in note for note in read("SVC*HC*1*0~CAS*CO*16*1").notes)


def test_a_line_that_the_payer_changed_holds_what_was_sent():
    (line,) = read("SVC*HC:99213*1*0**1*HC:99214:25~CAS*CO*97*1").lines
    assert (line.procedures, line.submitted) == (("99213",), ("99214", "25"))


@pytest.mark.parametrize(
    ("text", "kind", "secret"),
    [
        ("DOB 01/02/1959", "a date of birth", "59"),
        ("born: 1959-01-02", "a date of birth", "59"),
        ("SSN 123-45-6789", "a Social Security number", "45"),
        ("123 45 6789", "a Social Security number", "45"),
        ("phone (555) 975-3000", "a telephone number", "97530"),
        ("555.975.3000", "a telephone number", "975"),
        ("jane97530@example.org", "an e-mail address", "97530"),
        ("Member ID: N51997530", "a member number", "N519"),
        ("1EG4-TE5-MK73", "a member number", "MK73"),
        ("MRN 97530", "a claim, account or record number", "97530"),
        ("Acct# 99213", "a claim, account or record number", "99213"),
        ("claim number 97530", "a claim, account or record number", "97530"),
        ("NPI 1234597530", "a claim, account or record number", "97530"),
        ("2026060212345", "a claim, account or record number", "12345"),
        ("ABC97530XYZ", "a claim, account or record number", "97530"),
        ("Patient: DOE, JANE", "a name", "JANE"),
        ("Name: Jane Q. Doe", "a name", "Jane"),
        ("Cleveland, OH 44101", "a place", "44101"),
        ("06/02/2026", "a date", "2026"),
    ],
)
def test_what_may_name_a_person_is_dropped_and_its_kind_told(text, kind, secret):
    found = read(f"CO-97 {text} M15 97140-59")
    assert kind in found.dropped
    assert secret not in "".join(line.text for line in found.lines).replace("97140-59", "")
    assert [line.text for line in found.lines] == ["CO-97 M15 97140-59"]


PIECES = st.sampled_from(
    [
        *("CO-97", "N519", "97530-59", "PR", "16", "SVC*HC:", "CAS*CO*", "~", "*", ":", "\n", "LQ*HE*", "MOA*", "ISA*"),
        *("DOB 01/02/1959", "Patient: Doe", "555-975-3000", "$97.00", "MRN 97530", "CLP*", " ", ",", "GP", "B7"),
    ]
)


@settings(max_examples=300)
@given(st.lists(PIECES | st.text(max_size=8), max_size=30).map("".join))
@example("SVC*HC\x00:\ud7ff")
@example("CO-97SVC*HC:97530-59*CAS*CO*CO-97CO-97\x1eCO-97")
@example("ISA")
@example("ISA*" * 20)
@example("ISA" + "*" * 20)
def test_whatever_is_pasted_only_codes_come_out(text):
    found = read(text)
    for line in found.lines:
        codes = [*line.remarks, *line.procedures, *line.modifiers, *line.submitted]
        codes += [code for adjustment in line.adjustments for code in (adjustment.group, adjustment.reason)]
        assert all(CODE.fullmatch(code) for code in codes), codes
        assert [again.text for again in read(line.text).lines] == [line.text], "what is shown back reads the same"
    assert all(ord(character) < 128 for note in (*found.notes, *found.dropped) for character in note)


@settings(max_examples=100)
@given(
    st.sampled_from(
        ["{}", "Patient: {} CO-97", "NM1*QC*1*{}~SVC*HC:99213~CAS*CO*97*1", "CO-97 {} 99213", "REF*EA*{}~"]
    ),
    st.from_regex(r"ZQ[A-Z]{6}[0-9]{6}", fullmatch=True),
)
def test_a_marked_word_never_comes_out(form, word):
    assert word not in repr(read(form.format(word)))


@pytest.mark.parametrize(
    "piece", ["a", "9", "A ", "Patient: Aa ", "97530-59 ", "SVC*HC:", "CAS*CO*97*", "@a.", "N519 "]
)
def test_a_text_of_any_length_is_read_to_its_bound(piece):
    found = read(piece * (2 * reading.LONGEST // len(piece)))
    assert any("longer than" in note for note in found.notes)
    assert len(found.lines) <= reading.MOST_LINES


def test_many_different_lines_are_bounded():
    found = read("\n".join(f"CO-97 {code}" for code in range(10000, 10200)))
    assert len(found.lines) == reading.MOST_LINES
    assert any("different lines" in note for note in found.notes)
