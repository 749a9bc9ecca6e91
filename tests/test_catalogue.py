"""The catalogue: one snapshot for all threads, moved by publishing and by time, kept when the database goes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from modifiers.catalogue import CatalogueUnavailable, Checker, Entry, Store, catalogue, store
from modifiers.catalogue.keeping import CHECK_EVERY, _State
from modifiers.models import CatalogueVersion, Edition
from tests.factories import modifier_document, publish_document, publish_modifiers, publish_world, withdraw_document

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Clock:
    """A clock that tests move by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@contextmanager
def database_away() -> Iterator[None]:
    """Every look at the catalogue's version fails, as it does when the file or the server has gone."""
    with mock.patch.object(CatalogueVersion.objects, "values_list", side_effect=OperationalError("gone")):
        yield


@pytest.mark.django_db
class TestWhatIsLive:
    def test_highest_number_whose_moment_has_come(self):
        with time_machine.travel(NOON, tick=False):
            publish_document(modifier_document(summary="First."))
            publish_document(modifier_document(summary="Second."), live_from=NOON + timedelta(hours=2))
            assert catalogue().modifiers["59"].number == 1
        with time_machine.travel(NOON + timedelta(hours=2), tick=False):
            assert catalogue().modifiers["59"].document.summary == "Second."

    def test_scheduled_edition_appears_without_any_query(self, django_assert_num_queries):
        clock = Clock()
        own = Store(clock)
        with time_machine.travel(NOON, tick=False) as traveller:
            publish_document(modifier_document())
            publish_document(modifier_document(summary="Later."), live_from=NOON + timedelta(days=1))
            assert own.snapshot().modifiers["59"].number == 1
            with django_assert_num_queries(0):
                traveller.shift(timedelta(days=1))
                assert own.snapshot().modifiers["59"].number == 2

    def test_later_number_replaces_a_scheduled_one_for_good(self):
        with time_machine.travel(NOON, tick=False):
            publish_document(modifier_document())
            publish_document(modifier_document(summary="Scheduled."), live_from=NOON + timedelta(days=2))
            publish_document(modifier_document(summary="Correction."))
        for days in (0, 3):
            with time_machine.travel(NOON + timedelta(days=days), tick=False):
                assert catalogue().modifiers["59"].document.summary == "Correction."

    def test_as_of_a_past_moment(self):
        publish_document(modifier_document(summary="Old."), live_from=NOON - timedelta(days=10))
        publish_document(modifier_document(summary="New."), live_from=NOON - timedelta(days=5))
        assert catalogue(NOON - timedelta(days=11)).get("modifier", "59") is None
        assert catalogue(NOON - timedelta(days=7)).modifiers["59"].document.summary == "Old."
        assert catalogue(NOON).modifiers["59"].document.summary == "New."
        assert [e.number for e in catalogue(NOON).history("modifier", "59")] == [2, 1]

    def test_edition_of_the_future_is_not_shown_by_number(self):
        publish_document(modifier_document())
        publish_document(modifier_document(summary="Later."), live_from=timezone.now() + timedelta(days=1))
        assert catalogue().edition("modifier", "59", 1) is not None
        assert catalogue().edition("modifier", "59", 2) is None

    def test_withdrawn_subject_leaves_lists_and_keeps_its_history(self):
        publish_document(modifier_document())
        withdraw_document(modifier_document(), merged_into="XS")
        assert "59" not in catalogue().modifiers
        gone = catalogue().withdrawn("modifier", "59")
        assert gone is not None and gone.merged_into == "XS"
        assert len(catalogue().history("modifier", "59")) == 2

    def test_order_is_numbers_first(self):
        publish_modifiers(["XS", "59", "25", "F1", "LT"])
        assert list(catalogue().modifiers) == ["25", "59", "F1", "LT", "XS"]


@pytest.mark.django_db
class TestIndexes:
    def test_every_cross_link_is_found_from_the_other_side(self):
        publish_world()
        found = catalogue()
        assert [e.key for e in found.by_family["distinct-service"]] == ["25", "59", "XS"]
        assert [e.key for e in found.by_topic["which-side"]] == ["25", "59", "XS"]
        assert {use.modifier.key for use in found.by_payer["example-payer"]} == {"25", "59", "XS"}
        assert {use.statement.key for use in found.by_denial["carc-97"]} == {"bundled"}
        assert {use.modifier.key for use in found.by_setting["dermatology"]} == {"25", "59", "XS"}
        assert ("family", "distinct-service") in {(e.kind, e.key) for e in found.by_source["cms-one"]}
        assert set(found.sources) == {"cms-one", "cms-two", "payer-one"}

    def test_related_pair_is_seen_from_both_sides(self):
        publish_world()
        (from_59,), (from_xs,) = catalogue().related["59"], catalogue().related["XS"]
        assert (from_59.code, from_59.is_first) == ("XS", True)
        assert (from_xs.code, from_xs.is_first) == ("59", False)
        assert from_xs.relation == from_59.relation

    def test_mappings_cannot_be_changed(self):
        publish_world()
        with pytest.raises(TypeError):
            catalogue().modifiers["59"] = None  # type: ignore[index]

    def test_minor_edition_is_not_told_as_an_update(self):
        publish_document(modifier_document())
        publish_document(modifier_document(summary="A comma."), is_major=False, change_note="")
        assert [e.number for e in catalogue().updates] == [1]
        assert catalogue().updated_at("modifier", "59") == catalogue().edition("modifier", "59", 1).live_from  # type: ignore[union-attr]


