"""Content files: what is written reads back the same, and every field knows its line."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from modifiers import documents
from modifiers.content.files import FileError, parse, read, write, write_sources
from modifiers.documents import Source
from tests.factories import modifier_document, source, world_documents
from tests.modifiers.strategies import lines, modifiers, pages


@given(modifiers | pages)
@settings(max_examples=40)
def test_a_document_comes_back_and_its_text_does_not_change(document):
    text = write(document)
    again = documents.parse(parse(text).data)
    assert again == document
    assert write(again) == text


@given(modifiers | pages)
@settings(max_examples=20)
def test_other_readers_of_yaml_see_the_same(document):
    assert documents.parse(yaml.safe_load(write(document))) == document


@pytest.mark.parametrize("document", world_documents(), ids=lambda document: f"{document.kind} {document.key}")
def test_every_kind_comes_back_without_sources(document):
    assert documents.parse(parse(write(document)).data) == document.without_sources()


@given(st.lists(lines, min_size=1, max_size=3))
def test_sources_come_back_sorted(titles):
    given_sources = [source(f"s-{len(titles) - n}", title=title, note=title) for n, title in enumerate(titles)]
    text = write_sources(given_sources)
    again = [Source.model_validate(row) for row in parse(text).data]
    assert again == sorted(given_sources, key=lambda one: one.key)
    assert [Source.model_validate(row) for row in yaml.safe_load(text)] == again


def test_the_form_is_the_one_that_editors_know():
    text = write(modifier_document(search_terms=["yes", "12:30", "Ünbundle"], when_to_use=[]))
    top = [line.split(":")[0] for line in text.splitlines() if line[0] not in " -"]
    assert top[:4] == ["kind", "code", "name", "system"]
    assert top.index("search_terms") < top.index("reviewed_on") < top.index("meaning") < top.index("where_used")
    assert 'code: "59"\n' in text
    assert '- "yes"\n- "12:30"\n- Ünbundle\n' in text
    assert "effective_on: 2015-01-01\n" in text
    assert "when_to_use" not in text
    assert "\nsources:" not in text
    assert "- key: two-lesions\n  title: Two lesions\n  scene:" in text
    assert max(map(len, text.splitlines())) < 130


def test_codes_and_words_need_no_quotation_marks():
    read_back = parse("code: 59\nname: no\nprocedures: [97140, 0591]\neffective_on: 2015-01-01\nempty:\nnone: ~\n").data
    assert read_back == {
        "code": "59",
        "name": "no",
        "procedures": ["97140", "0591"],
        "effective_on": "2015-01-01",
        "empty": None,
        "none": None,
    }


def test_every_field_knows_its_line():
    rows = "- key: bundled\n  text: >\n    long\n  says: x\n- key: other\n  says: y\n"
    found = parse("kind: modifier\n\n# a remark\ndenials:\n" + rows)
    assert found.line_of("kind") == 1
    assert found.line_of("denials") == 4
    assert found.line_of("denials.bundled.text") == 6
    assert found.line_of("denials.other.says") == 10
    assert found.line_of(("denials", 1, "says")) == 10
    assert found.line_of("denials.other.codes") == 9
    assert found.line_of("denials.gone.codes") == 4
    assert found.line_of("denials.1") == 9
    assert found.line_of("summary") == 1
    assert found.line_of("") == 1


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: 1\nb: [2\nc: 3\n", 3, "Not YAML"),
        ("a: 1\na: 2\n", 2, "“a” stands here twice"),
        ("a: 1\n? [b]\n: 2\n", 2, "single word"),
        ("a: 1\n\tb: 2\n", 2, "Not YAML"),
        ("a: *b\n", 1, "Not YAML"),
        ("a: 1\n---\nb: 2\n", 2, "Not YAML"),
        ("a: 1\nb: \x07\n", 2, "character that text cannot hold"),
        ('a: 1\nb: "\\0"\n', 2, "character that text cannot hold"),
        ('a: 1\nb: "\\uD800"\n', 2, "character that text cannot hold|Unicode character"),
        ("x:\n  <<: {a: 1}\n", 2, "single word"),
        ("[" * 5000 + "]" * 5000, 1, "nested too deeply|Not YAML"),
        ("a: 1\nb: &x [1]\nc: *x\n", 2, "alias"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(text, line, message):
    with pytest.raises(FileError, match=message) as refused:
        parse(text)
    assert refused.value.line == line


def test_a_file_that_is_no_text_is_told_with_its_line(tmp_path):
    (tmp_path / "x.yaml").write_bytes(b"a: 1\nb: \xff\n")
    with pytest.raises(FileError, match="not UTF-8") as refused:
        read(tmp_path / "x.yaml")
    assert refused.value.line == 2


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda found: found.decode("latin-1")))
def test_nothing_else_is_raised_whatever_stands_there(text):
    with suppress(FileError):
        parse(text)


def test_an_empty_file_holds_nothing():
    assert parse("").data is None
    assert parse("# only a remark\n").data is None


def test_days_are_days_for_other_readers_too():
    assert yaml.safe_load(write(modifier_document()))["effective_on"] == date(2015, 1, 1)
    assert yaml.safe_load(write_sources([source(document_date="2024-02-29")]))[0]["document_date"] == "2024-02-29"
