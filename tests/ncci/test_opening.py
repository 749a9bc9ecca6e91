"""What is opened and what is not: zips, workbooks, texts, and what only looks like one. The same for all readers."""

from __future__ import annotations

import gzip
import io
import warnings
import zipfile
from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.ncci.parsing import add_on, fee_schedule, mue, opening, ptp, sheets
from modifiers.ncci.parsing.tally import Tally
from modifiers.official import Limits, OfficialFileError

from .files import (
    add_on_fixed,
    add_on_table,
    as_book,
    as_csv,
    as_zip,
    edit,
    fee_fixed,
    fee_table,
    mue_table,
    ptp_sheet,
    ptp_text,
    put,
    read,
)

EDITS = [edit(), edit("G0008", "G0009")]
LIMIT = ("A4216", 3, "3", "Clinical: Data")
PAIR = ("A4217", "A4216", "1", 20260401, 0, "")
FEES = ("A4216", "", "X", "9", "XXX", "0.00", "0.00", "0.00", "9", "9", "9", "9", "9", "")
READERS = {
    "ptp": (ptp, ("medicare",), "ccipra-v322r0-f1.txt"),
    "mue": (mue, ("practitioner",), "MCR_MUE_PractitionerServices_Eff_07-01-2026.csv"),
    "add_on": (add_on, (), "AOC_V2026Q2-MCR.txt"),
    "fee_schedule": (fee_schedule, (), "PPRRVU2026_Jul_nonQPP.csv"),
}
CONTENTS = {
    "ptp": ptp_text(EDITS),
    "ptp of medicaid": ptp_text(EDITS, "medicaid"),
    "mue": as_csv(mue_table([LIMIT])),
    "add_on": as_csv(add_on_table([PAIR]), delimiter="\t"),
    "add_on, fixed": add_on_fixed([PAIR]),
    "fee_schedule": as_csv(fee_table([FEES])),
    "fee_schedule, fixed": fee_fixed([FEES]),
}
TABLES = {
    "ptp": ptp_sheet(EDITS),
    "mue": mue_table([LIMIT]),
    "add_on": add_on_table([PAIR]),
    "fee_schedule": fee_table([FEES]),
}


@pytest.fixture(params=[*READERS])
def kind(request):
    return request.param


def read_as(kind, path):
    parser, arguments, _ = READERS[kind]
    return read(parser, path, *arguments)


def refused(kind, path, match):
    with pytest.raises(OfficialFileError, match=match) as error:
        read_as(kind, path)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_text_workbook_and_zip_say_the_same(tmp_path, kind):
    member = READERS[kind][2]
    text = put(tmp_path / member, CONTENTS[kind])
    book = as_book(tmp_path / "book.bin", TABLES[kind])
    found = [
        read_as(kind, text)[0],
        read_as(kind, book)[0],
        read_as(kind, as_zip(tmp_path / "text.zip", {f"folder/{member}": text}))[0],
        read_as(kind, as_zip(tmp_path / "book.zip", {member.rsplit(".", 1)[0] + ".xlsx": book}))[0],
    ]
    assert found == [found[0]] * 4
    assert len(found[0]) == (2 if kind == "ptp" else 1)


@pytest.mark.parametrize("content", [*CONTENTS])
def test_the_table_of_another_kind_is_refused(tmp_path, kind, content):
    if content.startswith(kind) and "medicaid" not in content:
        return
    refused(kind, put(tmp_path / "file.txt", CONTENTS[content]), r"file\.txt (has|holds|is)|No line of")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "file is empty"),
        (b"%PDF-1.7 ...", "file is a PDF document"),
        (b"\xd0\xcf\x11\xe0", r"file is an old workbook \(\.xls\)"),
        (gzip.compress(b"x", mtime=0), "file is a gzip archive"),
        (b"<!DOCTYPE html><html>", "file is a web page or XML"),
        ("A4216\tA4217\t".encode("utf-16"), "file is text in UTF-16"),
        ("A4216\tA4217\t".encode("utf-16-le"), "file holds bytes that are no text"),
        (bytes(range(256)), "file holds bytes that are no text"),
        (b"PK\x03\x04 and no more", "file is damaged or of a kind that cannot be unpacked"),
    ],
    ids=["empty", "PDF", "xls", "gzip", "HTML", "UTF-16 with its mark", "UTF-16 without", "bytes", "a zip's beginning"],
)
def test_other_files_get_one_sentence(tmp_path, kind, content, told):
    refused(kind, put(tmp_path / "file", content), told)


