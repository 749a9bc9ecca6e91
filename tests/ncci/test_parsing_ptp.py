"""Reading code pairs: every quirk that the files of CMS have, and every file that is none."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.ncci.parsing import ptp
from modifiers.ncci.parsing import tally as tally_module
from modifiers.official import OfficialFileError

from .files import NOTICE, RATIONALES, as_book, as_zip, edit, edit_cells, ptp_sheet, ptp_text, put, read

A = edit("A4216", "A4217", 20200101, 0)
B = edit("G0008", "G0009", 19960101, 20191231, indicator="0", early=1, rationale=RATIONALES[0])
C = edit("00591", "J1100", 20250701, 20250701, indicator="9", rationale=RATIONALES[2])
ROWS = [A, B, C]


def many(count, start=0):
    """As many different pairs."""
    for number in range(start, start + count):
        yield edit(f"A{number // 9_000:04d}", f"B{number % 9_000:04d}", 20000101 + number % 28, early=number % 2)


def file_of(tmp_path, content, name="ccipra-v322r0-f1.txt"):
    return put(tmp_path / name, content if isinstance(content, bytes) else content.encode("cp1252"))


def line_of(row=A, end="\r\n", **cells):
    """One line, with some cells replaced by their number: ``c3="…"``."""
    found = edit_cells(row)
    for place, text in cells.items():
        found[int(place[1:])] = text
    return "\t".join(found) + end


@pytest.mark.parametrize("program", ["medicare", "medicaid"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_rows_come_back(tmp_path, program, end):
    rows = ROWS if program == "medicare" else [(*row[:6], 0) for row in ROWS]
    found, tally = read(ptp, file_of(tmp_path, ptp_text(rows, program, end=end)), program)
    assert found == rows
    assert (tally.taken, tally.refused_count, tally.first_effective, tally.without_start) == (3, 0, 19960101, 0)


@pytest.mark.parametrize("wrapped", [False, True])
def test_workbooks(tmp_path, wrapped):
    sheet = ptp_sheet(ROWS, wrapped=wrapped)
    sheet[-1][0] = 591  # a workbook takes the zeros from a number
    sheet[-1][3] = 20250701
    found, tally = read(ptp, as_book(tmp_path / "ccipra.xlsx", sheet), "medicare")
    assert found == ROWS
    assert tally.refused_count == 0


@pytest.mark.parametrize("before", [0, 1, 6, 30])
def test_a_preamble_of_any_length(tmp_path, before):
    found, tally = read(ptp, file_of(tmp_path, ptp_text(ROWS, before=before)), "medicare")
    assert found == ROWS
    assert tally.refused_count == 0


def test_the_text_in_a_zip_is_taken_before_the_workbook_and_the_readme(tmp_path):
    members = {
        "readme.txt": NOTICE * 10_000,
        "ccipra-v322r0-f1.TXT": ptp_text(ROWS),
        "ccipra-v322r0-f1.xlsx": b"not looked at",
    }
    found, tally = read(ptp, as_zip(tmp_path / "f1.zip", members), "medicare")
    assert found == ROWS
    assert tally.refused == []


@pytest.mark.parametrize(
    ("line", "row"),
    [
        (line_of(end=""), A),
        (line_of(end="\t\t\t\r\n"), A),
        ("\t".join(f'"{cell}"' for cell in edit_cells(A)) + "\r\n", A),
        ("\t".join(f" {cell} " for cell in edit_cells(A)) + "\r\n", A),
        (line_of().replace("A421", "a421"), A),
        (line_of(c3="", c4="20191231"), edit(start=0, end=20191231)),
        (line_of(c4=""), A),
        (line_of(c4="20991231"), edit(end=20991231)),
        (line_of(c3="1/1/2020"), A),
        (line_of(c3="2020-01-01"), A),
        (line_of(c3="43831"), A),
        (line_of(c6="Rationale of\xa0its own"), edit(rationale="Rationale of its own")),
        (line_of(c6=""), edit(rationale="")),
        ("\t".join(edit_cells(A)[:6]) + "\r\n", edit(rationale="")),
    ],
)
def test_lines_that_are_written_otherwise(tmp_path, line, row):
    found, tally = read(ptp, file_of(tmp_path, ptp_text([B]) + line.encode("cp1252")), "medicare")
    assert found == [B, row]
    assert tally.refused == []
    assert tally.without_start == (row[2] == 0)


def test_a_byte_order_mark(tmp_path):
    assert read(ptp, file_of(tmp_path, b"\xef\xbb\xbf" + ptp_text([A], before=0)), "medicare")[0] == [A]


def test_the_same_pair_on_several_lines_stays_so(tmp_path):
    """Which line counts is not for the reader to say."""
    rows = [A, A, edit(end=20200101, indicator="9"), edit(start=20210101)]
    assert read(ptp, file_of(tmp_path, ptp_text(rows)), "medicare")[0] == rows


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (line_of(c3="20201301"), "“20201301” is no date."),
        (line_of(c3="20200230"), "“20200230” is no date."),
        (line_of(c3="*"), None),
        (line_of(c4="soon"), "“soon” is no date."),
        (line_of(c4="20191231"), "It is deleted before it takes effect."),
        (line_of(c5="2"), "The modifier indicator is “2”, not 0, 1 or 9."),
        (line_of(c5=""), "The modifier indicator is “”, not 0, 1 or 9."),
        (line_of(c2="x"), "“x” stands where only * or nothing may: from before 1996."),
        (line_of(c1="A4216"), "A4216 is paired with itself."),
        (line_of(c1="A421"), "“A4216 / A421” are not two codes of five characters."),
        (line_of(c1="421ß"), "“A4216 / 421ß” are not two codes of five characters."),
        (line_of(c0="HCPCS"), "“HCPCS / A4217” are not two codes of five characters."),
        (line_of(c6="text\tmore\tand more"), "It has 9 cells; an edit has 7."),
    ],
)
def test_refused_lines_say_number_text_and_reason(tmp_path, line, reason):
    content = ptp_text([B, C]) + line.encode("latin-1") + line_of().encode()
    found, tally = read(ptp, file_of(tmp_path, content), "medicare")
    if reason is None:
        assert found == [B, C, edit(start=0), A]
        return
    assert found == [B, C, A]
    [(name, refused)] = tally.refused
    assert (name, refused.number, refused.reason) == ("ccipra-v322r0-f1.txt", 9, reason)
    assert refused.text.startswith(line[:5])
    assert tally.taken == 3


def test_line_numbers_hold_in_the_middle_of_a_block_and_in_the_second(tmp_path):
    bad = line_of(c5="7").encode()
    lines = ptp_text(many(40_000)).splitlines(keepends=True)
    assert len(b"".join(lines)) > 2 * 1024**2
    for number in (101, 9_000, 30_001, 40_000):
        lines.insert(number - 1, bad)
    found, tally = read(ptp, file_of(tmp_path, b"".join(lines)), "medicare")
    assert [line.number for _, line in tally.refused] == [101, 9_000, 30_001, 40_000]
    assert found == [*many(40_000)]


def test_a_last_line_without_end_in_the_second_block(tmp_path):
    rows = [*many(20_000)]
    found, _ = read(ptp, file_of(tmp_path, ptp_text(rows)[:-2]), "medicare")
    assert found == rows


def test_blank_lines_pass_by_and_count(tmp_path):
    content = ptp_text([A]) + b"\r\n\t\t\t\r\n" + line_of(c5="5").encode()
    found, tally = read(ptp, file_of(tmp_path, content), "medicare")
    assert found == [A]
    assert tally.refused[0][1].number == 10


def test_texts_are_numbered_in_the_order_of_the_file(tmp_path):
    rows = [edit(f"A{n:04d}", rationale=f"Rationale {n * 7 % 11}") for n in range(40)]
    _, tally = read(ptp, file_of(tmp_path, ptp_text(rows)), "medicare")
    assert [*tally.texts] == [*dict.fromkeys(row[5] for row in rows)]


@pytest.mark.parametrize(
    ("written", "given", "told"),
    [
        ("medicaid", "medicare", "six columns of a Medicaid file.* Import it with --medicaid"),
        ("medicare", "medicaid", "seven columns of a Medicare file. Import it without --medicaid"),
    ],
)
def test_the_files_of_the_other_program(tmp_path, written, given, told):
    with pytest.raises(OfficialFileError, match=told):
        read(ptp, file_of(tmp_path, ptp_text(ROWS, written)), given)


def test_a_workbook_of_the_other_program(tmp_path):
    sheet = [[NOTICE], *(edit_cells(row, "medicaid") for row in ROWS)]
    with pytest.raises(OfficialFileError, match="--medicaid"):
        read(ptp, as_book(tmp_path / "book.xlsx", sheet), "medicare")


def test_a_file_with_many_refused_lines_is_read_no_further(tmp_path):
    bad = line_of(c5="7") * (tally_module.HOPELESS + 1)
    with pytest.raises(
        OfficialFileError, match=r"2,001 lines cannot be read, beside 1 that can.* line 8: The modifier"
    ):
        read(ptp, file_of(tmp_path, ptp_text([A]) + bad.encode()), "medicare")


@pytest.mark.parametrize(
    ("good", "bad", "too_many"), [(30, 20, False), (30, 21, True), (3_000, 30, False), (5, 6, True)]
)
def test_when_refused_lines_are_too_many(tmp_path, good, bad, too_many):
    content = ptp_text(many(good)) + line_of(c5="7").encode() * bad
    _, tally = read(ptp, file_of(tmp_path, content), "medicare")
    assert tally.refused_count == bad
    assert tally.has_too_many_refused is too_many


def test_only_the_first_refused_lines_are_kept(tmp_path):
    content = ptp_text(many(500)) + line_of(c5="7").encode() * 400
    _, tally = read(ptp, file_of(tmp_path, content), "medicare")
    assert (tally.refused_count, len(tally.refused)) == (400, tally_module.KEPT_REFUSALS)


def test_a_column_of_other_texts_is_not_taken_for_rationales(tmp_path):
    rows = (edit(f"A{n:04d}", rationale=f"Text {n}") for n in range(tally_module.MOST_TEXTS + 1))
    with pytest.raises(OfficialFileError, match="more than 500 different texts, where a dozen are expected"):
        read(ptp, file_of(tmp_path, ptp_text(rows)), "medicare")


def test_a_line_without_end_is_not_read_into_memory(tmp_path):
    with pytest.raises(OfficialFileError, match=r"Line 8 of .* has more than 4,096 bytes"):
        read(ptp, file_of(tmp_path, ptp_text([A]) + b"x" * 3_000_000), "medicare")


@pytest.mark.parametrize(
    "content",
    [b"Dear Sir,\r\nplease find\r\n", b"\r\n\r\n", NOTICE.encode(), b"A4216,A4217,,20200101,*,1,Rationale\r\n"],
)
def test_other_texts_get_one_sentence(tmp_path, content):
    with pytest.raises(OfficialFileError, match=r"No line of .* is an NCCI edit") as refused:
        read(ptp, file_of(tmp_path, content), "medicare")
    assert "\n" not in str(refused.value)


def test_progress_is_told(tmp_path):
    told = []
    tally = tally_module.Tally(lambda done, of, what: told.append((done, of, what)))
    content = ptp_text(many(40_000))
    read(ptp, file_of(tmp_path, content), "medicare", tally=tally)
    assert len(told) > 2
    assert told[-1][:2] == (len(content), len(content))
    assert told[-1][2].endswith("40,000 lines")


CODES = st.from_regex(r"[A-Z0-9]{4}[0-9]", fullmatch=True)
DAYS = st.dates().filter(lambda day: 1990 <= day.year <= 2060).map(lambda day: int(f"{day:%Y%m%d}"))


@st.composite
def edits(draw):
    one, two = draw(st.lists(CODES, min_size=2, max_size=2, unique=True))
    start, end = draw(st.sampled_from([0, 1])) and draw(DAYS), draw(st.sampled_from([0, 1])) and draw(DAYS)
    if start and end and end < start:
        start, end = end, start
    indicator, rationale = draw(st.sampled_from("019")), draw(st.sampled_from(RATIONALES))
    return one, two, start, end, indicator, rationale, draw(st.sampled_from([0, 1]))


@given(st.lists(edits(), min_size=1, max_size=60), st.integers(0, 9), st.sampled_from(["\r\n", "\n"]))
def test_text_and_back(tmp_path, rows, before, end):
    found, tally = read(ptp, file_of(tmp_path, ptp_text(rows, before=before, end=end)), "medicare")
    assert found == rows
    assert tally.refused == []
    assert tally.first_effective == min((row[2] for row in rows if row[2]), default=0)
    assert tally.without_start == sum(not row[2] for row in rows)


@given(st.lists(st.binary(max_size=60), max_size=40), st.sampled_from(["medicare", "medicaid"]))
def test_any_bytes_are_read_or_refused_with_a_sentence(tmp_path, pieces, program):
    good = ptp_text(ROWS, program).splitlines(keepends=True)
    content = b"".join(piece + good[number % len(good)] for number, piece in enumerate(pieces))
    with suppress(OfficialFileError):
        found, tally = read(ptp, file_of(tmp_path, content), program)
        assert len(found) == tally.taken > 0


@given(st.data())
def test_the_quick_way_and_the_slow_one_say_the_same(tmp_path, data):
    """A line alone among many good ones, and among bad ones: what is found does not depend on its neighbours."""
    cells = st.sampled_from(
        ["", "*", "A4216", "A4217", "a4218", "20200101", "20191231", "20201350", "1", "9", "Text", '"']
    )
    line = "\t".join(data.draw(st.lists(cells, min_size=5, max_size=8))) + "\r\n"
    found = []
    for neighbours in (ptp_text([A, B], before=0), line_of(c5="8").encode() + ptp_text([A, B], before=0)):
        try:
            rows, tally = read(ptp, file_of(tmp_path, neighbours + line.encode()), "medicare")
        except OfficialFileError as error:
            found.append(str(error))
        else:
            found.append((rows, [refused.reason for _, refused in tally.refused][-1:], tally.first_effective))
    if isinstance(found[0], tuple) and not found[0][1]:
        assert found[0][0] == found[1][0]
    assert type(found[0]) is type(found[1])
