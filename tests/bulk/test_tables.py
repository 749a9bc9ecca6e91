"""Tables of sources, payers and denial codes: plan, write, and back out as they came in."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modifiers import publishing
from modifiers.bulk import resources, sheets, tables
from modifiers.bulk.plan import SOURCE, Plan
from modifiers.bulk.sheets import TableError
from modifiers.bulk.writing import WriteRefused, write
from modifiers.models import DenialCode, Event, Payer, Source

REVIEW = {"reviewed_on", "reviewed_by", "review_due_on"}


def table(*rows: list[str]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode()


def plan(kind: str, content: bytes, may=lambda kind: True) -> Plan:
    return tables.plan(kind, sheets.read(content), may)


def export(kind: str, form: str) -> bytes:
    model = resources.TABLES[kind]._meta.model
    return resources.export(kind, model.objects.all(), form)[0]


def agreed(kind: str, content: bytes, actor=None) -> str:
    shown = plan(kind, content).shown()
    return write(lambda: plan(kind, content), shown, what="test", note="From a table.", actor=actor)


def test_no_table_has_a_column_of_the_review():
    for kind, each in resources.TABLES.items():
        assert not REVIEW & set(each.columns()), kind
        assert not REVIEW & {field.column_name for field in each().get_export_fields()}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", [SOURCE, "payer", "denial_code"])
def test_what_is_exported_changes_nothing(live, kind, form, tables_hash, total_changes):
    Source.objects.filter(key="cms-one").update(title="=1+1", section='-2, «x» "y"', note="'+3")
    publishing.refresh_all()
    before = tables_hash(), total_changes()
    content = export(kind, form)
    assert b"=1+1" not in content.replace(b"'=1+1", b"")
    found = plan(kind, content)
    assert found.counts == {"unchanged": len(resources.TABLES[kind]._meta.model.objects.all())}, found.entries
    assert not found.writes and not found.is_refused
    assert (tables_hash(), total_changes()) == before, "a preview writes nothing"


WORDS = st.text(min_size=1, max_size=40).map(lambda text: " ".join(text.replace("\0", "").split())).filter(bool)


@settings(max_examples=30)
@given(st.lists(st.tuples(WORDS, WORDS, st.sampled_from(["", "2024", "2024-02", "0001"])), max_size=5), st.booleans())
def test_export_and_import_are_each_others_inverse(db, rows, in_csv):
    Source.objects.all().delete()
    printable = [(one, two, day) for one, two, day in rows if (one + two).isprintable()]
    for number, (title, section, day) in enumerate(printable):
        part = {"title": title, "section": section, "document_date": day, "publisher": "-", "kind": "trade"}
        Source.objects.create(key=f"00{number}", checked_on="2026-01-01", **part)
    # Composed, as every form of ours composes it.
    for source in Source.objects.all():
        Source.objects.filter(pk=source.pk).update(**Source.values_of(source.to_part()))
    found = plan(SOURCE, export(SOURCE, "csv" if in_csv else "xlsx"))
    assert found.counts["unchanged"] == len(printable) == len(found.entries)


def test_rows_say_what_becomes_of_them(live):
    found = plan(
        SOURCE,
        table(
            ["key", "title", "publisher", "kind", "checked_on"],
            ["cms-one", "Manual cms-one", "CMS", "cms", "11/1/2026"],
            ["cms-two", "A new title", "CMS", "cms", "2026-11-01"],
            ["new-one", "New", "CMS", "cms", "2026-11-02"],
            ["New Two", "New", "CMS", "cms", "2026-11-02"],
            ["bad-kind", "New", "CMS", "nobody", "soon"],
            ["bad-kind-two", "", "CMS", "nobody", "2026-11-02"],
            ["twice", "One", "CMS", "cms", "2026-11-02"],
            ["twice", "Two", "CMS", "cms", "2026-11-02"],
            ["", "No key", "CMS", "cms", "2026-11-02"],
            ["far", "Out", "CMS", "cms", "2026-11-02", "more"],
        ),
    )
    assert [entry.how for entry in found.entries] == ["unchanged", "changed", "new", *["refused"] * 7]
    assert [entry.place for entry in found.entries][:4] == ["row 2", "row 3", "row 4", "row 5"]
    reasons = [" ".join(entry.reasons) for entry in found.entries[3:]]
    for told, reason in zip(
        [
            "key: ",
            "“soon” is not a date",
            "kind: Write one of these",
            "2 rows",
            "2 rows",
            "is empty",
            "beyond the last",
        ],
        reasons,
        strict=True,
    ):
        assert told in reason
    assert "title: This field is empty." in reasons[2]
    assert "no column url, section" in found.remarks[0]
    assert found.is_refused and not found.writes


@pytest.mark.parametrize(
    ("header", "told"),
    [(["key", "colour", "reviewed_on"], "no column colour, reviewed_on"), (["title"], "no column key")],
)
def test_columns_that_are_not_known_or_lacking(live, header, told):
    with pytest.raises(TableError, match=told):
        plan(SOURCE, table(header, ["x"] * len(header)))


def test_a_table_writes_all_of_it_into_working_copies_and_nothing_that_readers_see(live, editor):
    payer, notes = live["payer", "example-payer"], list(live["payer", "example-payer"].notes.values_list("pk", "text"))
    content = table(
        ["slug", "name", "summary", "payer_kind", "is_general", "identity_sources"],
        ["example-payer", "Another name", payer.summary, "commercial", "yes", "payer-one, cms-one"],
        ["007-payer", "New", "One sentence.", "medicare", "no", "cms-two"],
    )
    batch = agreed("payer", content, editor)
    payer.refresh_from_db()
    assert (payer.name, payer.is_general, payer.changed_by) == ("Another name", True, editor)
    assert payer.lock_version > live["payer", "example-payer"].__class__().lock_version
    assert [*payer.notes.values_list("pk", "text")] == notes, "the lists stay"
    assert {source.key for source in payer.identity_sources.all()} == {"payer-one", "cms-one"}
    assert str(payer.reviewed_on) == "2029-01-01"
    assert publishing.state(payer).has_unpublished_changes
    assert publishing.state(Payer.objects.get(slug="007-payer")).name == "never_published"
    events = Event.objects.filter(batch=batch)
    assert {(event.kind, event.key, event.action) for event in events} == {
        ("payer", "example-payer", "import"),
        ("payer", "007-payer", "import"),
    }
    assert agreed("payer", content) == "", "the same file again changes nothing"


def test_a_changed_source_leaves_the_pages_that_cite_it_with_something_to_publish(live, editor):
    batch = agreed(SOURCE, table(["key", "title"], ["payer-one", "Another title"]), editor)
    assert Source.objects.get(key="payer-one").url == "https://example.org/payer-one", "columns left out stay"
    assert publishing.state(live["modifier", "59"]).has_unpublished_changes
    named = set(Event.objects.filter(batch=batch).values_list("kind", "key"))
    assert {("source", "payer-one"), ("modifier", "59"), ("payer", "example-payer")} <= named
    assert ("denial_code", "carc-97") not in named


def test_what_the_database_would_refuse_is_refused_in_the_preview(live):
    Payer.objects.filter(slug="example-payer").update(is_general=True)
    rows = [["slug", "name", "summary", "payer_kind", "is_general", "identity_sources"]]
    rows += [["second", "S", "S.", "commercial", "yes", "cms-one"], ["third", "T", "T.", "federal", "no", "nowhere"]]
    found = plan("payer", table(*rows))
    assert "Another payer answers for its kind" in found.entries[0].reasons[0]
    assert found.entries[1].reasons == ("identity_sources: There is no source “nowhere”.",)
    codes = plan("denial_code", table(["code", "weight", "often_with"], ["carc-97", "decides", "carc-1"]))
    assert len(codes.entries[0].reasons) == 2
    assert "needs the way out" in codes.entries[0].reasons[0]
    new = plan("denial_code", table(["code", "name", "road"], ["CARC 5", "x", ""], ["carc-5", "", ""]))
    assert "write the denial code as carc-5" in new.entries[0].reasons[0].lower()
    assert new.entries[1].reasons


def test_who_may_not_write_is_refused(live):
    found = plan(SOURCE, table(["key", "title"], ["cms-one", "X"]), may=lambda kind: False)
    assert found.entries[0].reasons == ("You may not add and change these.",)


def test_a_stale_preview_is_refused_and_says_what_changed(live):
    content = table(["code", "name"], ["carc-97", "New name"], ["rarc-n519", "Newer name"])
    shown = plan("denial_code", content).shown()
    DenialCode.objects.filter(code="carc-97").update(name="Somebody else's")
    with pytest.raises(WriteRefused) as refused:
        write(lambda: plan("denial_code", content), shown, what="test", note="", actor=None)
    assert refused.value.changed == ("denial_code/carc-97",)
    assert DenialCode.objects.get(code="rarc-n519").name != "Newer name", "nothing of it is written"
