"""check_content: every problem with file, line and field, and no database."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from modifiers.content import ContentError, check_content, read_folder

TODAY = date(2026, 11, 23)


def found(folder):
    return [
        (Path(f.path).name, f.line, f.problem.field, f.problem.level)
        for f in check_content(read_folder(folder), today=TODAY)
    ]


def line_of(path, text):
    return next(n for n, line in enumerate(path.read_text("utf-8").splitlines(), start=1) if text in line)


def test_a_whole_world_has_nothing_that_blocks(folder):
    assert [one for one in found(folder) if one[3] == "block"] == []


def test_the_shipped_content_has_nothing_that_blocks():
    shipped = Path(__file__).parents[2] / "fixtures"
    blocking = [str(finding) for finding in check_content(read_folder(shipped), today=TODAY) if finding.blocks]
    assert blocking == []


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("summary: One", "summary: " + "x" * 156 + " one", "summary"),
        ("system: CPT", "system: ICD", "system"),
        ("kind: modifier", "kind: payer", "kind"),
        ("name: Name", "nmae: Name", "nmae"),
        ("is_ncci_associated: true", "is_ncci_associated: maybe", "is_ncci_associated"),
        ("effective_on: 2015-01-01", "effective_on: 2015-13-01", "effective_on"),
        ("review_due_on: 2027-11-01", "review_due_on: 2020-11-01", "review_due_on"),
        ("family: distinct-service", "family: nowhere", "family"),
        ("resolution: corrected_claim", "resolution: shrug", "denials.bundled.resolution"),
        ("says: Included in another service", "says: ''", "denials.bundled.says"),
        ("payer: example-payer", "payer: nobody", "payer_notes.example-asks.payer"),
        ("text: Do not use it only", "text: Never use it only", "do_not_use.only-for-pay.text"),
        ("[[carc-97]]", "[[carc-1]]", "do_not_use.only-for-pay.text"),
        ("- key: bundled", "- key: Bundled!", "denials.Bundled!.key"),
    ],
)
def test_a_problem_is_told_with_file_line_and_field(folder, edit, old, new, field):
    edit("modifiers/59.yaml", old, new)
    path = folder / "modifiers/59.yaml"
    assert ("59.yaml", line_of(path, new), field, "block") in found(folder)


def test_a_source_that_is_not_there_is_told_where_it_is_cited(folder, edit):
    edit("modifiers/59.yaml", "  - cms-two", "  - cms-lost")
    line = line_of(folder / "modifiers/59.yaml", "cms-lost") - 2
    assert ("59.yaml", line, "when_to_use.other-time.sources", "block") in found(folder)


def test_sources_themselves_are_read_with_care(folder, edit):
    edit("sources.yaml", "key: cms-two", "key: cms-one")
    edit("sources.yaml", "kind: payer", "kind: blog")
    blocking = [one for one in found(folder) if one[0] == "sources.yaml"]
    assert {one[2] for one in blocking if one[3] == "block"} == {"key", "payer-one.kind"}


def test_a_source_without_an_address_is_told_once_at_its_line(folder, edit):
    edit("sources.yaml", "  url: https://example.org/cms-one\n", "")
    told = [one for one in found(folder) if one[2] == "sources.cms-one.url"]
    assert told == [("sources.yaml", 1, "sources.cms-one.url", "warn")]


def test_a_source_that_nothing_cites_warns(folder):
    with (folder / "sources.yaml").open("a", encoding="utf-8") as file:
        file.write("- {key: unused, title: T, publisher: P, kind: cms, url: 'https://e.org', checked_on: 2026-11-01}\n")
    assert ("sources.unused", "warn") in [(one[2], one[3]) for one in found(folder)]


def test_a_pair_on_both_pages_is_told(folder, edit):
    pair = (
        "related:\n- {key: back, code: 59, kind: used_together, text: B, sources: [cms-one], checked_on: 2026-11-01}\n"
    )
    with (folder / "modifiers/xs.yaml").open("a", encoding="utf-8") as file:
        file.write(pair)
    assert "related.xs.code" in {one[2] for one in found(folder)}


SENTENCE = "This sentence of more than seven words stands twice."


def test_a_sentence_on_two_pages_is_told_where_it_stands_again(folder, edit):
    edit("denial_codes/carc-97.yaml", "With carc-97, look for an edit between the two codes.", SENTENCE)
    edit("families/distinct-service.yaml", "The record tells the two services apart.", SENTENCE)
    assert ("carc-97.yaml", "first_action.look.text", "block") in {(one[0], *one[2:]) for one in found(folder)}


def test_modifiers_of_one_family_may_say_the_same(folder, edit):
    for code in ("59", "xs"):
        edit(f"modifiers/{code}.yaml", "The two services fall under one edit.", SENTENCE)
    assert not [one for one in found(folder) if one[3] == "block"]
    edit("modifiers/xs.yaml", "family: distinct-service\n", "")
    assert ("xs.yaml", "denials.bundled.text", "block") in {(one[0], *one[2:]) for one in found(folder)}


def test_a_file_is_named_after_its_subject(folder):
    (folder / "modifiers/59.yaml").rename(folder / "modifiers/58.yaml")
    assert ("58.yaml", 2, "code", "block") in found(folder)


def test_a_file_that_is_a_list_or_empty_is_told(folder):
    (folder / "topics/which-side.yaml").write_text("- a\n", "utf-8")
    (folder / "settings/dermatology.yaml").write_text("", "utf-8")
    (folder / "sources.yaml").write_text("a: b\n", "utf-8")
    blocking = {one[0] for one in found(folder) if one[2] == ""}
    assert blocking >= {"which-side.yaml", "dermatology.yaml", "sources.yaml"}


def test_sources_do_not_stand_in_a_page(folder):
    with (folder / "modifiers/59.yaml").open("a", encoding="utf-8") as file:
        file.write("sources: []\n")
    assert "sources" in {one[2] for one in found(folder)}


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_folder_without_content_is_refused(tmp_path, name):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ContentError, match=f"{name}:1: There is no"):
        read_folder(tmp_path / name)


def test_the_command_fails_on_what_blocks_and_lists_it(folder, edit, capsys):
    call_command("check_content", str(folder))
    assert "14 files, 3 sources: 0 problems" in capsys.readouterr().out
    edit("modifiers/59.yaml", "system: CPT", "system: ICD")
    with pytest.raises(CommandError, match="13 files, 3 sources"):
        call_command("check_content", str(folder), quiet_warnings=True)
    streams = capsys.readouterr()
    assert f"{folder}/modifiers/59.yaml:4: system: Write one of these" in streams.err
    assert "(warning)" not in streams.out


def test_the_command_refuses_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="no such folder"):
        call_command("check_content", str(tmp_path / "nowhere"))
