"""Reading tables: what comes back, and what is refused before anything is made of it."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.bulk import sheets
from modifiers.bulk.sheets import TableError, read
from modifiers.cells import neutral, restored, text_of
from modifiers.official import Limits

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'=1", "''@x"]


@given(st.text() | st.sampled_from(DANGEROUS))
def test_what_is_neutral_comes_back_and_nothing_else_is_touched(text):
    written = neutral(text)
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert restored(written) == text
    assert written == text or written == f"'{text}"


@pytest.mark.parametrize("text", ["'tis", "a=b", "", "59", "'"])
def test_harmless_cells_stay(text):
    assert neutral(text) == restored(text) == text


def book(*rows, sheets_after=()):
    stream = io.BytesIO()
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for title in sheets_after:
        made.create_sheet(title)
    made.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        'key,title\ncms-1,Größe\n\ncms-2,"a, ""b""\nc"\n'.encode(),
        '\ufeffkey;title\r\ncms-1;Größe\r\n\r\ncms-2;"a, ""b""\nc"\r\n'.encode(),
        'sep=;\nkey;title\ncms-1;Größe\n\ncms-2;"a, ""b""\nc"\n'.encode(),
        'key\ttitle\ncms-1\tGröße\n\ncms-2\t"a, ""b""\nc"\n'.encode("utf-16"),
        'key,title\ncms-1,Größe\n\ncms-2,"a, ""b""\nc"\n'.encode("cp1252"),
        book(["Key", "Title"], ["cms-1", "Größe"], [None], ["cms-2", 'a, "b"\nc']),
    ],
    ids=["comma", "mark and semicolon", "sep=", "UTF-16 and tab", "Windows Latin", "workbook"],
)
def test_the_same_table_in_every_form(content):
    sheet = read(content)
    assert sheet.columns == ("key", "title")
    assert [row.cells for row in sheet.rows] == [("cms-1", "Größe"), ("cms-2", 'a, "b"\nc')]
    assert bool(sheet.remarks) == (b"Gr\xf6\xdfe" in content)
    assert read(b"key,title\nx,1\n\ny,2,3").rows[1] == sheets.Row(4, ("y", "2"), 1)


def test_cells_of_a_workbook_are_read_by_what_they_say():
    row = [7.0, 59, True, date(2026, 11, 23), datetime(2026, 11, 23), "007", "'=x", None]
    found = read(book([f"c{n}" for n in range(8)], row)).rows[0].cells
    assert found == ("7", "59", "yes", "2026-11-23", "2026-11-23", "007", "=x", "")
    assert text_of(datetime(2026, 11, 23, 1)) == "2026-11-23 01:00:00"
    assert "first sheet" in read(book(["key"], ["x"], sheets_after=["More"])).remarks[0]


def zip_of(**parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return stream.getvalue()


def locked():
    content = bytearray(book(["key"], ["x"]))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "PDF"),
        (b"<html>", "web page"),
        (b"\xd0\xcf\x11\xe0old", "old workbook"),
        (b"key\0title", "no text"),
        (b"\xff\xfe\x00", "UTF-16"),
        (b"key,key\nx,y", "stands there twice"),
        (b"key,,title\nx,y,z", "Column 2 has no name"),
        (b'key,title\n"x', "cannot be read as CSV"),
        (b"key\n" + b"x" * 40_000, "longer cell"),
        (b"," * 200, "empty"),
        (zip_of(a_txt="x"), "no workbook"),
        (zip_of(xl__workbook_xml="<!DOCTYPE x>"), "document type"),
        (zip_of(xl__workbook_xml="<workbook/>"), "damaged"),
        (zip_of(xl__workbook_xml="x")[:-30], "damaged"),
        (locked(), "locked with a password"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_reason(content, told):
    with pytest.raises(TableError, match=told):
        read(content)


def test_what_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(sheets, "LIMITS", Limits(part=10, whole=10**9, strings=10**9))
    with pytest.raises(TableError, match="unpacks to far more"):
        read(book(["key"], ["x"]))
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    with pytest.raises(TableError, match="more than 2 rows"):
        read(b"key\na\nb\nc")
    monkeypatch.setattr(sheets, "LARGEST", 3)
    with pytest.raises(TableError, match="at most 3"):
        read(b"key\n")


@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda rest: b"PK\x03\x04" + rest))
def test_any_bytes_are_read_or_refused(content):
    with suppress(TableError):
        assert read(content).columns
