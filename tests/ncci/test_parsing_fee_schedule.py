"""Reading the indicators of the fee schedule: captions over five lines, and a description that is never kept."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.ncci.datasets import FEE_SCHEDULE
from modifiers.ncci.parsing import fee_schedule
from modifiers.official import OfficialFileError

from .files import DESCRIPTION, as_book, as_csv, as_zip, fee_cells, fee_fixed, fee_table, put, read

A = ("G0105", "", "A", "0", "010", "0.10", "0.80", "0.10", "3", "0", "1", "0", "0", "45378")
B = ("G0105", "53", "A", "0", "000", "0.00", "0.00", "0.00", "2", "1", "1", "0", "0", "")
C = ("A4216", "TC", "X", "9", "XXX", "0.00", "0.00", "0.00", "9", "9", "9", "9", "9", "")
ROWS = [A, B, C]
COUNT = len(FEE_SCHEDULE.columns)


def row(**changes):
    """The first row, with some columns replaced."""
    return tuple(changes.get(name, value) for name, value in zip(FEE_SCHEDULE.names, A, strict=True))


def file_of(tmp_path, table, **how):
    return put(tmp_path / "PPRRVU2026_Jul_nonQPP.csv", as_csv(table, **how))


@pytest.mark.parametrize("columns", [31, 32])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_rows_come_back(tmp_path, columns, end):
    found, tally = read(fee_schedule, file_of(tmp_path, fee_table(ROWS, columns=columns), end=end))
    assert found == ROWS
    assert all(len(each) == COUNT for each in found)
    assert (tally.taken, tally.refused, tally.remarks) == (3, [], {})


def test_fixed_width_text(tmp_path):
    found, tally = read(fee_schedule, put(tmp_path / "PPRRVU2026_Jul_nonQPP.txt", fee_fixed(ROWS)))
    assert found == ROWS
    assert tally.refused == []


def test_workbooks(tmp_path):
    table = fee_table(ROWS)
    table[10][13:18] = [0, 10, 0.1, 0.8, 0.1]  # numbers lose their zeros
    table[10][24] = 45378
    table[11][14] = 0
    found, tally = read(fee_schedule, as_book(tmp_path / "PPRRVU.xlsx", table))
    assert found == ROWS
    assert tally.refused == []


def test_zips_hold_much_else(tmp_path):
    members = {
        "GPCI2026.csv": "x" * 90_000,
        "OPPSCAP_Jul.csv": "x" * 90_000,
        "ANES2026.txt": "x" * 90_000,
        "26LOCCO.txt": "x",
        "RVU26C.pdf": "%PDF" + "x" * 90_000,
        "PPRRVU2026_Jul_QPP.csv": as_csv(fee_table([C] * 500)),
        "PPRRVU2026_Jul_nonQPP.csv": as_csv(fee_table(ROWS)),
        "PPRRVU2026_Jul_nonQPP.xlsx": b"not looked at",
    }
    assert read(fee_schedule, as_zip(tmp_path / "rvu26c.zip", members))[0] == ROWS
    del members["PPRRVU2026_Jul_nonQPP.csv"], members["PPRRVU2026_Jul_nonQPP.xlsx"]
    assert read(fee_schedule, as_zip(tmp_path / "rvu26c.zip", members))[0] == [C] * 500


def test_a_zip_without_the_table(tmp_path):
    with pytest.raises(OfficialFileError, match=r"holds no text and no workbook with the fee schedule.* GPCI2026\.csv"):
        read(fee_schedule, as_zip(tmp_path / "rvu26c.zip", {"GPCI2026.csv": "x"}))


def test_captions_in_one_line_and_in_another_order(tmp_path):
    captions = (
        "hcpcs mod status pctc glob pre_op intra_op post_op mult_proc bilat_surg asst_surg co_surg team_surg endo_base"
    )
    table = [captions.split(), *ROWS]
    assert read(fee_schedule, file_of(tmp_path, [list(reversed(cells)) for cells in table], delimiter="\t"))[0] == ROWS


@pytest.mark.parametrize(
    ("field", "written", "expected"),
    [
        ("pctc", "1.0", "1"),
        ("multiple", "2.0", "2"),
        ("global_days", "10", "010"),
        ("global_days", "0", "000"),
        ("global_days", "90.0", "090"),
        ("global_days", "zzz", "ZZZ"),
        ("global_days", "", ""),
        ("status", "a", "A"),
        ("team", "", ""),
        ("preoperative", ".1", "0.10"),
        ("preoperative", "0", "0.00"),
        ("preoperative", "000", "0.00"),
        ("preoperative", "1.00", "1.00"),
        ("preoperative", "", ""),
        ("endoscopic_base", " 45378 ", "45378"),
        ("modifier", "tc", "TC"),
        ("code", "g0105", "G0105"),
    ],
)
def test_values_that_are_written_otherwise(tmp_path, field, written, expected):
    found, tally = read(fee_schedule, file_of(tmp_path, fee_table([row(**{field: written})])))
    assert found == [row(**{field: expected})]
    assert tally.refused == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"modifier": "TCX"}, "The modifier does not have two characters."),
        ({"status": "AB"}, "The column status holds something that it never holds."),
        ({"pctc": "10"}, "The column pctc holds something that it never holds."),
        ({"pctc": "0.00"}, "The column pctc holds something that it never holds."),
        ({"global_days": "011"}, "The column global days holds something that it never holds."),
        ({"bilateral": "x"}, "The column bilateral holds something that it never holds."),
        ({"endoscopic_base": "45"}, None),
        ({"endoscopic_base": "base"}, "The column endoscopic base holds something that it never holds."),
        ({"preoperative": "1.10"}, "The preoperative share is not between 0 and 1."),
        ({"intraoperative": "80"}, "The intraoperative share is not between 0 and 1."),
        ({"postoperative": "-0.10"}, "The postoperative share is not between 0 and 1."),
    ],
)
def test_refused_rows_say_number_code_and_reason(tmp_path, changes, reason):
    found, tally = read(fee_schedule, file_of(tmp_path, fee_table([B, row(**changes), C])))
    if reason is None:
        assert found == [B, row(endoscopic_base="00045"), C]
        return
    assert found == [B, C]
    [(_, refused)] = tally.refused
    assert (refused.number, refused.text, refused.reason) == (12, "G0105", reason)


def test_a_modifier_that_has_not_stood_there_before_is_taken_with_a_remark(tmp_path):
    found, tally = read(fee_schedule, file_of(tmp_path, fee_table([A, row(modifier="55")])))
    assert found == [A, row(modifier="55")]
    assert "The modifier 55 stands in" in next(iter(tally.remarks))


@pytest.mark.parametrize(
    "description",
    [
        DESCRIPTION,
        f"{DESCRIPTION}, of two",
        f'{DESCRIPTION}, 5" or more',
        f"{DESCRIPTION}\tof two",
        f"A,{DESCRIPTION},0,000",
        f'"{DESCRIPTION}',
        "",
    ],
)
@pytest.mark.parametrize("quoted", [True, False])
def test_the_description_is_never_kept(tmp_path, description, quoted):
    """Not in a row, not in a refusal, not where commas without quotation marks shift it under other captions."""
    lines = as_csv(fee_table([A, row(status="??")], description=description))
    if not quoted:
        bare = [",".join(fee_cells(each, description=description)) for each in (A, row(status="??"), C)]
        lines = as_csv(fee_table([B])) + "".join(f"{line}\r\n" for line in bare).encode()
    found, tally = read(fee_schedule, put(tmp_path / "PPRRVU.csv", lines + as_csv([fee_cells(C)])))
    kept = repr((found, tally.refused, tally.remarks, tally.texts)).casefold()
    assert "zyx" not in kept
    assert "of two" not in kept
    assert C in found
    assert tally.refused_count >= 1


def test_the_description_is_in_no_sentence_about_the_file(tmp_path):
    cells = fee_cells(A)
    broken = [
        as_csv([cells]),
        as_csv(fee_table([])) + DESCRIPTION.encode() * 10_000,
        as_csv([["HCPCS", "MOD", DESCRIPTION], cells]),
        as_csv(fee_table([row(status="??")] * 2_001)),
        as_csv([cells], delimiter="\t"),
        DESCRIPTION.encode(),
    ]
    for content in broken:
        with pytest.raises(OfficialFileError) as refused:
            read(fee_schedule, put(tmp_path / "PPRRVU.csv", content))
        assert "zyx" not in str(refused.value).casefold()


def test_cells_under_no_caption_mean_that_all_are_under_wrong_ones(tmp_path):
    table = fee_table([A])
    table.append([*fee_cells(B), "1"])
    found, tally = read(fee_schedule, file_of(tmp_path, table))
    assert found == [A]
    assert "33 cells under 32 captions" in tally.refused[0][1].reason
    found, tally = read(fee_schedule, as_book(tmp_path / "PPRRVU.xlsx", table))
    assert found == [A]
    assert "cells under 32 captions" in tally.refused[0][1].reason


def test_trailing_cells_may_be_missing_or_blank(tmp_path):
    content = as_csv(fee_table([])) + ",".join(fee_cells(A)[:25]).encode() + b"\r\n" + as_csv([[*fee_cells(B), "", ""]])
    assert read(fee_schedule, put(tmp_path / "PPRRVU.csv", content))[0] == [A, B]


def test_a_tab_in_the_description_is_no_delimiter(tmp_path):
    assert read(fee_schedule, file_of(tmp_path, fee_table(ROWS, description="one\tother")))[0] == ROWS


def test_letters_that_look_like_utf_8_do_not_shift_the_positions(tmp_path):
    found, tally = read(fee_schedule, put(tmp_path / "PPRRVU.txt", fee_fixed(ROWS, description="Â®Ã© of something")))
    assert found == ROWS
    assert tally.refused == []


def test_a_column_that_is_missing(tmp_path):
    table = [cells[:22] + cells[23:] for cells in fee_table(ROWS)]
    with pytest.raises(OfficialFileError, match="has no columns with the captions teamsurg"):
        read(fee_schedule, file_of(tmp_path, table))


def test_a_line_of_fixed_width_that_is_cut_or_shifted_is_refused(tmp_path):
    lines = fee_fixed([A, B, C, B]).splitlines(keepends=True)
    lines[2] = lines[2][:110] + b"\r\n"
    lines[3] = lines[3][:7] + b"x" + lines[3][7:]
    found, tally = read(fee_schedule, put(tmp_path / "PPRRVU.txt", b"".join(lines)))
    assert found == [A, B]
    assert [(line.number, line.text) for _, line in tally.refused] == [(3, "G0105"), (4, "A4216")]


CODES = st.from_regex(r"[A-Z0-9]{4}[0-9]", fullmatch=True)
DIGIT = st.sampled_from(["", *"0123456789"])
INDICATORS = st.tuples(
    CODES,
    st.sampled_from(["", "26", "TC", "53"]),
    st.sampled_from("ABCEIJMNPRTX"),
    DIGIT,
    st.sampled_from(["000", "010", "090", "MMM", "XXX", "YYY", "ZZZ"]),
    *[st.sampled_from(["0.00", "0.10", "0.69", "0.80", "0.21"])] * 3,
    *[DIGIT] * 5,
    st.just("") | CODES,
)
TEXTS = st.text(st.characters(codec="cp1252", categories=["L", "N", "P", "S", "Zs"]), max_size=50)


@given(st.lists(INDICATORS, min_size=1, max_size=15), TEXTS, st.sampled_from([31, 32, "fixed"]))
def test_text_and_back(tmp_path, rows, description, form):
    if form == "fixed":
        content = fee_fixed(rows, description=description.replace("\x85", ""))
    else:
        content = as_csv(fee_table(rows, description=description, columns=form))
    found, tally = read(fee_schedule, put(tmp_path / "PPRRVU.txt", content))
    assert found == rows
    assert tally.refused == []


@given(st.lists(st.binary(max_size=80), max_size=20), st.booleans())
def test_any_bytes_are_read_or_refused_with_a_sentence(tmp_path, pieces, fixed):
    good = (fee_fixed(ROWS) if fixed else as_csv(fee_table(ROWS))).splitlines(keepends=True)
    content = b"".join(piece + good[number % len(good)] for number, piece in enumerate(pieces))
    with suppress(OfficialFileError):
        found, tally = read(fee_schedule, put(tmp_path / "PPRRVU.csv", content))
        assert len(found) == tally.taken > 0
        assert "zyx" not in repr((found, tally.refused)).casefold()
