"""Where rows lie: built unseen, then only read; gone or damaged is told as a database that is away."""

from __future__ import annotations

import os
import threading

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction

from modifiers.ncci import stores
from modifiers.ncci.datasets import ADD_ON, DATASETS, MUE, PTP
from modifiers.ncci.stores import FileStore, import_lock, size_of, store_of, sweep

from .sets import stores as left

pytestmark = pytest.mark.django_db

on_sqlite = pytest.mark.skipif(
    "os.environ.get('DATABASE_URL', '').startswith('postgres')", reason="the rows are no files there"
)
ROW = ("A4216", 3, "3", "")
ODD = "a tab\tbetween, a \\backslash, \\N, a line\r\nend, “quotes” and 'more' %s {table}"


def holding(*rows, dataset=MUE, name="ncci-rows-1"):
    store = store_of(name, dataset)
    store.create()
    store.insert(list(rows))
    store.finish()
    return store


@pytest.mark.parametrize("kind", DATASETS)
def test_rows_come_back_as_they_were(kind):
    dataset = DATASETS[kind]
    rows = [
        tuple(f"{name[:3]}{number}" if type_ == "text" else number for name, type_ in dataset.columns)
        for number in range(3000)
    ]
    store = holding(*rows, dataset=dataset)
    found = store.query(f"SELECT {', '.join(dataset.names)} FROM {{table}}")
    assert sorted(found) == sorted(rows)
    assert size_of(store) > 10_000


def test_texts_of_any_kind():
    store = holding(("A4216", 1, "1", ODD), ("A4217", 1, "1", ""), ("A4218", 1, "1", "\\."))
    assert store.query("SELECT rationale FROM {table} ORDER BY code") == [(ODD,), ("",), ("\\.",)]
    assert store.query("SELECT code FROM {table} WHERE rationale = %s", (ODD,)) == [("A4216",)]


def test_the_first_of_rows_with_one_key_stays():
    store = holding(("A4216", 1, "1", "first"), ("A4217", 2, "2", ""), ("A4216", 9, "1", "second"))
    assert store.query("SELECT units FROM {table} ORDER BY code") == [(1,), (2,)]


def test_made_again_it_is_empty_first():
    holding(ROW)
    assert holding(("A4217", 1, "1", "")).query("SELECT code FROM {table}") == [("A4217",)]


def test_taken_back_nothing_is_left():
    store = store_of("ncci-rows-1", MUE)
    store.create()
    store.insert([ROW])
    store.drop()
    store.drop()
    assert left() == []
    assert size_of(store) == 0


def test_gone_it_cannot_be_read():
    store = holding(ROW)
    assert store.query("SELECT count(*) FROM {table}") == [(1,)]
    store.drop()
    with pytest.raises(OperationalError), transaction.atomic():
        store.query("SELECT count(*) FROM {table}")


@pytest.mark.skipif("not os.environ.get('DATABASE_URL', '').startswith('postgres')", reason="SQLite takes anything")
@pytest.mark.parametrize("row", [("A4217", "many", "1", ""), ("A4217", 1, "1", "\0"), ("A4217", 2**40, "1", "")])
def test_what_the_database_does_not_take_is_an_error_of_the_database(row):
    store = store_of("ncci-rows-1", MUE)
    store.create()
    with pytest.raises(DatabaseError):
        store.insert([ROW, row])
        store.finish()
    store.drop()
    assert left() == []
    assert holding(ROW).query("SELECT code FROM {table}") == [("A4216",)]


def test_sweeping_leaves_what_is_known():
    kept, crashed = holding(ROW, name="ncci-rows-kept"), store_of("ncci-rows-building", MUE)
    holding(ROW, name="ncci-rows-unknown")
    if connection.vendor == "sqlite":
        crashed.create()
    assert len(sweep([kept.name])) == (2 if connection.vendor == "sqlite" else 1)
    assert kept.query("SELECT count(*) FROM {table}") == [(1,)]
    assert len(left()) == 1
    crashed.drop()


def test_the_key_and_the_indexes_are_used():
    for dataset, where in ((PTP, "column_two = 'A'"), (ADD_ON, "primary_code = 'A'"), (MUE, "code = 'A'")):
        store = holding(dataset=dataset, name=f"ncci-rows-{dataset.kind}".replace("_", "-"))
        if connection.vendor == "sqlite":
            plan = store.query(f"EXPLAIN QUERY PLAN SELECT * FROM {{table}} WHERE {where}")
            assert "USING" in str(plan)
            assert "SCAN" not in str(plan)
        else:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_seqscan = off")
            assert "Index" in str(store.query(f"EXPLAIN SELECT * FROM {{table}} WHERE {where}"))


@on_sqlite
class TestFiles:
    def test_half_of_one_is_never_seen(self):
        store = store_of("ncci-rows-1", MUE)
        store.create()
        store.insert([ROW])
        assert left() == ["ncci-rows-1.building"]
        with pytest.raises(OperationalError):
            store_of("ncci-rows-1", MUE).query("SELECT count(*) FROM {table}")
        store.finish()
        assert left() == ["ncci-rows-1.sqlite3"]

    def test_a_reader_that_has_it_open_reads_on(self):
        store = holding(ROW)
        said, go_on = [], threading.Event()
        ready = threading.Event()

        def read():
            said.extend(store_of("ncci-rows-1", MUE).query("SELECT code FROM {table}"))
            ready.set()
            go_on.wait(30)
            # What has been removed meanwhile is still there for whoever holds it open.
            rows = FileStore._open.connections[store.path].execute("SELECT code FROM rows").fetchall()
            said.extend(rows)

        reader = threading.Thread(target=read)
        reader.start()
        assert ready.wait(30)
        store.drop()
        go_on.set()
        reader.join()
        assert said == [("A4216",), ("A4216",)]

    def test_a_removed_file_is_held_open_no_longer_than_until_the_next_query(self):
        gone, other = holding(ROW), holding(ROW, name="ncci-rows-2")
        for store in (gone, other):
            store.query("SELECT count(*) FROM {table}")
        before = self.open_files()
        gone.path.unlink()
        other.query("SELECT count(*) FROM {table}")
        assert self.open_files() == before
        stores.forget_removed()
        other.query("SELECT count(*) FROM {table}")
        assert self.open_files() == before - 1

    def test_few_are_held_open(self):
        for number in range(20):
            holding(ROW, name=f"ncci-rows-{number}").query("SELECT count(*) FROM {table}")
        assert len(FileStore._open.connections) == stores._KEPT_OPEN

    @staticmethod
    def open_files():
        return sum("ncci-rows" in os.readlink(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd") if _is(fd))

    @pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\0" + b"\xff" * 8000])
    def test_what_is_no_database(self, content):
        store = holding(ROW)
        store.path.write_bytes(content)
        with pytest.raises(OperationalError, match="cannot be used"):
            store.query("SELECT code FROM {table}")

    def test_cut_off_in_the_middle(self):
        store = holding(*((f"A{number:04d}", 1, "1", "x" * 50) for number in range(5000)))
        os.truncate(store.path, store.path.stat().st_size // 2)
        with pytest.raises(OperationalError, match="cannot be used"):
            store.query("SELECT * FROM {table}")

    def test_the_lock_is_let_go_of(self):
        with import_lock():
            pass
        with import_lock(), pytest.raises(stores.ImportRunning), import_lock():
            pass


def _is(fd):
    return os.path.islink(f"/proc/self/fd/{fd}")
