"""Reading unit limits: the notice, the captions, whose limits they are, and zero."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.ncci.parsing import mue
from modifiers.official import OfficialFileError, clean

from .files import MUE_SETTINGS, as_book, as_csv, as_zip, mue_cells, mue_table, put, read

A = ("A4216", 3, "3", "Clinical: Data")
B = ("0001U", 0, "2", "CMS Policy")
C = ("J1100", 90_000, "1", "Code Descriptor, “as it is”")
ROWS = [A, B, C]


def file_of(tmp_path, table, **how):
    return put(tmp_path / "MCR_MUE_PractitionerServices_Eff_07-01-2026.csv", as_csv(table, **how))


@pytest.mark.parametrize("setting", [*MUE_SETTINGS])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize(("delimiter", "end"), [(",", "\r\n"), (",", "\n"), ("\t", "\r\n"), (",", "\r")])
def test_rows_come_back(tmp_path, setting, encoding, delimiter, end):
    path = file_of(tmp_path, mue_table(ROWS, setting), encoding=encoding, delimiter=delimiter, end=end)
    found, tally = read(mue, path, setting)
    assert found == ROWS
    assert (tally.taken, tally.refused, tally.remarks) == (3, [], {})


def test_workbooks(tmp_path):
    table = mue_table([*ROWS, ("00591", 2, "1", "CMS Policy")])
    table[-1][0] = 591
    found, _ = read(mue, as_book(tmp_path / "mue.xlsx", table), "practitioner")
    assert found == [*ROWS, ("00591", 2, "1", "CMS Policy")]


def test_zips(tmp_path):
    members = {
        "MCR_MUE_PractitionerServices_Eff_07-01-2026.csv": as_csv(mue_table(ROWS)),
        "MCR_MUE_PractitionerServices_Eff_07-01-2026.xlsx": b"not looked at",
        "readme.txt": "Read me. " * 1_000,
    }
    assert read(mue, as_zip(tmp_path / "mue.zip", members), "practitioner")[0] == ROWS


@pytest.mark.parametrize(
    ("given", "told", "flag"),
    [
        ("practitioner", "outpatient hospitals and was given as those for practitioners", "hospital"),
        ("supplier", "practitioners and was given as those for equipment suppliers", "practitioner"),
        ("hospital", "equipment suppliers and was given as those for outpatient hospitals", "supplier"),
    ],
)
def test_the_file_of_another_setting(tmp_path, given, told, flag):
    with pytest.raises(OfficialFileError, match=f"holds the limits for {told}. Import it with --setting {flag}"):
        read(mue, file_of(tmp_path, mue_table(ROWS, flag)), given)


def test_captions_that_do_not_say_whose_limits_they_are(tmp_path):
    table = mue_table(ROWS)
    table[1][1] = "MUE Values"
    found, tally = read(mue, file_of(tmp_path, table), "hospital")
    assert found == ROWS
    assert [*tally.remarks] == ["MCR_MUE_PractitionerServices_Eff_07-01-2026.csv does not say whose limits it holds."]


def test_captions_in_another_order_and_without_the_notice(tmp_path):
    table = [list(reversed(cells)) for cells in mue_table(ROWS)[1:]]
    path = put(tmp_path / "mue.csv", as_csv([["Text, before"], *table]))
    assert read(mue, path, "practitioner")[0] == ROWS


def test_the_file_of_medicaid_lacks_the_indicator(tmp_path):
    table = [[cells[0], cells[1], cells[3]] for cells in mue_table(ROWS)]
    with pytest.raises(OfficialFileError, match=r"no column with the adjudication\. The files of Medicaid have none"):
        read(mue, file_of(tmp_path, table, delimiter="\t"), "practitioner")


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (["A421", "1", "1 Line Edit", "Text"], "“A421” is no code of five characters."),
        (["HCPCS", "1", "1 Line Edit", "Text"], "“HCPCS” is no code of five characters."),
        (["A4218", "", "1 Line Edit", "Text"], "“” is no number of units."),
        (["A4218", "-1", "1 Line Edit", "Text"], "“-1” is no number of units."),
        (["A4218", "1.5", "1 Line Edit", "Text"], "“1.5” is no number of units."),
        (["A4218", "٣", "1 Line Edit", "Text"], "“٣” is no number of units."),
        (["A4218", "1", "4 Something", "Text"], "The adjudication indicator is “4 Something”, not 1, 2 or 3."),
        (["A4218", "1", "12", "Text"], "The adjudication indicator is “12”, not 1, 2 or 3."),
        (["A4218", "1", "1 Line Edit", "x" * 201], "The rationale has more than 200 characters."),
        (["A4218", "1"], "It has 2 cells; a limit has 4."),
    ],
)
def test_refused_rows_say_number_text_and_reason(tmp_path, cells, reason):
    table = [*mue_table([A, B]), cells, mue_cells(C)]
    found, tally = read(mue, file_of(tmp_path, table, encoding="utf-8"), "practitioner")
    assert found == ROWS
    [(_, refused)] = tally.refused
    # The notice has five lines, the captions two.
    assert (refused.number, refused.reason) == (10, reason)
    assert refused.text.startswith(cells[0])


def test_a_quotation_mark_costs_its_own_line_alone(tmp_path):
    content = as_csv(mue_table([A])) + b'A4218,1,1 Line Edit,"Text\r\n' + as_csv([mue_cells(B)])
    content += b'A4219,1,1 Line Edit,A 5" tube\r\n' + as_csv([mue_cells(C)])
    found, tally = read(mue, put(tmp_path / "mue.csv", content), "practitioner")
    assert found == [A, B, ("A4219", 1, "1", 'A 5" tube'), C]
    assert [(line.number, line.reason) for _, line in tally.refused] == [(9, "A quotation mark is not closed.")]


def test_a_notice_that_is_never_closed_does_not_swallow_the_rows(tmp_path):
    content = b'"Notice of somebody\r\n' + as_csv(mue_table(ROWS)[1:])
    assert read(mue, put(tmp_path / "mue.csv", content), "practitioner")[0] == ROWS


def test_lower_case_blanks_blank_lines_and_the_short_indicator(tmp_path):
    content = as_csv(mue_table([A])) + b"\r\n , ,,\r\n a4217 , 2 ,2, CMS  Policy \r\n"
    found, tally = read(mue, put(tmp_path / "mue.csv", content), "practitioner")
    assert found == [A, ("A4217", 2, "2", "CMS Policy")]
    assert tally.refused == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"Dear Sir,\r\nplease find\r\n", "holds no unit limit"),
        (as_csv(mue_table([])), "holds no unit limit"),
        (as_csv([mue_cells(A)]), "has codes without captions"),
        (b"A4216\tA4217\t\t20200101\t*\t1\tMore extensive procedure\r\n", "has codes without captions"),
        (as_csv(mue_table([A])) + b"x" * 100_000, "Line 9 of .* has more than 65,536 bytes"),
        (as_csv(mue_table([A] * 200)) + b"A\0\r\n", "Line 208 of .* holds bytes that are no text"),
    ],
)
def test_other_files_get_one_sentence(tmp_path, content, told):
    with pytest.raises(OfficialFileError, match=told) as refused:
        read(mue, put(tmp_path / "mue.csv", content), "practitioner")
    assert "\n" not in str(refused.value)


LIMITS = st.tuples(
    st.from_regex(r"[A-Z0-9]{4}[0-9]", fullmatch=True),
    st.integers(0, 90_000),
    st.sampled_from("123"),
    st.text(st.characters(codec="cp1252", categories=["L", "N", "P", "S", "Zs"]), max_size=40).map(clean),
)


@given(st.lists(LIMITS, min_size=1, max_size=20), st.sampled_from([",", "\t"]), st.sampled_from(["utf-8", "utf-8-sig"]))
def test_csv_and_back(tmp_path, rows, delimiter, encoding):
    found, tally = read(mue, file_of(tmp_path, mue_table(rows), delimiter=delimiter, encoding=encoding), "practitioner")
    assert found == rows
    assert tally.refused == []


@given(st.lists(st.binary(max_size=80), max_size=20))
def test_any_bytes_are_read_or_refused_with_a_sentence(tmp_path, pieces):
    good = as_csv(mue_table(ROWS)).splitlines(keepends=True)
    content = b"".join(piece + good[number % len(good)] for number, piece in enumerate(pieces))
    with suppress(OfficialFileError):
        found, tally = read(mue, put(tmp_path / "mue.csv", content), "practitioner")
        assert len(found) == tally.taken > 0
