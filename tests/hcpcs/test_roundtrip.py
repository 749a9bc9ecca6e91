"""Rows → file → the same rows, whatever stands in them."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.hcpcs import OfficialFileError, OfficialModifier, read
from modifiers.hcpcs.text import lines_of as numbered
from modifiers.hcpcs.text import recognise
from modifiers.official import clean, silent

from .files import COLUMNS, cells_of, procedure, text_of, write_book, write_text

ANY = st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"])
# Of the characters beyond ASCII, those whose byte in Windows-1252 can begin nothing in UTF-8: no line is both.
WINDOWS = st.characters(codec="ascii", categories=["L", "N", "P", "S", "Zs"]) | st.sampled_from("’“”–\xa0")
ALPHABETS = {"utf-8": ANY, "cp1252": WINDOWS}
DAYS = st.dates(date(1980, 1, 1), date(2040, 12, 31))


@st.composite
def rows(draw, alphabet):
    words = st.lists(st.text(alphabet, min_size=1, max_size=30).map(clean).filter(bool), min_size=1, max_size=25)
    added, ended = sorted((draw(DAYS), draw(DAYS)))
    return OfficialModifier(
        code=draw(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=2, max_size=2)),
        short_descriptor=clean(draw(st.text(alphabet, max_size=28))[:28]),
        long_descriptor=clean(" ".join(draw(words))),
        added_on=draw(st.sampled_from([added, None])),
        action_effective_on=draw(st.none() | DAYS),
        ended_on=draw(st.sampled_from([ended, None])),
        action_code=draw(st.sampled_from(["", *"ABCDFNPRST"])),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@given(data=st.data(), width=st.sampled_from([320, None]), preamble=st.integers(0, 12))
def test_text_and_back(tmp_path, encoding, data, width, preamble):
    many_rows = st.lists(rows(ALPHABETS[encoding]), min_size=1, max_size=12, unique_by=lambda row: row.code)
    given_rows = data.draw(many_rows)
    path = tmp_path / "file.txt"
    write_text(path, given_rows, encoding=encoding, width=width, before=["Terms\tof\xa0use"] * preamble)
    found = read(path)
    assert found.modifiers == tuple(given_rows)
    assert found.refused == ()


@given(st.binary(max_size=2_000))
def test_any_bytes_are_read_or_refused_with_a_sentence(tmp_path, content):
    path = tmp_path / "file"
    for start in (b"", text_of([OfficialModifier("A1", "Short", "Long")]).encode(), b"PK\x03\x04"):
        path.write_bytes(start + content)
        with suppress(OfficialFileError):
            assert read(path).modifiers


def many(count):
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    long = "A made-up service that takes many words to tell, so that it goes on over several lines of the file, number"
    for n in range(count):
        yield OfficialModifier(
            code=f"{letters[n // 26]}{letters[n % 26]}",
            short_descriptor=f"Made-up service {n}",
            long_descriptor=f"{long} {n}" if n % 3 else f"Short {n}",
            added_on=date(2000 + n % 25, 1, 1),
            action_effective_on=date(2000 + n % 25, 1, 1),
            ended_on=date(2025, 12, 31) if n % 7 == 0 else None,
            action_code="N",
        )


def test_text_and_workbook_of_a_whole_quarter_say_the_same(tmp_path):
    """400 modifiers and 3,000 procedures."""
    official = list(many(400))
    text = [*text_of(official, width=None).splitlines()]
    for n in range(2_600):
        text += procedure(n)
    (tmp_path / "text.txt").write_text("\r\n".join(text), newline="")
    books = [dict(cells_of(row, ("text", "number", "datetime")[n % 3])) for n, row in enumerate(official)]
    books += [{"HCPC": f"E{n:04d}", "RECID": "3", "LONG DESCRIPTION": "Procedure"} for n in range(3_000)]
    write_book(tmp_path / "book.xlsx", books)
    from_text, from_book = read(tmp_path / "text.txt"), read(tmp_path / "book.xlsx")
    assert from_text.modifiers == from_book.modifiers == tuple(official)
    assert from_text.refused == from_book.refused == ()
    assert len(COLUMNS) == 48
    assert sum(line[10:11] == "3" for line in text) == 3_000


def test_lines_are_read_as_they_are_wanted():
    """A file is never held whole: its first record comes before its last line is looked at."""
    content = io.BytesIO(text_of(many(400)).encode())
    _, records = recognise(numbered(content, 0, silent))
    next(records)
    assert content.tell() < 2_000
