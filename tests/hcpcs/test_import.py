"""manage.py import_hcpcs: a preview that writes nothing, then all or nothing, then nothing the second time."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module

import pytest
from django.core.management.base import CommandError
from django.db import IntegrityError, OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from modifiers import hcpcs, publishing
from modifiers.models import CatalogueVersion, Edition, Event, HcpcsFile, HcpcsRecord, Modifier, Source
from tests.factories import make_modifier, make_source, publish_document

from .conftest import everything
from .files import A1, JG, QZ, official, write_book
from .test_roundtrip import many

pytestmark = pytest.mark.django_db

ENDED = date(2026, 6, 30)
STEPS = import_module("modifiers.hcpcs.load")


def hold(code="A1", **values):
    """A working copy whose dates are those of A1."""
    return make_modifier(code, effective_on=A1.added_on, **values)


def test_a_new_code_becomes_an_entry_that_nobody_has_published(give, run):
    told = run(give(A1, JG), "--yes")
    assert "2 new. Written to the working copies as batch hcpcs-2026-10-" in told
    jg = Modifier.objects.get(code="JG")
    assert (jg.name, jg.system, jg.depth) == ("340b acquired drug", "HCPCS Level II", "entry")
    assert jg.summary == JG.long_descriptor
    assert (jg.effective_on, jg.ended_on) == (JG.added_on, JG.ended_on)
    [source] = jg.identity_sources.all()
    assert (source.key, source.title) == ("hcpcs2610", "HCPCS Level II quarterly file, October 2026")
    assert (source.publisher, source.kind) == ("Centers for Medicare & Medicaid Services", "cms")
    assert (source.document_date, source.note) == ("2026-10", "Read from HCPC2026_OCT_ANWEB.txt.")
    assert publishing.state(jg).name == "never_published"
    assert publishing.compose(jg).sha256() == jg.composed_sha256
    event = Event.objects.get(key="JG")
    assert (event.action, event.kind) == ("import", "modifier")
    assert event.batch == HcpcsFile.objects.get().batch
    assert event.note == "2026-10 (HCPC2026_OCT_ANWEB.txt). New. From 2018-01-01; ended on 2024-12-31."
    assert not Edition.objects.exists()


def test_a_long_descriptor_is_shortened_to_a_summary_and_kept_whole(give, run):
    words = " ".join(["word"] * 100)
    run(give(official(long_descriptor=words)), "--yes")
    summary = Modifier.objects.get().summary
    assert len(summary) <= 155
    assert summary.endswith("word…")
    assert HcpcsRecord.objects.get().long_descriptor == words


def test_the_preview_says_everything_and_writes_nothing(give, run):
    run(give(A1, JG, QZ), "--yes")
    hold("ZZ")
    path = give(A1, replace(JG, long_descriptor="Other"), replace(QZ, ended_on=ENDED), official("B1"))
    before = everything()
    for options in ((), ("--dry-run",), ("--dry-run", "--yes")):
        told = run(path, *options)
        for row in ("     1  new", "     1  ended", "     1  changed wording", "     1  vanished", "     1  unchanged"):
            assert row in told
        for row in ("  B1  Dressing for one wound", "  QZ  Made up", "Ended on 2026-06-30.", "“Other”", "  ZZ  "):
            assert row in told
        assert "Nothing was written." in told
        assert ("repeat with --yes" in told) == (not options)
        assert everything() == before


def test_an_ending(give, run):
    run(give(A1, JG), "--yes")
    run(give(replace(A1, ended_on=ENDED), JG, quarter="2027_JAN"), "--yes")
    a1 = Modifier.objects.get(code="A1")
    assert a1.ended_on == ENDED
    assert [source.key for source in a1.identity_sources.all()] == ["hcpcs2610", "hcpcs2701"]
    assert [source.key for source in Modifier.objects.get(code="JG").identity_sources.all()] == ["hcpcs2610"]
    assert Event.objects.filter(key="A1").first().note == "2027-01 (HCPC2027_JAN_ANWEB.txt). Ended on 2026-06-30."
    assert HcpcsRecord.objects.get(code="A1").ended_on == ENDED


def test_an_ending_still_to_come_is_shown_with_its_date(give, run):
    day = timezone.localdate() + timedelta(days=40)
    run(give(A1), "--yes")
    told = run(give(replace(A1, ended_on=day), quarter="2027_JAN"), "--yes")
    assert f"Will end on {day}, a date still to come." in told
    assert Modifier.objects.get().ended_on == day


def test_readers_see_nothing_of_it(give, run):
    modifier = hold()
    edition = publish_document(publishing.compose(modifier))
    publishing.refresh_hash(modifier)
    assert publishing.state(modifier).name == "live"
    version = CatalogueVersion.objects.values_list()
    before = list(version)
    run(give(replace(A1, ended_on=ENDED)), "--yes")
    assert list(Edition.objects.all()) == [edition]
    assert list(version.all()) == before
    assert publishing.state(modifier).name == "unpublished_changes"


def test_changed_dates(give, run):
    hold(ended_on=date(2025, 1, 1))
    hold("B1")
    told = run(give(replace(A1, ended_on=ENDED), official("B1", added_on=date(2001, 1, 1))), "--yes")
    assert "Last date of service 2025-01-01 → ended on 2026-06-30." in told
    assert "First date of service 2002-07-01 → 2001-01-01." in told
    a1, b1 = Modifier.objects.all()
    assert (a1.ended_on, b1.effective_on) == (ENDED, date(2001, 1, 1))
    assert (a1.lock_version, b1.lock_version) == (1, 1)
    assert a1.composed_sha256 == publishing.compose(a1).sha256()


def test_changed_wording_is_recorded_and_our_words_stay(give, run):
    today = timezone.localdate()
    hold(name="Our name", summary="Our sentence.", reviewed_on=today - timedelta(days=9), review_due_on="2099-01-01")
    run(give(A1), "--yes")
    assert not Event.objects.exists()
    run(give(replace(A1, long_descriptor="Dressing for one large wound"), quarter="2027_JAN"), "--yes")
    modifier, record = Modifier.objects.get(), HcpcsRecord.objects.get()
    assert (modifier.name, modifier.summary) == ("Our name", "Our sentence.")
    assert modifier.review_due_on == today
    assert (record.long_descriptor, record.previous_long_descriptor) == (
        "Dressing for one large wound",
        "Dressing for one wound",
    )
    assert record.reworded_on == today
    assert record.file.quarter == "2027-01"
    assert "“Dressing for one wound” → “Dressing for one large wound”" in Event.objects.get().note


@pytest.mark.parametrize(("reviewed", "due", "then"), [(None, None, 0), (-9, -3, -3), (0, 90, 0), (2, 90, 2)])
def test_the_day_on_which_a_reworded_page_is_due(give, run, reviewed, due, then):
    def day(offset):
        return None if offset is None else timezone.localdate() + timedelta(days=offset)

    run(give(A1), "--yes")
    Modifier.objects.update(reviewed_on=day(reviewed), review_due_on=day(due))
    run(give(replace(A1, short_descriptor="Other"), quarter="2027_JAN"), "--yes")
    assert Modifier.objects.get().review_due_on == day(then)


def test_absence_changes_nothing(give, run):
    run(give(A1, JG), "--yes")
    before = everything()
    told = run(give(A1, quarter="2027_JAN"), "--yes")
    assert "Not in this file; ended on 2024-12-31 with us. It stays as it is." in told
    assert "Nothing to change. Nothing was written." in told
    assert everything() == before


def test_the_same_file_twice(give, run):
    path = give(A1, JG)
    run(path, "--yes")
    before = everything()
    told = run(path, "--yes")
    assert "This very file was imported on" in told
    assert "Nothing to change. Nothing was written." in told
    assert everything() == before


def test_the_same_content_in_another_form(give, run, tmp_path):
    run(give(A1, JG), "--yes")
    before = everything()
    told = run(write_book(tmp_path / "HCPC2026_OCT_ANWEB_v2.xlsx", [A1, JG]), "--yes")
    assert "This very file" not in told
    assert "Nothing to change" in told
    assert everything() == before


def test_the_same_file_mends_what_was_undone(give, run):
    path = give(JG)
    run(path, "--yes")
    Modifier.objects.update(ended_on=None)
    assert "\n     1  ended\n" in run(path, "--yes")
    assert Modifier.objects.get().ended_on == JG.ended_on
    assert HcpcsFile.objects.count() == 1
    assert len(set(Event.objects.values_list("batch", flat=True))) == 1


def test_an_older_file_is_refused(give, run):
    run(give(JG), "--yes")
    before = everything()
    path = give(replace(JG, ended_on=None), quarter="2024_OCT")
    with pytest.raises(CommandError, match=r"This file is of 2024-10, and HCPC2026_OCT_ANWEB\.txt of 2026-10"):
        run(path, "--yes")
    assert everything() == before


def test_an_older_file_is_refused_although_the_newer_one_came_after_the_preview(give, run):
    older = hcpcs.read(give(A1, official("B1"), quarter="2024_OCT"))
    run(give(A1), "--yes")
    with pytest.raises(hcpcs.ImportRefused, match="An older file is not imported over a newer one"):
        hcpcs.load(older, quarter="2024-10", shown=hcpcs.preview(older))
    assert Modifier.objects.count() == 1


def test_a_later_revision_of_the_same_quarter(give, run):
    run(give(A1), "--yes")
    run(give(replace(A1, ended_on=ENDED)), "--yes")
    assert HcpcsFile.objects.count() == 2
    assert Source.objects.count() == 1


def test_refused_lines_are_told_and_the_rest_imported(give, run):
    path = give(A1, QZ)
    path.write_bytes(path.read_bytes().replace(b"20200101", b"20209901", 1))
    told = run(path, "--yes")
    assert "1 lines refused:\n  line 4: The date added of QZ is not a date: “20209901”." in told
    assert [modifier.code for modifier in Modifier.objects.all()] == ["A1"]


@pytest.mark.parametrize("step", ["_entry", "_cite", "_record", "_events"])
def test_a_crash_in_the_middle_leaves_nothing(give, run, monkeypatch, step):
    run(give(A1, JG), "--yes")
    before = everything()
    path = give(
        replace(A1, long_descriptor="Other", ended_on=ENDED), official("B1"), official("B2"), quarter="2027_JAN"
    )
    whole, calls = getattr(STEPS, step), []

    def crash(*args, **kwargs):
        whole(*args, **kwargs)
        calls.append(step)
        raise RuntimeError("Power cut.")

    monkeypatch.setattr(STEPS, step, crash)
    with pytest.raises(RuntimeError, match="Power cut"):
        run(path, "--yes")
    assert calls
    assert everything() == before
    monkeypatch.undo()
    assert "2 new, 1 ended, 1 changed wording" in run(path, "--yes")


def test_what_was_changed_since_the_preview_is_not_written_over(give, db):
    reading = hcpcs.read(give(A1, JG))
    shown = hcpcs.preview(reading)
    hold(ended_on=date(2025, 1, 1))
    before = everything()
    with pytest.raises(hcpcs.ImportRefused, match="changed since the preview"):
        hcpcs.load(reading, quarter="2026-10", shown=shown)
    assert everything() == before


def test_the_second_of_two_finds_nothing_left(give, db):
    reading = hcpcs.read(give(A1, JG))
    shown = hcpcs.preview(reading)
    assert hcpcs.load(reading, quarter="2026-10", shown=shown).batch
    before = everything()
    assert hcpcs.load(reading, quarter="2026-10", shown=shown).batch is None
    assert everything() == before


def test_a_busy_database_gets_a_sentence(give, run, monkeypatch):
    def refuse(error):
        def load(*args, **kwargs):
            raise error

        monkeypatch.setattr(hcpcs, "load", load)

    refuse(OperationalError("database is locked"))
    with pytest.raises(CommandError, match=r"busy with another import: database is locked\.\nNothing was written"):
        run(give(A1), "--yes")
    refuse(IntegrityError("a rule is broken"))
    with pytest.raises(CommandError, match=r"The database refuses it: a rule is broken\.\nNothing was written"):
        run(give(A1), "--yes")


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(("answer", "count"), [("y\n", 1), ("Yes\n", 1), ("n\n", 0), ("\n", 0), ("", 0)])
def test_asking(give, run, monkeypatch, answer, count):
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    told = run(give(A1))
    assert "Import this into the working copies? [y/N]" in told
    assert Modifier.objects.count() == count


def test_options(give, run):
    path = give(A1).rename(give(A1).parent / "modifiers.txt")
    with pytest.raises(CommandError, match=r"tells no quarter\. Say which it is: --quarter 2026-10"):
        run(path, "--yes")
    for option, value, told in (
        ("--quarter", "2026-11", "“2026-11” is not a quarter"),
        ("--source", "Not a key", "“Not a key” is not the key of a source"),
        ("--note", "x" * 301, "longer than 300 characters"),
    ):
        with pytest.raises(CommandError, match=told):
            run(path, "--yes", option, value)
    assert not HcpcsFile.objects.exists()
    run(path, "--yes", "--quarter", "2026-07", "--source", "cms-hcpcs", "--note", "First import.")
    file = HcpcsFile.objects.get()
    assert (file.quarter, file.source.key, file.note) == ("2026-07", "cms-hcpcs", "First import.")
    assert Source.objects.get().title == "HCPCS Level II quarterly file, July 2026"


def test_a_source_that_exists_is_cited_as_it_is(give, run):
    source = make_source("hcpcs2610", title="Our title")
    run(give(A1), "--yes")
    assert list(Modifier.objects.get().identity_sources.all()) == [source]
    assert Source.objects.get().title == "Our title"


def test_a_file_that_is_none_gets_a_sentence(tmp_path, run):
    (tmp_path / "file.txt").write_text("Dear Sir")
    with pytest.raises(CommandError, match=r"found text that begins “Dear Sir”.*\nNothing was written\."):
        run(tmp_path / "file.txt", "--yes")


def queries(act):
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def test_the_number_of_queries_does_not_grow_with_the_rows(give, run):
    counts = []
    for few, quarter in ((3, "2026"), (40, "2027")):
        HcpcsRecord.objects.all().delete()
        Modifier.objects.all().delete()
        rows = list(many(few))
        changed = [replace(row, long_descriptor="Other", ended_on=date(2030, 1, 1)) for row in rows]
        paths = [give(*rows, quarter=f"{quarter}_JAN"), give(*changed, quarter=f"{quarter}_APR")]
        counts.append([queries(lambda path=path: run(path, "--yes")) for path in (*paths, paths[1])])
    assert counts[0] == counts[1]
    assert counts[0][2] < 8
