"""Files become a release that answers, all or nothing."""

from __future__ import annotations

import threading
from datetime import date
from itertools import permutations

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from modifiers.ncci import importing, stores
from modifiers.ncci.asking import verdict_on
from modifiers.ncci.datasets import DATASETS
from modifiers.ncci.importing import ImportRefused, Order, import_files, import_samples, remove
from modifiers.ncci.lookup import add_ons, edits_between, fee_indicators, unit_limits
from modifiers.ncci.models import Release
from modifiers.ncci.parsing import opening
from modifiers.ncci.releases import releases_for
from modifiers.ncci.stores import ImportRunning, import_lock, store_of
from modifiers.official import Limits, OfficialFileError

from .files import RATIONALES, add_on_table, as_book, as_csv, as_zip, edit, fee_table, mue_table, ptp_text, put
from .sets import ROWS, answering, bring_in, moves, quarter, rows_of, stamp
from .sets import stores as left

pytestmark = pytest.mark.django_db

LIMITS = (("A4216", 3, "3", "Clinical: Data"), ("G0008", 0, "2", "CMS Policy"))
MUE_NAME = {
    "practitioner": "MCR_MUE_PractitionerServices_Eff_07-01-2026.csv",
    "hospital": "MCR_MUE_OutpatientHospitalServices_Eff_07-01-2026.csv",
    "supplier": "MCR_MUE_DMESupplierServices_Eff_07-01-2026.csv",
}
PRIMARIES = (("G0009", "A4216", "1", 20260401, 0, ""), ("G0010", "CCCCC", "2", 20260401, 0, "as the contractor says"))
FEES = (
    ("A4216", "", "X", "9", "XXX", "0.00", "0.00", "0.00", "9", "9", "9", "9", "9", ""),
    ("G0008", "", "A", "1", "010", "0.10", "0.80", "0.10", "2", "1", "0", "0", "0", "G0009"),
    ("G0008", "26", "A", "1", "010", "0.10", "0.80", "0.10", "2", "1", "0", "0", "0", ""),
)
JULY = date(2026, 7, 1)


def shuffled(rows=ROWS):
    """What was imported, in the order in which it is asked for."""
    return sorted(rows, key=lambda row: row[:4])


class TestEachKind:
    @pytest.mark.parametrize("setting", ["practitioner", "hospital"])
    def test_pairs_of_medicare_from_four_zips(self, tmp_path, setting):
        imported = bring_in(quarter(tmp_path, setting=setting), setting)
        release = imported.release
        assert imported.is_new
        assert rows_of(release) == shuffled()
        assert (release.line_count, release.pair_count, release.live_count) == (8, 7, 6)
        assert (release.repeated_count, release.refused_count, release.remarks) == (0, 0, [])
        assert (release.quarter, release.version, release.is_complete) == ("2026-07", "v322r0", True)
        assert release.first_effective_on == date(1996, 1, 1)
        assert [file["name"][-6:] for file in release.files] == ["f1.zip", "f2.zip", "f3.zip", "f4.zip"]
        assert answering(setting=setting) == release.loaded

    def test_pairs_of_medicaid_from_one_zip(self, tmp_path):
        rows = [(*row[:6], 0) for row in ROWS]
        path = as_zip(
            tmp_path / "medicaid-ncci-q3-2026-ptp-edits-practitioner-services.zip",
            {"medicaid_ptp_practitioner.txt": ptp_text(rows, "medicaid")},
        )
        release = bring_in(path, program="medicaid").release
        assert rows_of(release) == shuffled(rows)
        assert (release.quarter, release.is_complete) == ("2026-07", True)
        assert answering(program="medicaid") == release.loaded
        assert answering() is None

    @pytest.mark.parametrize("setting", MUE_NAME)
    def test_unit_limits(self, tmp_path, setting):
        path = put(tmp_path / MUE_NAME[setting], as_csv(mue_table(LIMITS, setting)))
        release = bring_in(path, setting, "mue").release
        assert (release.quarter, release.is_complete, release.line_count) == ("2026-07", True, 2)
        found = unit_limits(answering("mue", setting), ["A4216", "G0008", "J1100"])
        assert {code: (each.units, each.adjudication) for code, each in found.items()} == {
            "A4216": (3, "3"),
            "G0008": (0, "2"),
        }

    def test_add_on_codes(self, tmp_path):
        path = as_book(tmp_path / "AOC_V2026Q3-MCR.xlsx", add_on_table(PRIMARIES))
        release = bring_in(path, "", "add_on").release
        assert (release.quarter, release.line_count) == ("2026-07", 2)
        loaded = answering("add_on", "")
        assert [each.primary for each in add_ons(loaded, "G0009")] == ["A4216"]
        assert [each.add_on for each in add_ons(loaded, "A4216")] == ["G0009"]
        assert [each.primary for each in add_ons(loaded, "G0010")] == ["CCCCC"]

    def test_fee_schedule_without_descriptors(self, tmp_path):
        path = put(tmp_path / "PPRRVU2026_Jul_nonQPP.csv", as_csv(fee_table(FEES)))
        release = bring_in(path, "", "fee_schedule").release
        assert (release.quarter, release.line_count) == ("2026-07", 3)
        found = fee_indicators(answering("fee_schedule", ""), ["G0008"])["G0008"]
        assert [(each.modifier, each.global_days) for each in found] == [("", "010"), ("26", "010")]
        assert "descriptor" not in str([rows_of(release), release.remarks, release.refused]).lower()


