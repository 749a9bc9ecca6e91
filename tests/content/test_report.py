"""The content report: what is covered, what is sourced, what was left out."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from modifiers.content import ContentError, read_folder
from modifiers.content.report import CPT_MODIFIERS, LEFT_OUT, read_left_out, report_on

LIST = "code\tshort_descriptor\tlong_descriptor\tadd_date\taction_effective_date\ttermination_date\taction_code\n"


@pytest.fixture
def official(tmp_path):
    path = tmp_path / "list.tsv"
    rows = (f"{code}\tShort\tLong\t2015-01-01\t2015-01-01\t{ended}\tN\n" for code, ended in (("XS", ""), ("ZA", "")))
    path.write_text(LIST + "".join(rows), encoding="utf-8")
    return path


def test_codes_are_full_an_entry_or_missing(folder, edit):
    edit("modifiers/25.yaml", "system: CPT", "system: CPT\ndepth: entry")
    cpt, hcpcs = report_on(read_folder(folder), ["XS", "ZA"]).coverage
    assert (cpt.full, cpt.entry) == (("59",), ("25",))
    assert set(cpt.missing) == set(CPT_MODIFIERS) - {"25", "59"}
    assert (hcpcs.full, hcpcs.entry, hcpcs.missing, hcpcs.ended) == (("XS",), (), ("ZA",), 0)


def test_a_code_that_is_on_no_list_is_told(folder):
    assert report_on(read_folder(folder), ["ZA"]).unlisted == ("XS",)
    assert report_on(read_folder(folder), None).unlisted == ()


def test_statements_and_sources_are_counted(folder, edit):
    before = report_on(read_folder(folder), None)
    assert before.sourced == before.statements > 0
    assert set(before.records) == {"cms", "payer"}
    assert before.official < before.statements
    edit("modifiers/59.yaml", "  sources:\n  - cms-one\n", "")
    after = report_on(read_folder(folder), None)
    assert (after.statements, after.sourced) == (before.statements, before.sourced - 1)
    assert after.citations["cms"] == before.citations["cms"] - 1


def test_a_thin_full_page_is_told_and_its_family_counts(folder):
    content = read_folder(folder)
    (page,) = [doc for doc in content.documents if doc.key == "59"]
    parts = [name for name, rows in page.lists() if name not in ("meaning", "when_to_use")]
    thin = page.model_copy(update=dict.fromkeys(parts, ()))
    own = sum(len(rows) for _, rows in thin.lists())
    content.documents = [thin if doc is page else doc for doc in content.documents]
    assert report_on(content, None).short == {"59": own + 4}
    alone = thin.model_copy(update={"family": None})
    content.documents = [alone if doc is thin else doc for doc in content.documents]
    assert report_on(content, None).short == {"59": own}


def test_the_command_prints_coverage_shares_and_what_was_left_out(folder, official, capsys):
    (folder / LEFT_OUT).write_text("- {codes: ['59'], what: A thing, why: no source}\n", encoding="utf-8")
    call_command("content_report", str(folder), official=official)
    told = capsys.readouterr().out
    assert "HCPCS Level II: 1 full, 0 entries, 1 missing: ZA" in told
    assert "100.0% have a source" in told
    assert "Left out (1)\n  59: A thing (no source)" in told


def test_without_a_list_the_command_says_how_to_give_one(folder, capsys):
    call_command("content_report", str(folder))
    assert "--official FILE" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "line"), [("- {codes: ['59'], what: A}\n", 1), ("- {codes: [], what: A, why: B}\n", 1), ("a: [\n", 2)]
)
def test_a_broken_list_of_what_was_left_out_is_told_with_its_line(folder, text, line):
    (folder / LEFT_OUT).write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=f"{LEFT_OUT}:{line}: "):
        read_left_out(folder)


def test_bad_input_is_a_sentence(tmp_path, folder):
    with pytest.raises(CommandError, match="no such folder"):
        call_command("content_report", str(tmp_path / "nowhere"))
    with pytest.raises(CommandError, match="no such file"):
        call_command("content_report", str(folder), official=tmp_path / "nowhere")