def test_what_is_no_file(tmp_path, kind):
    refused(kind, tmp_path / "missing.txt", "There is no such file")
    refused(kind, tmp_path, "This is no file")


def test_a_zip_that_ends_early(tmp_path, kind):
    """Wherever it is cut: nothing of it is taken for the whole."""
    content = as_zip(tmp_path / "whole.zip", {READERS[kind][2]: CONTENTS[kind] * 40}).read_bytes()
    for length in (4, 30, len(content) // 2, len(content) - 30, len(content) - 1):
        refused(kind, put(tmp_path / "cut.zip", content[:length]), "damaged or of a kind")


def test_a_zip_whose_content_was_changed_fails_its_checksum(tmp_path, kind):
    path = tmp_path / "changed.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(READERS[kind][2], CONTENTS[kind])
    path.write_bytes(path.read_bytes().replace(b"A4216", b"A4219"))
    refused(kind, path, "damaged")


def test_a_zip_of_another_thing(tmp_path, kind):
    told = refused(kind, as_zip(tmp_path / "photos.zip", {"beach.jpg": b"x", "sea.png": b"x"}), "holds no text")
    assert "beach.jpg, sea.png" in told
    refused(kind, as_zip(tmp_path / "empty.zip", {}), "It holds: nothing")


def test_a_zip_of_far_too_many_files(tmp_path, kind):
    refused(kind, as_zip(tmp_path / "many.zip", {f"{n}.txt": b"" for n in range(201)}), "holds 201 files")


def test_a_member_that_is_locked_with_a_password(tmp_path, kind):
    path = as_zip(tmp_path / "locked.zip", {READERS[kind][2]: CONTENTS[kind]})
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    refused(kind, path, "is locked with a password")


def test_a_workbook_that_is_locked_with_a_password(tmp_path, kind):
    content = bytearray(as_book(tmp_path / "locked.xlsx", TABLES[kind]).read_bytes())
    place = content.index(b"PK\x01\x02")
    content[place + 8] |= 1
    refused(kind, put(tmp_path / "locked.xlsx", content), "is locked with a password")
    member = READERS[kind][2].rsplit(".", 1)[0] + ".xlsx"
    refused(kind, as_zip(tmp_path / "locked.zip", {member: bytes(content)}), "is locked with a password")


def test_names_in_a_zip_that_are_no_text(tmp_path, kind):
    name = READERS[kind][2]
    content = as_zip(tmp_path / "named.zip", {f"é{name}": CONTENTS[kind]}).read_bytes()
    refused(kind, put(tmp_path / "named.zip", content.replace("é".encode(), b"\xff\xff")), "is damaged")


def test_a_member_that_unpacks_to_too_much(tmp_path, kind, monkeypatch):
    monkeypatch.setattr(opening, "LARGEST_MEMBER", 10)
    refused(kind, as_zip(tmp_path / "large.zip", {READERS[kind][2]: CONTENTS[kind]}), r"unpacks to [\d,]+ bytes")


def test_a_zip_that_says_too_little_of_its_size_is_not_read_on(tmp_path, kind):
    """The size that a zip declares binds: what is longer fails its checksum."""
    path = as_zip(tmp_path / "lying.zip", {READERS[kind][2]: CONTENTS[kind] * 50})
    content = bytearray(path.read_bytes())
    place = content.index(b"PK\x01\x02") + 24
    content[place : place + 4] = (40).to_bytes(4, "little")
    path.write_bytes(content)
    refused(kind, path, ".")


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize(
    "limits", [Limits(500, 10**9, 10**9), Limits(10**9, 900, 10**9), Limits(10**9, 10**9, 10**9, 2)]
)
def test_a_workbook_that_unpacks_to_far_too_much(tmp_path, kind, monkeypatch, limits, inside):
    monkeypatch.setattr(opening, "WORKBOOK_LIMITS", limits)
    path = as_book(tmp_path / "book.xlsx", TABLES[kind])
    if inside:
        path = as_zip(tmp_path / "book.zip", {READERS[kind][2].rsplit(".", 1)[0] + ".xlsx": path})
    refused(kind, path, "unpacks to far more than")


def book_with(tmp_path, path, part, change):
    """A copy of a workbook with one part changed."""
    copy = tmp_path / "changed.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as target:
        for each in source.namelist():
            content = source.read(each)
            target.writestr(each, change(content) if each == part else content)
    return copy


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda content: content.replace(b"<worksheet", ENTITIES + b"<worksheet"), "declares a document type"),
        (lambda content: content.decode().encode("utf-16"), "not written in UTF-8"),
        (lambda content: content[: len(content) // 2], "is damaged and cannot be read"),
        (lambda content: b"", "is damaged and cannot be read|holds no|No line"),
        (
            lambda content: content.replace(b"</v>", b"x</v>").replace(b't="inlineStr"', b't="n"'),
            "damaged|holds|No line",
        ),
        (lambda content: content.replace(b"</t>", b"x" * 40_000 + b"</t>", 1), "cell longer than any can be"),
    ],
)
def test_a_workbook_that_is_broken_inside(tmp_path, kind, change, told):
    path = as_book(tmp_path / "book.xlsx", TABLES[kind])
    refused(kind, book_with(tmp_path, path, "xl/worksheets/sheet1.xml", change), told)