class TestTheSameAgain:
    def test_nothing_happens_in_whatever_order(self, tmp_path):
        files = quarter(tmp_path)
        first = bring_in(files).release
        before = (stamp(), left())
        for order in list(permutations(files))[:6]:
            again = bring_in(order)
            assert not again.is_new
            assert again.release == first
        assert (stamp(), left()) == before

    def test_one_file_given_twice(self, tmp_path, refused):
        files = quarter(tmp_path)
        with refused(ImportRefused, "One file was given twice"):
            bring_in([*files, files[0]])

    def test_another_setting_has_releases_of_its_own(self, tmp_path):
        path = put(tmp_path / "edits.txt", ptp_text(ROWS))
        one = bring_in(path, quarter="2026-07").release
        two = bring_in(path, "hospital", quarter="2026-07").release
        assert one.digest == two.digest
        assert (answering().id, answering(setting="hospital").id) == (one.id, two.id)

    def test_damaged_rows_are_replaced(self, tmp_path):
        files = quarter(tmp_path)
        damaged = bring_in(files).release
        store_of(damaged.store, DATASETS["ptp"]).drop()
        before = moves()
        healed = bring_in(files)
        assert healed.is_new
        assert moves() == before + 1
        assert list(Release.objects.values_list("id", flat=True)) == [healed.release.id]
        assert len(left()) == 1
        assert rows_of(healed.release) == shuffled()

    def test_with_the_quarter_put_right(self, tmp_path):
        path = put(tmp_path / "edits.txt", ptp_text(ROWS))
        guessed = bring_in(path).release
        assert guessed.quarter == "2025-01"
        assert any("No name tells the quarter" in each for each in guessed.remarks)
        told = bring_in(path, quarter="2026-07").release
        assert list(Release.objects.values_list("id", "quarter")) == [(told.id, "2026-07")]
        assert not bring_in(path).is_new

    def test_with_the_word_that_nothing_is_missing(self, tmp_path):
        files = quarter(tmp_path, parts=(1, 2))
        assert not bring_in(files).release.is_complete
        vouched = bring_in(files, is_whole=True)
        assert vouched.is_new
        assert list(Release.objects.values_list("id", "is_complete")) == [(vouched.release.id, True)]
        assert not bring_in(files, is_whole=True).is_new


