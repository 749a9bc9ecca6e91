"""Reading the fixed-width text and the table: every quirk that the files of 2017 to 2026 have."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from modifiers.hcpcs import OfficialFileError, read
from modifiers.hcpcs import text as text_module

from .files import A1, JG, QZ, lines_of, official, procedure, text_of, write_text

TABLE = "code\tshort_descriptor\tlong_descriptor\tadd_date\taction_effective_date\ttermination_date\taction_code\n"


def written(tmp_path, lines, encoding="utf-8", name="HCPC2026_OCT_ANWEB.txt"):
    path = tmp_path / name
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode(encoding))
    return path


@pytest.mark.parametrize("width", [320, None], ids=["padded", "cut"])
def test_rows_come_back(tmp_path, width):
    found = read(write_text(tmp_path / "file.txt", [A1, JG, QZ], width=width))
    assert found.modifiers == (A1, JG, QZ)
    assert found.refused == ()
    assert found.form == "fixed-width text"


@pytest.mark.parametrize("count", [0, 1, 11, 5_000])
def test_preamble_of_any_length(tmp_path, count):
    before = ["This file\tis provided\xa0as it is: 7 days a week."] * count
    path = write_text(tmp_path / "file.txt", [A1], encoding="cp1252", before=before)
    assert read(path).modifiers == (A1,)


def test_a_preamble_line_is_not_a_record_because_of_one_digit(tmp_path):
    path = write_text(tmp_path / "file.txt", [A1], before=["Copyright 7 American 2017", "0123456789 7 and so on"])
    assert read(path).modifiers == (A1,)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_encodings(tmp_path, encoding):
    row = official(long_descriptor="The patient’s wound – dressed", short_descriptor="Patient’s wound")
    assert read(write_text(tmp_path / "file.txt", [row], encoding=encoding)).modifiers == (row,)


def test_bytes_that_windows_does_not_know_do_not_stop_the_reader(tmp_path):
    path = tmp_path / "file.txt"
    path.write_bytes(text_of([A1]).encode().replace(b"one wound", b"one w\x81und"))
    assert read(path).modifiers[0].long_descriptor == "Dressing for one w\ufffdund"


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_line_ends_and_the_old_end_of_file(tmp_path, end):
    path = tmp_path / "file.txt"
    path.write_bytes(text_of([A1], width=None).replace("\r\n", end).encode() + b"\x1a\r\n\r\n")
    found = read(path)
    assert (found.modifiers, found.refused) == ((A1,), ())


def test_the_code_stands_in_positions_four_and_five(tmp_path):
    """Sliced before it is trimmed: trimmed first, every field would move by three."""
    [line] = lines_of(A1)
    assert line[3:5] == "A1"
    assert read(written(tmp_path, [line])).modifiers[0].code == "A1"


def test_lines_trimmed_by_another_program_are_refused(tmp_path):
    found = read(written(tmp_path, [*lines_of(QZ), lines_of(A1)[0].strip()]))
    assert found.modifiers == (QZ,)
    [line] = found.refused
    assert (line.number, line.code) == (2, "A1")
    assert "trimmed" in line.reason


def test_a_procedure_of_many_lines_does_not_look_trimmed(tmp_path):
    """Code A1234, sequence 00700: its eighth character is a 7 as well."""
    lines = [*lines_of(A1), f"A1234001003{'Text':<80}Short", "A1234007004goes on", "A1234008004and on"]
    assert read(written(tmp_path, lines)).refused == ()


def test_the_short_descriptor_begins_at_position_92(tmp_path):
    row = official(long_descriptor="x" * 80, short_descriptor="Short of twenty-eight chars.")
    found = read(write_text(tmp_path / "file.txt", [row])).modifiers[0]
    assert found.short_descriptor == "Short of twenty-eight chars."
    assert found.long_descriptor == "x" * 80


def test_continuations_are_joined_with_one_space(tmp_path):
    lines = lines_of(official(long_descriptor="One"))
    lines += ["   A1002008two   ", "   A1003008", f"   A1004008{'three':<80}"]
    assert read(written(tmp_path, lines)).modifiers[0].long_descriptor == "One two three"


def test_a_procedure_line_between_does_not_break_a_description(tmp_path):
    first, second = lines_of(JG, None)
    assert read(written(tmp_path, [first, procedure()[1], second])).modifiers == (JG,)


def test_a_stray_continuation_is_refused_with_its_line(tmp_path):
    found = read(written(tmp_path, [*lines_of(A1), "   B2002008of something", *procedure(), "   A1003008late"]))
    assert found.modifiers == (A1,)
    assert [(line.number, line.code) for line in found.refused] == [(2, "B2"), (5, "A1")]
    assert str(found.refused[0]) == ("2: A continuation whose first line is not before it. “B2002008of something”")


def test_the_start_is_the_date_added_and_never_the_action_date(tmp_path):
    """For an ended code the action takes effect the day after the end: an interval that runs backwards."""
    found = read(write_text(tmp_path / "file.txt", [JG])).modifiers[0]
    assert (found.added_on, found.ended_on, found.action_effective_on) == (
        date(2018, 1, 1),
        date(2024, 12, 31),
        date(2025, 1, 1),
    )


@pytest.mark.parametrize("cut_at", [268, 91, 40, 11])
def test_first_lines_that_end_early(tmp_path, cut_at):
    found = read(written(tmp_path, [lines_of(A1)[0][:cut_at], *lines_of(QZ)]))
    assert QZ in found.modifiers
    if cut_at > 11:
        assert found.modifiers[0].added_on is None
    else:
        assert "no descriptor" in found.refused[0].reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda line: line.replace("20020701", "20021301", 1), "The date added of A1 is not a date: “20021301”."),
        (lambda line: line[:272], "The date added of A1 is not a date: “2002”."),
        (lambda line: line.replace("   A1", "   A-"), "“A-” is not a modifier of two letters or digits."),
        (lambda line: line[:284] + "19991231" + line[292:], "A1 ends on 1999-12-31, before it begins on 2002-07-01."),
        (lambda line: line[:10] + "9" + line[11:], "Position 11 holds “9”, not 3, 4, 7 or 8."),
        (lambda line: "CMS thanks you", "Position 11 holds “ ”, not"),
    ],
)
def test_refused_lines_say_number_text_and_reason(tmp_path, change, reason):
    found = read(written(tmp_path, [*lines_of(QZ), change(lines_of(A1)[0])]))
    assert found.modifiers == (QZ,)
    [line] = found.refused
    assert line.number == 2
    assert reason in line.reason
    assert line.text
    assert len(line.text) < 120


def test_a_code_that_comes_twice_is_taken_once(tmp_path):
    found = read(written(tmp_path, [*lines_of(A1), *lines_of(replace(A1, long_descriptor="Other"))]))
    assert found.modifiers == (A1,)
    assert found.refused[0].reason == "A1 stands in line 1 already."


def test_an_endless_description_is_refused_and_not_kept(tmp_path):
    lines = [*lines_of(A1), *["   A1002008" + "x" * 80] * 5_000, *lines_of(QZ)]
    found = read(written(tmp_path, lines))
    assert found.modifiers == (QZ,)
    assert "too long" in found.refused[0].reason


def test_control_characters_do_not_reach_the_tables(tmp_path):
    path = write_text(tmp_path / "file.txt", [official(long_descriptor="One\x07two\x85three")])
    assert read(path).modifiers[0].long_descriptor == "One two three"


def test_the_table(tmp_path):
    path = tmp_path / "file.tsv"
    rows = "A1\tDressing for one wound\tDressing for one wound\t2002-07-01\t2002-07-01\t\tN\n"
    rows += 'QZ\tMade up\tA made-up "modifier" > in quotation marks\t2020-01-01\t2020-01-01\n\n'
    path.write_text(f"Preamble\n{TABLE}{rows}")
    found = read(path)
    assert found.modifiers == (A1, QZ)
    assert found.form == "tab-separated text"


def test_the_columns_of_the_table_may_stand_in_any_order(tmp_path):
    path = tmp_path / "file.tsv"
    path.write_text(
        "vintage\ttermination_date\tcode\tlong_descriptor\tshort_descriptor\tadd_date\n"
        "2025-10\t2024-12-31\tJG\tLong\tShort\t2018-01-01\n2025-10\t\tA1\tLong\tShort\t\textra\n"
    )
    found = read(path)
    assert found.modifiers[0].ended_on == date(2024, 12, 31)
    assert "7 cells under 6 columns" in found.refused[0].reason


def test_a_table_of_several_quarters_is_refused(tmp_path):
    path = tmp_path / "file.tsv"
    row = "A1\tShort\tLong\t2002-07-01\t2002-07-01\t\tN"
    path.write_text(f"vintage\t{TABLE}2017-01\t{row}\n2018-01\t{row}\n")
    with pytest.raises(OfficialFileError, match="several quarters: 2017-01 and 2018-01 for A1"):
        read(path)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "The file is empty."),
        (b" \r\n\r\n", "found nothing but blank lines"),
        (b"%PDF-1.7 ...", "found a PDF document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", r"found an old workbook \(\.xls\)"),
        (b"<!DOCTYPE html><html>", "found a web page"),
        ("code\tshort".encode("utf-16"), "found text in UTF-16"),
        (b"abc\0def\n", "found bytes that are no text"),
        (b"Dear Sir,\r\nplease find\r\n", "found text that begins “Dear Sir,”"),
        (b"code,short_descriptor,long_descriptor\n", "found text that begins “code,short"),
    ],
)
def test_other_files_get_one_sentence(tmp_path, content, found):
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(OfficialFileError, match=found) as refused:
        read(path)
    assert "Expected is the HCPCS Level II file of CMS" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_what_is_no_file(tmp_path):
    with pytest.raises(OfficialFileError, match="There is no such file"):
        read(tmp_path / "missing.txt")
    with pytest.raises(OfficialFileError, match="This is no file"):
        read(tmp_path)


def test_a_file_of_procedures_alone(tmp_path):
    with pytest.raises(OfficialFileError, match="holds no modifier"):
        read(written(tmp_path, procedure()))


def test_a_line_without_end_is_not_read_into_memory(tmp_path):
    path = tmp_path / "file.txt"
    path.write_bytes(text_of([A1]).encode() + b"x" * (text_module.LONGEST_LINE + 1))
    with pytest.raises(OfficialFileError, match=r"Line 4 is longer than 16,384 characters"):
        read(path)


def test_a_file_of_which_little_can_be_read_is_another_file(tmp_path):
    with pytest.raises(
        OfficialFileError, match="More than 500 lines cannot be read, the first of them line 2: Position 11"
    ):
        read(written(tmp_path, [*lines_of(A1), *["Something else entirely"] * 600]))


def test_progress_is_told(tmp_path):
    told = []
    read(write_text(tmp_path / "file.txt", [A1] * 400), lambda done, of, what: told.append((done, of, what)))
    assert [what for _, _, what in told] == ["line 500", "line 1,000"]
    assert all(done <= of for done, of, _ in told)