def test_the_second_sheet_is_read_too(tmp_path):
    rows = [edit(f"A{number:04d}") for number in range(10)]
    path = as_book(tmp_path / "book.xlsx", ptp_sheet(rows[:5]), ptp_sheet(rows[5:]))
    assert read_as("ptp", path)[0] == rows


def test_what_a_sheet_says_of_its_size_is_not_believed(tmp_path, kind):
    def change(content):
        head, _, rest = content.partition(b"<sheetData>")
        return head + b'<dimension ref="A1:B2"/><sheetData>' + rest

    path = as_book(tmp_path / "book.xlsx", TABLES[kind])
    changed = book_with(tmp_path, path, "xl/worksheets/sheet1.xml", change)
    assert read_as(kind, changed)[0] == read_as(kind, path)[0]


def test_cells_of_a_sheet_become_texts(tmp_path):
    values = [1, 2.0, 0.5, True, None, " two  words ", date(2026, 7, 1), datetime(2026, 7, 1, 12)]
    path = as_book(tmp_path / "book.xlsx", [values, [None], ["last"]])
    with opening.opened(path, (), "a table") as opened:
        found = [*sheets.rows(opened, Tally(), 8)]
    assert found[0] == (1, ["1", "2", "0.5", "True", "", "two words", "20260701", "20260701"])
    assert [(number, cells[0]) for number, cells in found] == [(1, "1"), (3, "last")]


def test_a_text_is_read_as_it_is_wanted(tmp_path):
    """A file is never held whole: its first rows come before its last line is looked at."""
    rows = (edit(f"A{number // 9_000:04d}", f"B{number % 9_000:04d}") for number in range(60_000))
    path = put(tmp_path / "large.txt", ptp_text(rows))
    told = []
    with opening.opened(path, ptp.MEMBERS, ptp.WHAT) as opened:
        batches = ptp.rows(opened, "medicare", Tally(lambda done, of, what: told.append(done)))
        next(batches)
        next(batches)
    assert told[-1] < path.stat().st_size / 2


@given(st.binary(max_size=600), st.sampled_from([*READERS]))
def test_any_bytes_are_read_or_refused_with_a_sentence(tmp_path, content, kind):
    for start in (b"", CONTENTS[kind], b"PK\x03\x04"):
        with suppress(OfficialFileError):
            assert read_as(kind, put(tmp_path / "file", start + content))[0]


@given(st.data())
def test_a_zip_with_any_byte_changed_is_read_or_refused_with_a_sentence(tmp_path, data):
    kind = data.draw(st.sampled_from([*READERS]))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(READERS[kind][2], CONTENTS[kind])
    content = bytearray(stream.getvalue())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(OfficialFileError):
        assert read_as(kind, put(tmp_path / "file.zip", bytes(content)))[0]


@given(st.data())
def test_a_workbook_with_any_byte_changed_is_read_or_refused_with_a_sentence(tmp_path, data):
    kind = data.draw(st.sampled_from([*READERS]))
    path = as_book(tmp_path / "book.xlsx", TABLES[kind])

    def change(content):
        changed = bytearray(content)
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(32, 126))
        return bytes(changed)

    part = data.draw(st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"]))
    with suppress(OfficialFileError):
        assert read_as(kind, book_with(tmp_path, path, part, change))[0]


def test_the_filter_of_warnings_is_back_in_place_with_every_row(tmp_path):
    """It is the process's own: whoever reads rows one by one must not silence others between two of them."""
    path = as_book(tmp_path / "book.xlsx", [["A4216", "A4217"]] * 150)
    before = list(warnings.filters)
    with opening.opened(path, [".*"], "the table") as opened:
        for _ in sheets.rows(opened, Tally(), 8):
            assert warnings.filters == before