class TestWhichAnswers:
    def test_the_newest_quarter(self, tmp_path):
        third = bring_in(quarter(tmp_path / "3")).release
        fourth = bring_in(quarter(tmp_path / "4", number=4)).release
        assert answering().id == fourth.id
        second = bring_in(quarter(tmp_path / "2", number=2)).release
        assert answering().id == fourth.id
        remove(fourth)
        assert answering().id == third.id
        remove(third)
        assert answering().id == second.id
        remove(second)
        assert answering() is None
        assert left() == []

    def test_a_revision_of_the_same_quarter(self, tmp_path):
        revised = bring_in(quarter(tmp_path / "r1", ROWS[:7], revision=1)).release
        bring_in(quarter(tmp_path / "r0"))
        assert (answering().id, answering().version) == (revised.id, "v322r1")

    def test_the_last_of_the_same_revision_but_a_whole_one_before_a_part(self, tmp_path):
        bring_in(quarter(tmp_path / "first"))
        second = bring_in(quarter(tmp_path / "second", ROWS[:7])).release
        assert answering().id == second.id
        bring_in(quarter(tmp_path / "part", parts=(1, 2)))
        assert answering().id == second.id

    def test_a_sample_never_before_a_release(self, tmp_path):
        whole = bring_in(quarter(tmp_path / "old", year=2024, number=1)).release
        path = put(tmp_path / "practitioner.txt", ptp_text(ROWS))
        import_files(Order("ptp", (path,), "practitioner", quarter="2026-10", is_sample=True))
        assert answering().id == whole.id

    def test_the_stamp_moves_once_for_each(self, tmp_path):
        for number in (2, 3):
            before = moves()
            release = bring_in(quarter(tmp_path / str(number), number=number)).release
            assert moves() == before + 1
        remove(release)
        assert moves() == before + 2

    def test_the_shipped_sample_takes_the_place_of_the_one_before(self, tmp_path):
        folder = tmp_path / "sample"
        folder.mkdir()
        for name in ("practitioner", "hospital"):
            put(folder / f"{name}.txt", ptp_text(ROWS))
        assert [each.is_new for each in import_samples(folder)] == [True, True]
        assert [each.is_new for each in import_samples(folder)] == [False, False]
        put(folder / "hospital.txt", ptp_text(ROWS[:5]))
        assert [each.is_new for each in import_samples(folder)] == [False, True]
        assert sorted(Release.objects.values_list("setting", "line_count")) == [("hospital", 5), ("practitioner", 8)]
        assert all(each.is_sample and not each.is_complete for each in Release.objects.all())
        assert len(left()) == 2


class TestWhatIsMissing:
    @pytest.mark.parametrize("parts", [(1,), (1, 2, 3), (2, 3, 4)])
    def test_parts(self, tmp_path, parts):
        release = bring_in(quarter(tmp_path, parts=parts)).release
        assert not release.is_complete
        assert "Of f1 to f4 only" in release.remarks[0]
        self._never_says_no_edit()

    def test_a_fifth_part_is_known_by_itself_alone(self, tmp_path):
        files = quarter(tmp_path)
        fifth = as_zip(tmp_path / "f5.zip", {"ccipra-v322r0-f5.txt": ptp_text([edit("J1140", "J1150")])})
        assert bring_in([*files, fifth]).release.is_complete
        assert not bring_in([*files[:3], fifth]).release.is_complete

    def test_files_whose_names_tell_no_part(self, tmp_path, monkeypatch):
        path = put(tmp_path / "edits.txt", ptp_text(ROWS))
        release = bring_in(path, quarter="2026-07").release
        assert not release.is_complete
        assert "no name tells which part" in release.remarks[0]
        self._never_says_no_edit()
        monkeypatch.setattr(importing, "WHOLE_QUARTER", 8)
        assert bring_in(put(tmp_path / "all.txt", ptp_text(ROWS, before=0)), quarter="2026-07").release.is_complete

    def test_the_operator_vouches_for_them(self, tmp_path):
        path = put(tmp_path / "edits.txt", ptp_text(ROWS))
        assert bring_in(path, quarter="2026-07", is_whole=True).release.is_complete
        releases = releases_for(importing.catalogue.catalogue())
        assert verdict_on(releases, ("J1100", "J1120"), JULY, "practitioner", "medicare").status == "no_edit"

    def _never_says_no_edit(self):
        releases = releases_for(importing.catalogue.catalogue())
        for codes in (("J1100", "J1120"), ("00100", "00102"), ("G0008", "A4217")):
            assert verdict_on(releases, codes, JULY, "practitioner", "medicare").status != "no_edit"

    def test_with_all_of_them_there_is_no_edit(self, tmp_path):
        bring_in(quarter(tmp_path))
        releases = releases_for(importing.catalogue.catalogue())
        assert verdict_on(releases, ("J1100", "J1120"), JULY, "practitioner", "medicare").status == "no_edit"


