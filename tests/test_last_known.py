"""What a process serves that starts while the database is away."""

from __future__ import annotations

import gzip
import stat
import threading

import pytest
from django.db import OperationalError

from modifiers.catalogue import CatalogueUnavailable, Store
from modifiers.catalogue.last_known import LastKnown, read, write
from tests.factories import modifier_document, publish_document


@pytest.fixture
def path(tmp_path, settings):
    settings.LAST_KNOWN = tmp_path / "known.gz"
    return settings.LAST_KNOWN


def wait_for_writer() -> None:
    for thread in threading.enumerate():
        if thread.name == "last-known":
            thread.join(10)


class Away(Store):
    """A process that never reaches the database."""

    def _read(self) -> None:
        raise OperationalError


@pytest.mark.django_db
def test_a_process_without_a_database_serves_what_was_last_known(world, path):
    publish_document(modifier_document(summary="A second edition."))
    seen = Store(known=LastKnown()).snapshot()
    wait_for_writer()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == [path.name]

    away = Away(known=LastKnown())
    found = away.snapshot()
    assert away.is_degraded
    assert found.stamp == seen.stamp
    for kind in ("modifier", "page", "denial_code"):
        assert [e.canonical_json for e in found.all(kind).values()] == [
            e.canonical_json for e in seen.all(kind).values()
        ]
    assert [e.number for e in found.history("modifier", "59")] == [2, 1]
    assert found.history("modifier", "59")[0].live_from == seen.history("modifier", "59")[0].live_from

    # The database is back: what it says holds, and nothing is read twice.
    away._read = lambda: Store._read(away)  # type: ignore[method-assign]
    away.invalidate()
    assert away.snapshot() is found
    assert not away.is_degraded


@pytest.mark.parametrize(
    "spoil",
    [
        lambda whole: whole[: len(whole) // 2],
        lambda whole: b"not a file of ours",
        lambda whole: b"",
        lambda whole: gzip.compress(gzip.decompress(whole).replace(b"Summary", b"Sumnary")),
        lambda whole: gzip.compress(b"\n".join(gzip.decompress(whole).splitlines()[:-1])),
        lambda whole: gzip.compress(gzip.decompress(whole).replace(b'"format":1', b'"format":2')),
    ],
    ids=["cut", "other", "empty", "changed", "rows missing", "format"],
)
@pytest.mark.django_db
def test_a_file_that_cannot_be_trusted_is_not_served(path, spoil, caplog):
    publish_document(modifier_document(summary="Summary one."))
    Store(known=LastKnown()).snapshot()
    wait_for_writer()
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(CatalogueUnavailable):
        Away(known=LastKnown()).snapshot()
    assert "cannot be read" in caplog.text


@pytest.mark.django_db
def test_the_same_state_is_written_once_and_a_new_one_in_its_place(path):
    publish_document(modifier_document(summary="One."))
    Store(known=LastKnown()).snapshot()
    wait_for_writer()
    first = path.stat().st_ino
    Store(known=LastKnown()).snapshot()
    wait_for_writer()
    assert path.stat().st_ino == first
    publish_document(modifier_document(summary="Two."))
    Store(known=LastKnown()).snapshot()
    wait_for_writer()
    assert path.stat().st_ino != first
    assert len(read(path)[1]) == 2


def test_a_full_disk_is_told_and_leaves_what_was_there(path, monkeypatch, caplog):
    write(path, "one", [])

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    LastKnown().remember("two", [])
    wait_for_writer()
    assert read(path) == ("one", [])
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    assert "was not kept" in caplog.text


def test_turned_off(settings):
    settings.LAST_KNOWN = None
    LastKnown().remember("one", [])
    assert LastKnown().recall() is None
