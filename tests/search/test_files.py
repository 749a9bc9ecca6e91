"""The synonym file, the evaluation file and the command that reads it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from modifiers.search.evaluation import EvaluationError, read_cases
from modifiers.search.snippets import snippet
from modifiers.search.synonyms import SynonymError, read_synonyms, synonyms_of
from modifiers.search.text import stem, terms_of

from .conftest import FIXTURES


def test_the_shipped_synonyms_are_many_and_readable() -> None:
    assert read_synonyms(FIXTURES / "synonyms.yaml").groups >= 150


def test_a_missing_file_is_an_empty_one(tmp_path: Path) -> None:
    assert read_synonyms(tmp_path / "none.yaml").groups == 0


@pytest.mark.parametrize("group", ["word", {"say": ["a"]}, {"say": [], "mean": ["b"]}, {"say": ["a"], "mean": [1]}])
def test_a_group_that_cannot_be_read_is_named(group: object) -> None:
    with pytest.raises(SynonymError, match="Group 1"):
        synonyms_of([group])


def test_a_file_that_is_no_yaml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "synonyms.yaml"
    path.write_text("- say: [a\n")
    with pytest.raises(SynonymError, match="synonyms"):
        read_synonyms(path)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x-ray", "xray"),
        ("X rays", "xray"),
        ("co-surgeons", "cosurgeon"),
        ("E/M", "em"),
        ("same-day", "sameday"),
        ("the same calendar date", "sameday"),
        ("post-operative", "postoperative"),
    ],
)
def test_spellings_of_one_word_meet(one: str, other: str) -> None:
    assert terms_of(one)[-1] == stem(other)


def test_snippets_keep_the_text() -> None:
    text = "The surgeon took the patient back to the operating room. " * 8
    pieces = snippet(text, {stem("operating")})
    shown = "".join(piece for piece, _ in pieces).strip("… ")
    assert shown in text and len(shown) <= 180
    assert {piece.lower() for piece, is_marked in pieces if is_marked} == {"operating"}


def test_cases_with_and_without_header(tmp_path: Path) -> None:
    path = tmp_path / "cases.tsv"
    path.write_text("Query\tExpected\tKind\n59\t59, XS\tcode\nCO 97\tCO-97\n\n97140 97530\t97140 97530\tpair\n")
    cases = read_cases(path)
    assert [case.expected for case in cases] == [("59", "XS"), ("carc-97",), ("97140-97530",)]
    path.write_text("59\n")
    with pytest.raises(EvaluationError, match=r"cases\.tsv:1"):
        read_cases(path)


def test_the_command_prints_shares_and_misses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "cases.tsv"
    path.write_text("59\t59\tcode\nbilateral procedure\tXE\tconcept\n")
    call_command("evaluate_search", str(path), folder=FIXTURES)
    out = capsys.readouterr().out
    assert "'bilateral procedure' [concept] expected XE; found 50" in out
    assert "all             2 queries  top-1  50.0%" in out


@pytest.mark.django_db
def test_the_command_reads_the_database(world: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "cases.tsv"
    path.write_text("59\t59\tcode\n")
    call_command("evaluate_search", str(path))
    assert "top-1 100.0%" in capsys.readouterr().out


def test_the_command_says_what_it_cannot_read(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.tsv"):
        call_command("evaluate_search", str(tmp_path / "none.tsv"), folder=FIXTURES)
