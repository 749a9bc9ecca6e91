"""Reading the workbook and the zip: the same rows, and nothing that blows up."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import pytest

from modifiers.hcpcs import OfficialFileError, archive, read, workbook
from modifiers.official import read_day

from .files import A1, COLUMNS, JG, QZ, cells_of, official, text_of, write_book, write_sheet, write_text, write_zip

BOOK = "HCPC2025_OCT_ANWEB_v3.xlsx"


@pytest.mark.parametrize("dates", ["text", "number", "datetime"])
def test_rows_come_back(tmp_path, dates):
    found = read(write_book(tmp_path / BOOK, [A1, JG, QZ], dates=dates))
    assert found.modifiers == (A1, JG, QZ)
    assert found.refused == ()
    assert (found.form, found.quarter) == ("workbook", "2025-10")


def test_the_header_need_not_be_in_row_1(tmp_path):
    before = [["Disclaimer\xa0of CMS"], [], [None, "HCPC"], *[["More"]] * 300]
    assert read(write_book(tmp_path / BOOK, [A1], before=before)).modifiers == (A1,)


def test_procedures_and_a_stray_continuation_pass_by(tmp_path):
    """One row of the 2019 workbook is a continuation, although it is meant to have one row for each code."""
    procedure = {**cells_of(A1), "HCPC": "E0100", "RECID": "3"}
    found = read(write_book(tmp_path / BOOK, [procedure, A1, {**procedure, "RECID": "4"}, JG]))
    assert (found.modifiers, found.refused) == ((A1, JG), ())


def test_blank_rows_and_cells(tmp_path):
    sparse = {"HCPC": "A1", "RECID": 7.0, "LONG DESCRIPTION": "Long", "ADD DT": "", "TERM DT": 0}
    found = read(write_book(tmp_path / BOOK, [{}, sparse, {}, JG]))
    assert found.modifiers == (
        official(short_descriptor="", long_descriptor="Long", added_on=None, action_effective_on=None, action_code=""),
        JG,
    )


def test_refused_rows_say_number_text_and_reason(tmp_path):
    rows = [A1, {**cells_of(JG), "ADD DT": "soon"}, {**cells_of(QZ), "RECID": "9"}]
    found = read(write_book(tmp_path / BOOK, rows, before=[["Preamble"]]))
    assert [(line.number, line.code, line.reason) for line in found.refused] == [
        (4, "JG", "The date added of JG is not a date: “soon”."),
        (5, "QZ", "RECID holds “9”, not 3, 4, 7 or 8."),
    ]
    assert found.refused[0].text.startswith("JG 0010 7 Drug or biological")


def test_the_header_on_a_later_sheet(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["Notes"])
    sheet = book.create_sheet("Codes")
    sheet.append(COLUMNS)
    sheet.append([cells_of(A1).get(name) for name in COLUMNS])
    book.save(tmp_path / BOOK)
    assert read(tmp_path / BOOK).modifiers == (A1,)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("20261001", date(2026, 10, 1)),
        ("2026-10-01", date(2026, 10, 1)),
        ("2026-10-01 00:00:00", date(2026, 10, 1)),
        ("10/1/2026", date(2026, 10, 1)),
        (20261001, date(2026, 10, 1)),
        (20261001.0, date(2026, 10, 1)),
        (46296, date(2026, 10, 1)),
        (datetime(2026, 10, 1, 12), date(2026, 10, 1)),
        ("00000000", None),
        ("\xa0 ", None),
        (0, None),
        (None, None),
    ],
)
def test_dates(value, day):
    assert read_day(value) == day


@pytest.mark.parametrize("value", ["20260230", "2026", "1.5", 1.5, True, "20261001x", "00010101", 99991231, -1])
def test_what_is_no_date(value):
    with pytest.raises(ValueError, match=r"\d|True|day is out of range"):
        read_day(value)


def test_other_workbooks_get_a_sentence(tmp_path):
    with pytest.raises(OfficialFileError, match="found a workbook that begins “Budget 2026”"):
        read(write_sheet(tmp_path / BOOK, [["Budget", 2026]]))
    with pytest.raises(OfficialFileError, match="workbook without content"):
        read(write_sheet(tmp_path / BOOK, []))
    with pytest.raises(OfficialFileError, match=r"The header in row 1 lacks ADD DT, TERM DT\."):
        read(write_sheet(tmp_path / BOOK, [[name for name in COLUMNS if name not in ("ADD DT", "TERM DT")]]))


def parts_of(path):
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda parts: {**parts, SHEET: parts[SHEET][:-200]}, "damaged"),
        (lambda parts: {**parts, SHEET: b""}, "damaged"),
        (lambda parts: {name: part for name, part in parts.items() if name != SHEET}, "workbook without content"),
        (
            lambda parts: {**parts, SHEET: b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + parts[SHEET]},
            "declares a document type",
        ),
        (lambda parts: {**parts, "xl/media/image.bin": b"\0" * (workbook.LIMITS.part + 1)}, "unpacks to far more"),
        (lambda parts: {**parts, "xl/sharedStrings.xml": b" " * (workbook.LIMITS.strings + 1)}, "unpacks to far more"),
        (lambda parts: {**parts, **{f"xl/{n}.bin": b"" for n in range(600)}}, "unpacks to far more"),
        (lambda parts: {**parts, SHEET: parts[SHEET].decode().encode("utf-16")}, "not written in UTF-8"),
        (lambda parts: {**parts, SHEET: parts[SHEET].replace(b'r="2"', b'r="900000000"', 1)}, "more than 200,000 rows"),
    ],
)
def test_broken_and_hostile_workbooks_get_a_sentence(tmp_path, change, told):
    good = write_book(tmp_path / BOOK, [A1, JG])
    path = write_zip(tmp_path / "changed.xlsx", change(parts_of(good)))
    with pytest.raises(OfficialFileError, match=told) as refused:
        read(path)
    assert "\n" not in str(refused.value)


def test_what_a_sheet_says_of_its_size_may_be_wrong(tmp_path):
    parts = parts_of(write_book(tmp_path / BOOK, [A1, JG]))
    assert b"<sheetData>" in parts[SHEET]
    parts[SHEET] = parts[SHEET].replace(b"<sheetData>", b'<dimension ref="A1:A1"/><sheetData>')
    assert read(write_zip(tmp_path / "changed.xlsx", parts)).modifiers == (A1, JG)


def test_a_huge_cell(tmp_path):
    row = official(long_descriptor="x" * (workbook.LONGEST_CELL - 1))
    path = write_book(tmp_path / BOOK, [row, JG])
    assert "too long" in read(path).refused[0].reason
    parts = parts_of(path)
    name = next(name for name, part in parts.items() if b"xxxx" in part)
    parts[name] = parts[name].replace(b"xxxx", b"x" * 8, 1)
    with pytest.raises(OfficialFileError, match="Row 2 has a cell of more than 32,767 characters"):
        read(write_zip(tmp_path / "changed.xlsx", parts))


def test_the_zip_as_cms_ships_it(tmp_path):
    text, book = text_of([A1, JG]), write_book(tmp_path / BOOK, [QZ])
    path = write_zip(
        tmp_path / "october-2025-alpha-numeric-hcpcs-file.zip",
        {
            "HCPC2025_OCT_ANWEB Transaction Report_v3.xlsx": book,
            "HCPC2025_OCT_ANWEB_CORRECTIONS_v9.txt": "No records here",
            "HCPC2025_OCT_ANWEB_v3.txt": text,
            BOOK: write_book(tmp_path / "same.xlsx", [A1, JG]),
            "HCPC2025_recordlayout.txt": "Layout",
            "NOC codes_OCT 2025.xlsx": "",
        },
    )
    found = read(path)
    assert found.modifiers == (A1, JG)
    assert (found.member, found.quarter, found.remarks) == ("HCPC2025_OCT_ANWEB_v3.txt", "2025-10", ())
    assert found.name == path.name


def test_a_workbook_inside_the_zip(tmp_path):
    book = write_book(tmp_path / "book.xlsx", [A1])
    found = read(write_zip(tmp_path / "file.zip", {f"folder/{BOOK}": book, f"__MACOSX/._{BOOK}": "x"}))
    assert (found.modifiers, found.form, found.member) == ((A1,), "workbook", f"folder/{BOOK}")


@pytest.mark.parametrize(
    ("names", "taken"),
    [
        (["HCPC2026_JAN_ANWEB_01122026.txt", "HCPC2026_JAN_ANWEB_12082025.txt"], "HCPC2026_JAN_ANWEB_01122026.txt"),
        (["HCPC2025_OCT_ANWEB_v3.txt", "HCPC2025_OCT_ANWEB_v2.txt"], "HCPC2025_OCT_ANWEB_v3.txt"),
        (["HCPC2025_OCT_ANWEB_v10.txt", "HCPC2025_OCT_ANWEB_v9.txt"], "HCPC2025_OCT_ANWEB_v10.txt"),
        (["hcpc2025_oct_anweb_V2.TXT", "hcpc2025_oct_anweb.txt"], "hcpc2025_oct_anweb_V2.TXT"),
        (["HCPC2025_OCT_ANWEB.txt", "HCPC2026_JAN_ANWEB.txt"], "HCPC2026_JAN_ANWEB.txt"),
    ],
)
def test_of_several_revisions_the_newest_is_taken_and_said(tmp_path, names, taken):
    for given in (names, names[::-1]):
        found = read(write_zip(tmp_path / "file.zip", {n: text_of([A1 if n == taken else JG]) for n in given}))
        assert found.modifiers == (A1,)
        assert found.member == taken
        [remark] = found.remarks
        assert all(name in remark for name in names)
        assert f"{taken} is the newest" in remark


@pytest.mark.parametrize(
    ("name", "quarter"),
    [
        ("HCPC17_CONTR_ANWEB.txt", "2017-01"),
        ("HCPC2018_CONTR_ANWEB_disc.txt", "2018-01"),
        ("HCPC2025_OCT_ANWEB_v3.xlsx", "2025-10"),
        ("HCPC2026_JUL_ANWEB_06172026.txt", "2026-07"),
        ("folder/april-2024-alpha-numeric-hcpcs-files.zip", "2024-04"),
        ("modifiers.tsv", ""),
    ],
)
def test_the_quarter_in_a_name(name, quarter):
    assert archive.quarter_in(name) == quarter


def test_zips_that_are_something_else(tmp_path, monkeypatch):
    path = tmp_path / "file.zip"
    with pytest.raises(OfficialFileError, match=r"holds no HCPC…ANWEB… text or workbook\. It holds: photo\.jpg\."):
        read(write_zip(path, {"photo.jpg": ""}))
    with pytest.raises(OfficialFileError, match="The zip holds 1,001 files"):
        read(write_zip(path, {f"{n}.txt": "" for n in range(1001)}))
    whole = write_zip(path, {"HCPC2026_OCT_ANWEB.txt": text_of([A1] * 200)}).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(OfficialFileError, match="The zip is damaged"):
        read(path)
    path.write_bytes(whole[:60] + bytes(20) + whole[80:])
    with pytest.raises(OfficialFileError, match="The zip is damaged"):
        read(path)
    monkeypatch.setattr(archive, "LARGEST_MEMBER", 1000)
    with pytest.raises(OfficialFileError, match="at most 1,000 are read"):
        read(write_zip(path, {"HCPC2026_OCT_ANWEB.txt": "x" * 1001}))


def test_names_in_the_zip_cannot_write_to_the_terminal(tmp_path):
    names = ("HCPC2026_OCT_ANWEB_v2\x1b[2J.txt", "HCPC2026_OCT_ANWEB_v1\x07.txt")
    found = read(write_zip(tmp_path / "file.zip", {name: text_of([A1]) for name in names}))
    assert "\x1b" not in found.member
    assert not any(ord(character) < 32 for remark in found.remarks for character in remark)


def test_a_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "file.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb, bomb.open("HCPC2026_OCT_ANWEB.txt", "w") as member:
        for _ in range(65):
            member.write(b" " * 1024**2)
    assert path.stat().st_size < 1024**2
    with pytest.raises(OfficialFileError, match="unpacks to 68,157,440 bytes"):
        read(path)


def test_a_member_that_is_larger_than_it_says_is_not_read_on(tmp_path):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as lying:
        lying.writestr("HCPC2026_OCT_ANWEB.txt", text_of([A1] * 50))
    raw, size = content.getvalue(), len(text_of([A1] * 50))
    (tmp_path / "file.zip").write_bytes(raw.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little")))
    with pytest.raises(OfficialFileError):
        read(tmp_path / "file.zip")


def test_a_member_locked_with_a_password(tmp_path):
    path = write_zip(tmp_path / "file.zip", {"HCPC2026_OCT_ANWEB.txt": text_of([A1])})
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    with pytest.raises(OfficialFileError, match="locked with a password"):
        read(path)


def test_the_ending_of_a_name_does_not_matter(tmp_path):
    book, text = write_book(tmp_path / "book.txt", [A1]), write_text(tmp_path / "text.xlsx", [A1])
    assert read(book).modifiers == read(text).modifiers == (A1,)


@pytest.mark.parametrize("inside", [False, True], ids=["bare", "in a zip"])
def test_a_workbook_locked_with_a_password(tmp_path, inside):
    path = write_book(tmp_path / BOOK, [A1])
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(OfficialFileError, match="locked with a password"):
        read(write_zip(tmp_path / "locked.zip", {BOOK: path}) if inside else path)


def test_names_in_a_zip_that_are_not_in_the_encoding_they_claim(tmp_path):
    path = tmp_path / "named.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("é_HCPC2025_OCT_ANWEB.txt", "x")
    path.write_bytes(path.read_bytes().replace("é".encode(), b"\xff\xff"))
    with pytest.raises(OfficialFileError, match="damaged"):
        read(path)
