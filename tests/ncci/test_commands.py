"""What an operator types, and what the commands say."""

from __future__ import annotations

import getpass
import io
import sys

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from modifiers.management.official import TERMS
from modifiers.ncci.datasets import DATASETS
from modifiers.ncci.models import Release
from modifiers.ncci.stores import store_of

from .files import add_on_table, as_book, as_csv, edit, fee_table, mue_table, ptp_text, put
from .sets import ROWS, answering, bring_in, quarter, stamp
from .sets import stores as left
from .test_importing import FEES, LIMITS, MUE_NAME, PRIMARIES

pytestmark = pytest.mark.django_db


def said(*arguments, **options):
    """What a command writes."""
    out = io.StringIO()
    call_command(*map(str, arguments), stdout=out, **options)
    return out.getvalue()


class Terminal(io.StringIO):
    """Somebody who types."""

    def isatty(self):
        return True


def pairs(files, *more, setting="practitioner"):
    return said("import_ncci", *files, "--setting", setting, *more)


def test_each_kind(tmp_path):
    assert "8 lines, 6 of them in force" in pairs(quarter(tmp_path), "--accept-terms")
    limits = put(tmp_path / MUE_NAME["hospital"], as_csv(mue_table(LIMITS, "hospital")))
    assert "Medicare outpatient hospital unit limits (MUE), 3rd quarter of 2026: 2 lines" in said(
        "import_mue", limits, "--setting", "hospital", "--accept-terms"
    )
    book = as_book(tmp_path / "AOC_V2026Q3-MCR.xlsx", add_on_table(PRIMARIES))
    assert "Medicare add-on codes" in said("import_aoc", book, "--accept-terms")
    fees = put(tmp_path / "PPRRVU2026_Jul_nonQPP.csv", as_csv(fee_table(FEES)))
    assert "fee-schedule indicators" in said("import_pprrvu", fees, "--accept-terms")
    medicaid = put(tmp_path / "edits.txt", ptp_text([(*row[:6], 0) for row in ROWS], "medicaid"))
    assert "Medicaid practitioner NCCI code pairs, 2nd quarter of 2025" in pairs(
        [medicaid], "--medicaid", "--quarter", "2025Q2", "--accept-terms"
    )
    assert Release.objects.count() == 5


def test_the_sample_needs_no_terms():
    told = said("import_ncci", "--sample")
    assert told.count("a sample of") == 2
    assert said("import_ncci", "--sample") == ""


class TestTerms:
    def test_nobody_to_ask(self, tmp_path, refused, monkeypatch):
        monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
        with refused(CommandError, "(?s)American Medical Association.*--accept-terms.*Nothing has changed") as caught:
            pairs(quarter(tmp_path))
        assert TERMS in str(caught.value)

    @pytest.mark.parametrize("answer", ["n\n", "\n", "", "yep\n"])
    def test_refused(self, tmp_path, refused, monkeypatch, answer):
        monkeypatch.setattr(sys, "stdin", Terminal(answer))
        with refused(CommandError, "not accepted"):
            pairs(quarter(tmp_path))

    @pytest.mark.parametrize("answer", ["y\n", "YES\n"])
    def test_accepted_by_who_sits_there(self, tmp_path, monkeypatch, answer):
        monkeypatch.setattr(sys, "stdin", Terminal(answer))
        monkeypatch.setattr(getpass, "getuser", lambda: "operator")
        assert "Do you, operator, accept them" in pairs(quarter(tmp_path))
        release = Release.objects.get()
        assert release.terms_accepted_by == "operator"
        assert release.terms_accepted_at is not None

    def test_accepted_by_name(self, tmp_path):
        pairs(quarter(tmp_path), "--accept-terms", "--accepted-by", " A. Nyone ")
        assert Release.objects.get().terms_accepted_by == "A. Nyone"

    def test_a_name_too_long_and_a_system_that_knows_no_users(self, tmp_path, refused, monkeypatch):
        files = quarter(tmp_path)
        with refused(CommandError, "151 characters; 150 can be kept"):
            pairs(files, "--accept-terms", "--accepted-by", "x" * 151)

        def nobody():
            raise KeyError("uid not found")

        monkeypatch.setattr(getpass, "getuser", nobody)
        with refused(CommandError, "--accepted-by NAME"):
            pairs(files, "--accept-terms")


