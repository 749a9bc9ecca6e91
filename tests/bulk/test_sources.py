"""One source in place of another: every statement, locks, events, and the sources that are one."""

from __future__ import annotations

import pytest

from modifiers import publishing
from modifiers.bulk import duplicates
from modifiers.bulk.sources import replace, uses
from modifiers.bulk.writing import WriteRefused
from modifiers.models import Event, Modifier, Source
from tests.factories.rows import make_source


def test_uses_are_every_citation_of_the_composed_documents(live):
    source = Source.objects.get(key="cms-two")
    found = {(use.subject.kind, use.subject.key, use.field, use.key) for use in uses(source)}
    expected = set()
    for subject in live.values():
        document = publishing.compose(subject)
        if "cms-two" in getattr(document, "identity_sources", ()):
            expected.add((subject.kind, subject.key, "identity", ""))
        for name, statements in document.lists():
            expected |= {(subject.kind, subject.key, name, one.key) for one in statements if "cms-two" in one.sources}
    assert found == expected
    assert len(found) > 5


def test_chosen_statements_cite_the_other_source_and_the_rest_does_not(live, editor):
    old, new = Source.objects.get(key="cms-two"), make_source("cms-three")
    found = uses(old)
    picked = [use for use in found if use.subject.kind == "denial_code" or use.subject.key == "59"]
    version = Modifier.objects.get(code="59").lock_version
    text = Modifier.objects.get(code="59").use_cases.get(key="other-time").text
    batch = replace(old, new, chosen=[use.name for use in picked], seen=[use.version for use in found], actor=editor)
    m59 = Modifier.objects.get(code="59")
    row = m59.use_cases.get(key="other-time")
    assert {source.key for source in row.sources.all()} == {"cms-one", "cms-three"}
    assert row.text == text
    assert (m59.lock_version, m59.changed_by) == (version + 1, editor)
    assert publishing.state(m59).has_unpublished_changes
    assert {use.name for use in uses(old)} == {use.name for use in found} - {use.name for use in picked}
    assert not publishing.state(Modifier.objects.get(code="XS")).has_unpublished_changes
    named = set(Event.objects.filter(batch=batch).values_list("kind", "key"))
    assert named == {(use.subject.kind, use.subject.key) for use in picked} | {("source", "cms-two")}


def test_nothing_is_replaced_if_one_page_was_changed_since(live, tables_hash):
    old, new = Source.objects.get(key="cms-two"), make_source("cms-three")
    found = uses(old)
    names, seen = [use.name for use in found], [use.version for use in found]
    Modifier.objects.filter(code="59").update(lock_version=99)
    before = tables_hash()
    with pytest.raises(WriteRefused) as refused:
        replace(old, new, chosen=names, seen=seen, actor=None)
    assert refused.value.changed == (str(live["modifier", "59"]),)
    for chosen, by, told in (
        ([], new, "at least one"),
        (["modifier:x:1:1"], new, "no longer"),
        (names, old, "another"),
    ):
        with pytest.raises(WriteRefused, match=told):
            replace(old, by, chosen=chosen, seen=seen, actor=None)
    assert tables_hash() == before


def test_sources_of_one_place_are_found(db):
    same = [
        make_source("a", url="https://www.example.org/x/", section="Chapter 1, part 2"),
        make_source("b", url="http://example.org/x", section="chapter 1 part 2", checked_on="2026-12-01"),
    ]
    make_source("c", url="https://example.org/x", section="Chapter 3")
    make_source("d", url="https://example.org/x?page=2", section="Chapter 1, part 2")
    make_source("e", url="", section="")
    make_source("f", url="", section="")
    assert [[one.key for one in group] for group in duplicates.groups(Source.objects.all())] == [["b", "a"]]
    assert len(same) == 2