@pytest.mark.django_db
class TestQueries:
    @pytest.mark.parametrize("count", [2, 20])
    def test_one_query_when_nothing_moved(self, count, django_assert_num_queries):
        publish_modifiers([f"A{n}" if n < 10 else f"B{n - 10}" for n in range(count)])
        clock = Clock()
        own = Store(clock)
        own.snapshot()
        with django_assert_num_queries(0):
            own.snapshot().warm()
        clock.now += CHECK_EVERY
        with django_assert_num_queries(1):
            own.snapshot()
            own.snapshot()

    def test_known_editions_are_not_read_again(self):
        own = Store(Clock())
        publish_modifiers(["25", "59"])
        before = own.snapshot().modifiers["59"]
        publish_document(modifier_document("XS"))
        own.invalidate()
        assert own.snapshot().modifiers["59"] is before

    def test_rolled_back_edition_is_forgotten(self):
        from django.db import transaction

        own = Store(Clock())
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            publish_document(modifier_document())
            own.snapshot()
            raise ZeroDivisionError
        own.invalidate()
        assert own.snapshot().get("modifier", "59") is None


@pytest.mark.django_db
class TestDatabaseAway:
    def test_goes_on_with_the_last_version_and_recovers(self):
        clock = Clock()
        own = Store(clock)
        publish_document(modifier_document(summary="Known."))
        own.snapshot()
        with database_away():
            clock.now += CHECK_EVERY
            assert own.snapshot().modifiers["59"].document.summary == "Known."
            assert own.is_degraded
        publish_document(modifier_document(summary="Newer."))
        clock.now += CHECK_EVERY
        assert own.snapshot().modifiers["59"].document.summary == "Newer."
        assert not own.is_degraded

    def test_scheduled_edition_goes_live_all_the_same(self):
        clock = Clock()
        own = Store(clock)
        with time_machine.travel(NOON, tick=False) as traveller:
            publish_document(modifier_document())
            publish_document(modifier_document(summary="Later."), live_from=NOON + timedelta(days=1))
            own.snapshot()
            with database_away():
                traveller.shift(timedelta(days=2))
                clock.now += CHECK_EVERY
                assert own.snapshot().modifiers["59"].number == 2

    def test_says_so_when_it_never_saw_a_database(self):
        own = Store(Clock())
        with database_away(), pytest.raises(CatalogueUnavailable):
            own.snapshot()
        assert own.snapshot().modifiers == {}


def _entry(number: int) -> Entry:
    import zlib

    document = modifier_document(summary=f"Summary {number}.")
    packed = zlib.compress(document.canonical_json().encode())
    return Entry(number, "modifier", "59", number, NOON, NOON, True, False, "Note.", "", "", document.sha256(), packed)


def test_threads_never_see_half_of_a_version():
    """Thirty-two readers while versions move: each snapshot's number and its document belong together."""
    version = 1

    class Fed(Store):
        def _read(self) -> None:
            stamp = str(version)
            if stamp != self._read_state.stamp:
                self._snapshots.clear()
                self._read_state = _State({1: _entry(version)}, [NOON], stamp)

    own = Fed(Clock())
    failures: list[str] = []
    stop = threading.Event()

    def read() -> None:
        last = 0
        while not stop.is_set():
            entry = own.snapshot(NOON).modifiers["59"]
            if entry.document.summary != f"Summary {entry.number}.":
                failures.append("torn")
            if entry.number < last:
                failures.append(f"went back from {last} to {entry.number}")
            last = entry.number

    readers = [threading.Thread(target=read) for _ in range(8)]
    for reader in readers:
        reader.start()
    for version in range(2, 60):  # noqa: B007
        own.invalidate()
        own.snapshot(NOON)
    stop.set()
    for reader in readers:
        reader.join(timeout=10)
    assert not failures, failures[:3]
    assert own.snapshot(NOON).modifiers["59"].number == 59


@pytest.mark.django_db
def test_the_process_that_publishes_knows_at_once():
    publish_document(modifier_document(summary="One."))
    assert catalogue().modifiers["59"].document.summary == "One."
    publish_document(modifier_document(summary="Two."))
    assert catalogue().modifiers["59"].document.summary == "Two."
    assert Edition.objects.count() == 2
    assert not store.is_degraded


def test_a_look_beside_the_requests_is_gone_by_for_a_while(world, monkeypatch):
    # The connection is the test's own.
    monkeypatch.setattr("modifiers.catalogue.checking.close_old_connections", lambda: None)
    clock = Clock()
    kept = Store(clock=clock)
    checker = Checker(kept)
    assert checker.known() is None, "nothing was read yet"
    checker.look()
    seen = checker.known()
    assert seen == kept.version()
    CatalogueVersion.move()
    clock.now += 0.5
    with CaptureQueriesContext(connection) as asked:
        assert checker.known() == seen, "a look is due, but not here"
    assert not asked.captured_queries
    clock.now += 0.5
    assert checker.known() is None, "the last look is too long ago"
    checker.look()
    assert checker.known() == kept.version() != seen
    kept.invalidate()
    assert checker.known() is None, "something was published here"