class TestSentences:
    def test_what_is_missing_or_no_quarter(self, tmp_path, refused):
        with refused(CommandError, "Name the files of one setting"):
            said("import_ncci", "--setting", "hospital", "--accept-terms")
        with refused(CommandError, "“2026-08” is not a quarter"):
            pairs(quarter(tmp_path), "--quarter", "2026-08", "--accept-terms")

    def test_files_that_are_refused(self, tmp_path, refused):
        with refused(CommandError, "(?s)“hospital”, not “practitioner”.*Nothing has changed"):
            pairs(quarter(tmp_path, setting="hospital"), "--accept-terms")
        with refused(CommandError, "(?s)has no text|There is no such file|No such file"):
            pairs([tmp_path / "none.zip"], "--accept-terms")

    @pytest.mark.parametrize(
        ("failure", "sentence"),
        [
            (DatabaseError("the disk is full"), "(?s)cannot be stored: the disk is full.*Nothing has changed"),
            (OSError(28, "No space left on device"), "(?s)cannot be stored.*No space left.*Nothing has changed"),
            (KeyboardInterrupt(), "Stopped. Nothing has changed"),
        ],
    )
    def test_what_fails_meanwhile(self, tmp_path, refused, monkeypatch, failure, sentence):
        bring_in(quarter(tmp_path / "old", number=2))

        def fail(*_):
            raise failure

        monkeypatch.setattr(type(store_of("x", DATASETS["ptp"])), "insert", fail)
        with refused(CommandError, sentence):
            pairs(quarter(tmp_path / "new"), "--accept-terms")
        assert answering().quarter == "2026-04"

    def test_what_was_refused_repeated_and_remarked(self, tmp_path):
        rows = [*ROWS, *ROWS, edit("J1140", "J1150", rationale="Phase of the moon")]
        bad = [edit(f"J{2000 + n}", "A4217", indicator="7") for n in range(15)]
        path = put(tmp_path / "ccipra-v322r0-f1.txt", ptp_text([*rows, *bad]))
        told = pairs([path], "--accept-terms")
        assert "8 lines stood there twice and were taken once." in told
        assert "15 lines were refused:" in told
        assert "ccipra-v322r0-f1.txt, line 24: The modifier indicator is “7”" in told
        assert "Note: The rationale “Phase of the moon”" in told
        assert "Note: Of f1 to f4 only f1 was given" in told

    def test_the_same_again_and_what_a_crash_left(self, tmp_path):
        files = quarter(tmp_path)
        pairs(files, "--accept-terms")
        store = store_of("ncci-rows-of-nobody", DATASETS["mue"])
        store.create()
        store.finish()
        told = pairs(files, "--accept-terms")
        assert "Removed what a crashed import had left: ncci" in told
        assert "These very files are imported already" in told


class TestReleases:
    def test_none(self):
        assert "No release is imported." in said("ncci_releases", "--verify")

    def test_listed_and_verified(self, tmp_path):
        old = bring_in(quarter(tmp_path / "2", number=2)).release
        new = bring_in(quarter(tmp_path / "3", parts=(1, 2))).release
        lines = said("ncci_releases", "--verify").splitlines()
        assert f"{new.pk}  Medicare practitioner NCCI code pairs, 3rd quarter of 2026 (v322r0): 4 lines" in lines[0]
        assert "(answers, incomplete, terms accepted by somebody)" in lines[0]
        assert f"{old.pk}  Medicare" in lines[2]
        assert "answers" not in lines[2]
        assert [line.strip() for line in lines[1::2]] == ["verified", "verified"]

    def test_a_damaged_one_is_told(self, tmp_path):
        release = bring_in(quarter(tmp_path)).release
        store = store_of(release.store, DATASETS["ptp"])
        store.create()
        store.insert([("A4216", "A4217", 20200101, 0, "1", 0, 0), ("A4217", "A4216", 20200101, 0, "1", 0, 0)])
        store.finish()
        out = io.StringIO()
        with pytest.raises(CommandError, match=r"1 release\(s\) are not as they were imported") as caught:
            call_command("ncci_releases", "--verify", stdout=out)
        assert caught.value.returncode == 1
        assert "It has 2 lines now" in out.getvalue()
        assert "in both directions" in out.getvalue()

    def test_one_without_its_rows_is_told_and_imported_again(self, tmp_path):
        files = quarter(tmp_path)
        release = bring_in(files).release
        store_of(release.store, DATASETS["ptp"]).drop()
        out = io.StringIO()
        with pytest.raises(CommandError, match="Import their files again"):
            call_command("ncci_releases", "--verify", stdout=out)
        assert "its rows are missing" in out.getvalue()
        assert "Ready as release" in pairs(files, "--accept-terms")
        assert said("ncci_releases", "--verify").count("verified") == 1

    def test_removed(self, tmp_path):
        old = bring_in(quarter(tmp_path / "2", number=2)).release
        new = bring_in(quarter(tmp_path / "3")).release
        before = stamp()
        with pytest.raises(CommandError, match=f"There is no release {new.pk + 9}. Nothing was removed"):
            said("ncci_releases", "--remove", new.pk, new.pk + 9)
        assert (stamp(), answering().id) == (before, new.pk)
        told = said("ncci_releases", "--remove", new.pk)
        assert f"Removed release {new.pk}" in told
        assert answering().id == old.pk
        assert len(left()) == 1
