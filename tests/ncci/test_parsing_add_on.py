"""Reading add-on codes: captions in their many wordings, days of the year, the fixed-width text."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.ncci.parsing import add_on
from modifiers.official import OfficialFileError, clean

from .files import ADD_ON_CAPTIONS, NOTICE, add_on_cells, add_on_fixed, add_on_table, as_book, as_csv, as_zip, put, read

A = ("A4217", "A4216", "1", 20260401, 0, "")
B = ("0054T", "CCCCC", "2", 20130401, 20241231, "Contractor Defined Primary Codes")
C = ("J1101", "00591", "3", 0, 0, 'Some, "listed"')
ROWS = [A, B, C]


@pytest.mark.parametrize("delimiter", [",", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_rows_come_back(tmp_path, delimiter, end):
    path = put(tmp_path / "AOC_V2026Q2-MCR.txt", as_csv(add_on_table(ROWS), delimiter=delimiter, end=end))
    found, tally = read(add_on, path)
    assert found == ROWS
    assert (tally.taken, tally.refused, tally.first_effective, tally.without_start) == (3, [], 20130401, 1)


def test_workbooks(tmp_path):
    table = add_on_table(ROWS)
    table[2][0], table[2][5], table[4][3] = 1, 2026091, 591  # numbers lose their zeros
    assert read(add_on, as_book(tmp_path / "aoc.xlsx", table))[0] == ROWS


def test_the_workbook_of_a_zip_is_taken_before_its_texts(tmp_path):
    book = as_book(tmp_path / "book.xlsx", add_on_table(ROWS))
    members = {"AOC_V2026Q2-F-MCR.txt": b"x" * 50_000, "AOC_V2026Q2-MCR.xlsx": book, "readme.txt": NOTICE}
    assert read(add_on, as_zip(tmp_path / "add-code-edits.zip", members))[0] == ROWS


def test_fixed_width_text(tmp_path):
    found, tally = read(add_on, put(tmp_path / "AOC_V2026Q2-F-MCR.txt", add_on_fixed(ROWS)))
    assert found == ROWS
    assert tally.refused == []
    cut = b"".join(line.rstrip() + b"\r\n" for line in add_on_fixed(ROWS).splitlines())
    assert read(add_on, put(tmp_path / "cut.txt", NOTICE.encode() + b"\r\n\r\n" + cut))[0] == ROWS


@pytest.mark.parametrize(
    "line",
    [
        "1A4218       A4216       2026400",  # no such day
        "4A4218       A4216       2026091",
        "1A4218      A4216       2026091",
        "1A4218       A421        2026091",
        "1A4218       A4216       04/01/2026",
        "1A4218       ",
    ],
)
def test_a_line_of_fixed_width_is_taken_only_when_all_of_it_fits(tmp_path, line):
    found, tally = read(
        add_on, put(tmp_path / "aoc.txt", add_on_fixed([A]) + f"{line}\r\n".encode() + add_on_fixed([B]))
    )
    assert found == [A, B]
    assert [refused.number for _, refused in tally.refused] == [2]


@pytest.mark.parametrize("content", [b"A4217  A4216  1\r\n", b"Dear Sir,\r\nplease find\r\n", NOTICE.encode()])
def test_a_layout_that_is_not_known_asks_for_the_workbook(tmp_path, content):
    with pytest.raises(OfficialFileError, match=r"import the workbook \(\.xlsx\) that lies beside it in the zip"):
        read(add_on, put(tmp_path / "aoc.txt", content * 3))


@pytest.mark.parametrize(
    ("captions", "cells"),
    [
        (("primary_code", "add_on_code", "aoc_edit_type", "vintage"), ("A4216", "A4217", "1", "2024-04-01")),
        (("Add-on Code", "Primary Code", "Type"), ("A4217", "A4216", "1")),
        (
            ("Add-On\nCode", "Primary\nCode", "AOC Edit\nType", "Add-On Code\nDeletion Date"),
            ("A4217", "A4216", "1", ""),
        ),
        (("AOC_Del_Dt_Julian", "AOC Edit Type", "AOC Code", "Primary Procedure Code"), ("", "1", "A4217", "A4216")),
    ],
)
def test_other_captions(tmp_path, captions, cells):
    path = put(tmp_path / "table.csv", as_csv([["A title"], captions, cells]))
    assert read(add_on, path)[0] == [("A4217", "A4216", "1", 0, 0, "")]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024001", 20240101),
        ("2024060", 20240229),
        ("2024366", 20241231),
        ("2023365", 20231231),
        ("", 0),
        ("0", 0),
        ("0000000", 0),
        ("*", 0),
        ("9999999", 0),
        ("9999365", 0),
        ("20240229", 20240229),
        ("2024-02-29", 20240229),
    ],
)
def test_days(tmp_path, text, day):
    cells = ["1", "A4217", "", "A4216", "", text, "", ""]
    assert read(add_on, put(tmp_path / "aoc.csv", as_csv([ADD_ON_CAPTIONS, cells])))[0][0][3] == day


@pytest.mark.parametrize(
    ("add_on_day", "primary_day", "edit_day", "last"),
    [("", "", "2024366", 20241231), ("2023365", "2022365", "2024366", 20221231), ("2023365", "", "", 20231231)],
)
def test_a_pair_is_over_when_its_edit_or_one_of_its_codes_is(tmp_path, add_on_day, primary_day, edit_day, last):
    cells = ["1", "A4217", add_on_day, "A4216", primary_day, "2013091", edit_day, ""]
    assert read(add_on, put(tmp_path / "aoc.csv", as_csv([ADD_ON_CAPTIONS, cells])))[0][0][4] == last


@pytest.mark.parametrize(
    ("place", "text", "reason"),
    [
        (0, "4", "The edit type is “4”, not 1, 2 or 3."),
        (0, "", "The edit type is “”, not 1, 2 or 3."),
        (1, "A421", "“A421” is no add-on code of five characters."),
        (1, "CCCCC", "“CCCCC” is no add-on code of five characters."),
        (3, "ZZZZZ", "“ZZZZZ” is no primary code of five characters."),
        (5, "2023366", "“2023366” is no date, which is written as year and day of the year."),
        (5, "2023000", "“2023000” is no date, which is written as year and day of the year."),
        (5, "soon", "“soon” is no date, which is written as year and day of the year."),
        (6, "2013001", "It is deleted before it takes effect."),
        (7, "x" * 501, "The note has more than 500 characters."),
    ],
)
def test_refused_rows_say_number_text_and_reason(tmp_path, place, text, reason):
    cells = add_on_cells(("A4219", "A4216", "1", 20260401, 0, "Note"))
    cells[place] = text
    found, tally = read(add_on, put(tmp_path / "aoc.csv", as_csv([*add_on_table([A, B]), cells, add_on_cells(C)])))
    assert found == ROWS
    assert [(line.number, line.reason) for _, line in tally.refused] == [(5, reason)]
    assert tally.refused[0][1].text


def test_a_quotation_mark_costs_its_own_line_alone(tmp_path):
    content = as_csv(add_on_table([A])) + b'1,A4219,,A4216,,2026091,,"Note\r\n' + as_csv([add_on_cells(C)])
    found, tally = read(add_on, put(tmp_path / "aoc.csv", content))
    assert found == [A, C]
    assert [(line.number, line.reason) for _, line in tally.refused] == [(4, "A quotation mark is not closed.")]


def test_a_row_that_ends_early(tmp_path):
    content = as_csv(add_on_table([A])) + b"1,A4219\r\n1,A4218,,A4216\r\n"
    found, tally = read(add_on, put(tmp_path / "aoc.csv", content))
    assert found == [A, ("A4218", "A4216", "1", 0, 0, "")]
    assert tally.refused[0][1].reason == "It has 2 cells, too few to hold two codes and the edit type."


DAYS = st.dates().filter(lambda day: 1990 <= day.year <= 2060).map(lambda day: int(f"{day:%Y%m%d}"))


@st.composite
def pairs(draw):
    code = st.from_regex(r"[A-Z0-9]{4}[0-9]", fullmatch=True)
    start, end = sorted((draw(DAYS), draw(DAYS)))
    note = clean(draw(st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S", "Zs"]), max_size=50)))
    primary = draw(code | st.just("CCCCC"))
    return draw(code), primary, draw(st.sampled_from("123")), start, draw(st.sampled_from([0, end])), note


@given(st.lists(pairs(), min_size=1, max_size=20), st.sampled_from(["csv", "tab", "fixed"]))
def test_text_and_back(tmp_path, rows, form):
    content = (
        add_on_fixed(rows) if form == "fixed" else as_csv(add_on_table(rows), delimiter="," if form == "csv" else "\t")
    )
    found, tally = read(add_on, put(tmp_path / "aoc.txt", content))
    assert found == rows
    assert tally.refused == []


@given(st.lists(st.binary(max_size=80), max_size=20), st.booleans())
def test_any_bytes_are_read_or_refused_with_a_sentence(tmp_path, pieces, fixed):
    good = (add_on_fixed(ROWS) if fixed else as_csv(add_on_table(ROWS))).splitlines(keepends=True)
    content = b"".join(piece + good[number % len(good)] for number, piece in enumerate(pieces))
    with suppress(OfficialFileError):
        found, tally = read(add_on, put(tmp_path / "aoc.txt", content))
        assert len(found) == tally.taken > 0