class TestRefusedWithoutATrace:
    @pytest.fixture(autouse=True)
    def _one_answers(self, tmp_path):
        self.old = bring_in(quarter(tmp_path / "old", number=2)).release
        yield
        assert answering().id == self.old.id
        assert len(edits_between(answering(), ["A4216", "G0008"])) == 2

    def test_names_of_another_setting(self, tmp_path, refused):
        with refused(ImportRefused, "ccioph.*is by its name a file of the setting “hospital”, not “practitioner”"):
            bring_in(quarter(tmp_path, setting="hospital"))

    def test_a_member_of_another_setting_than_its_zip(self, tmp_path, refused):
        path = as_zip(tmp_path / "edits.zip", {"ccioph-v322r0-f1.txt": ptp_text(ROWS)})
        with refused(ImportRefused, "ccioph-v322r0-f1.txt is by its name a file of the setting “hospital”"):
            bring_in(path)

    def test_another_kind(self, tmp_path, refused):
        path = put(tmp_path / MUE_NAME["practitioner"], as_csv(mue_table(LIMITS)))
        with refused(ImportRefused, "is by its name a file of the kind “mue”, not “ptp”"):
            bring_in(path)
        with refused(ImportRefused, "of the kind “ptp”, not “mue”"):
            bring_in(quarter(tmp_path)[0], "practitioner", "mue")

    def test_another_kind_under_a_name_that_tells_nothing(self, tmp_path, refused):
        with refused(OfficialFileError, "."):
            bring_in(put(tmp_path / "a.csv", as_csv(mue_table(LIMITS))))
        with refused(OfficialFileError, "."):
            bring_in(put(tmp_path / "b.csv", ptp_text(ROWS)), "practitioner", "mue")
        with refused(OfficialFileError, "."):
            bring_in(put(tmp_path / "c.csv", as_csv(fee_table(FEES))), "", "add_on")
        with refused(OfficialFileError, "."):
            bring_in(as_book(tmp_path / "d.xlsx", add_on_table(PRIMARIES)), "", "fee_schedule")

    def test_a_file_of_medicaid_as_medicare_and_the_other_way_round(self, tmp_path, refused):
        of_medicaid = put(tmp_path / "edits.txt", ptp_text([(*row[:6], 0) for row in ROWS], "medicaid"))
        with refused(OfficialFileError, "six columns of a Medicaid file.*--medicaid"):
            bring_in(of_medicaid)
        with refused(OfficialFileError, "seven columns of a Medicare file"):
            bring_in(put(tmp_path / "m.txt", ptp_text(ROWS)), program="medicaid")
        with refused(ImportRefused, "of the program “medicare”, not “medicaid”"):
            bring_in(quarter(tmp_path), program="medicaid")

    @pytest.mark.parametrize(("one", "other", "told"), [((3, 0), (4, 0), "quarters"), ((3, 0), (3, 1), "revisions")])
    def test_files_of_two_quarters_or_revisions(self, tmp_path, refused, one, other, told):
        mixed = [
            *quarter(tmp_path / "a", parts=(1, 2), number=one[0], revision=one[1]),
            *quarter(tmp_path / "b", parts=(3, 4), number=other[0], revision=other[1]),
        ]
        with refused(ImportRefused, f"of different {told}"):
            bring_in(mixed)

    def test_a_truncated_zip_among_whole_ones(self, tmp_path, refused):
        files = quarter(tmp_path, [edit(f"A{n:04d}", "J1100") for n in range(4000)])
        files[2].write_bytes(files[2].read_bytes()[:-2000])
        with refused(OfficialFileError, "f3.zip is damaged"):
            bring_in(files)

    def test_a_byte_changed_in_a_zip(self, tmp_path, refused):
        files = quarter(tmp_path, [edit(f"A{n:04d}", "J1100") for n in range(4000)])
        content = bytearray(files[3].read_bytes())
        content[len(content) // 2] ^= 0x55
        files[3].write_bytes(content)
        with refused(OfficialFileError, "f4.zip is damaged"):
            bring_in(files)

    @pytest.mark.parametrize(
        "content", [b"%PDF-1.7", b"<html>", b"", b"\x00\x01\x02" * 500, b"words of no meaning\n" * 50]
    )
    def test_what_is_no_such_file(self, tmp_path, refused, content):
        with refused(OfficialFileError, "."):
            bring_in(put(tmp_path / "ccipra-v322r0-f1.txt", content))

    def test_a_file_that_is_not_there_and_a_folder(self, tmp_path, refused):
        with refused(OfficialFileError, "No such file"):
            bring_in(tmp_path / "nothing.zip")
        with refused(OfficialFileError, "directory"):
            bring_in(tmp_path)

    def test_a_workbook_that_unpacks_to_far_too_much(self, tmp_path, refused, monkeypatch):
        monkeypatch.setattr(opening, "WORKBOOK_LIMITS", Limits(part=50_000, whole=100_000, strings=1_000))
        bomb = {"xl/workbook.xml": "<workbook/>", "xl/worksheets/sheet1.xml": b" " * 60_000}
        with refused(OfficialFileError, "far more than"):
            bring_in(as_zip(tmp_path / "ccipra-v322r0-f1.xlsx", bomb))

    def test_too_many_refused_lines(self, tmp_path, refused):
        rows = [*ROWS, *(edit(f"J{2000 + n}", "A4217", indicator="7") for n in range(30))]
        with refused(ImportRefused, "30 lines cannot be read, beside 8 that can.*hardly the right file"):
            bring_in(put(tmp_path / "ccipra-v322r0-f1.txt", ptp_text(rows)))

    def test_a_pair_in_force_in_both_directions(self, tmp_path, refused):
        with refused(ImportRefused, "A4216 and A4217 is in force in both directions"):
            bring_in(quarter(tmp_path, [*ROWS, edit("A4217", "A4216", 20240101)]))

    def test_a_pair_in_force_on_two_lines(self, tmp_path, refused):
        with refused(ImportRefused, "A4216 / A4217 is in force on more than one line"):
            bring_in(quarter(tmp_path, [*ROWS, edit("A4216", "A4217", 20240101)]))

    def test_a_set_that_has_shrunken(self, tmp_path, refused):
        files = quarter(tmp_path, ROWS[:6])
        with refused(ImportRefused, "6 lines, the release before it 8.*--allow-smaller"):
            bring_in(files)
        taken = bring_in(files, may_shrink=True).release
        assert taken.line_count == 6
        remove(taken)

    def test_no_quarter_to_be_known(self, tmp_path, refused):
        rows = [edit(start=0), edit("G0008", "G0009", 0)]
        with refused(ImportRefused, "Say which it is: --quarter"):
            bring_in(put(tmp_path / "edits.txt", ptp_text(rows)))

    def test_nobody_has_accepted_the_terms(self, tmp_path, refused):
        with refused(ImportRefused, "accepted the AMA's terms"):
            bring_in(quarter(tmp_path), accepted_by="")

    def test_what_fails_within(self, tmp_path, refused, monkeypatch):
        def fail(*_):
            raise KeyboardInterrupt

        monkeypatch.setattr(importing.checks, "problems", fail)
        with refused(KeyboardInterrupt, None):
            bring_in(quarter(tmp_path))

    def test_while_another_import_runs(self, tmp_path, refused):
        held, done = threading.Event(), threading.Event()

        def hold():
            with import_lock():
                held.set()
                done.wait(30)
            connection.close()

        other = threading.Thread(target=hold)
        other.start()
        try:
            assert held.wait(30)
            with refused(ImportRunning, None):
                bring_in(quarter(tmp_path))
            with pytest.raises(ImportRunning):
                remove(self.old)
            assert Release.objects.filter(pk=self.old.pk).exists()
        finally:
            done.set()
            other.join()
        assert bring_in(quarter(tmp_path, ROWS, number=1)).is_new
        remove(Release.objects.get(quarter="2026-01"))


class TestWhatIsTold:
    def test_refused_lines_with_number_text_and_reason(self, tmp_path):
        text = ptp_text(ROWS).replace(b"20190101", b"20191399", 1)
        path = put(tmp_path / "ccipra-v322r0-f1.txt", text)
        release = bring_in(path).release
        assert release.line_count == 7
        assert release.refused_count == 1
        assert release.refused[0]["file"] == "ccipra-v322r0-f1.txt"
        assert release.refused[0]["line"] == 13
        assert release.refused[0]["text"].startswith("J1120 A4217 20191399 *")
        assert release.refused[0]["reason"] == "“20191399” is no date."

    def test_repeated_lines_are_taken_once(self, tmp_path):
        release = bring_in(quarter(tmp_path, [*ROWS, ROWS[0], ROWS[3]])).release
        assert (release.line_count, release.repeated_count) == (8, 2)
        assert rows_of(release) == shuffled()

    def test_a_rationale_that_is_not_known(self, tmp_path):
        release = bring_in(quarter(tmp_path, [*ROWS, edit("J1140", "J1150", rationale="Phase of the moon")])).release
        assert release.line_count == 9
        assert ["Phase of the moon" in each for each in release.remarks] == [True]
        assert RATIONALES[1] in release.texts

    def test_a_quarter_that_is_not_the_one_of_the_names(self, tmp_path):
        release = bring_in(quarter(tmp_path), quarter="2026-04").release
        assert release.quarter == "2026-04"
        assert release.remarks == ["The names tell the quarter 2026-07; it was imported as 2026-04, as you said."]

    def test_the_names_of_files_whatever_they_are(self, tmp_path):
        odd = tmp_path / "edits-\udcff-“odd”.txt"
        odd.write_bytes(ptp_text(ROWS))
        assert bring_in(odd).release.files[0]["name"] == "edits-?-“odd”.txt"

    def test_who_accepted_the_terms_and_when(self, tmp_path):
        before = timezone.now()
        release = bring_in(quarter(tmp_path), accepted_by="A. Nyone").release
        release.refresh_from_db()
        assert release.terms_accepted_by == "A. Nyone"
        assert before <= release.terms_accepted_at <= release.ready_at <= timezone.now()

    def test_what_a_crash_has_left(self, tmp_path):
        now = timezone.now()
        common = {"kind": "ptp", "setting": "hospital", "program": "medicare", "digest": "0" * 64, "started_at": now}
        crashed = Release.objects.create(
            **common, store="ncci-rows-crashed", terms_accepted_by="x", terms_accepted_at=now
        )
        for name in (crashed.store, "ncci-rows-of-nobody"):
            store = store_of(name, DATASETS["mue"])
            store.create()
            store.finish()
        imported = bring_in(quarter(tmp_path))
        assert len(imported.swept) == 2
        assert "the import that began at" in imported.swept[0]
        assert list(Release.objects.all()) == [imported.release]
        assert len(left()) == 1


class TestTheDatabaseRefuses:
    def release(self, **changes):
        now = timezone.now()
        values = {
            "kind": "ptp",
            "setting": "practitioner",
            "program": "medicare",
            "quarter": "2026-07",
            "store": f"ncci-rows-{now:%f}",
            "digest": "a" * 64,
            "terms_accepted_by": "somebody",
            "terms_accepted_at": now,
            "started_at": now,
        }
        with transaction.atomic():
            return Release.objects.create(**{**values, **changes})

    @pytest.mark.parametrize(
        ("changes", "name"),
        [
            ({"terms_accepted_by": ""}, "release_terms_were_accepted"),
            ({"terms_accepted_at": None}, "release_terms_were_accepted"),
            ({"state": "ready"}, "release_is_ready_from_a_moment"),
            ({"ready_at": timezone.now()}, "release_is_ready_from_a_moment"),
            ({"is_sample": True, "is_complete": True}, "release_sample_is_part"),
            ({"quarter": "2026-08"}, "release_is_of_a_quarter"),
            ({"quarter": "", "state": "ready", "ready_at": timezone.now()}, "release_is_of_a_quarter"),
            ({"digest": "A" * 64}, "release_has_a_digest"),
        ],
    )
    def test_what_must_not_be(self, changes, name):
        with pytest.raises(IntegrityError, match=name):
            self.release(**changes)

    def test_the_same_files_ready_twice(self):
        ready = {"state": "ready", "ready_at": timezone.now()}
        self.release(**ready)
        self.release()
        with pytest.raises(IntegrityError, match=r"release_files_are_imported_once|UNIQUE"):
            self.release(**ready)


def test_a_disk_that_cannot_be_written(tmp_path, settings, refused):
    if connection.vendor == "postgresql":
        pytest.skip("the rows lie in the database")
    settings.DATA_DIR.write_text("no folder")
    with refused(stores.OperationalError, "cannot be used"):
        bring_in(quarter(tmp_path))
