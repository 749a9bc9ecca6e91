"""Editions and events stay as they are, whoever asks and however: shown with SQL, on either database."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from modifiers.models import Edition, Event
from tests.factories import modifier_document, publish_document

TABLES = ("modifiers_edition", "modifiers_event")


def triggers() -> set[str]:
    """Names of the triggers on the two tables."""
    sql = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN (%s, %s)",
        "postgresql": "SELECT tgname FROM pg_trigger"
        " WHERE NOT tgisinternal AND tgrelid IN (%s::regclass, %s::regclass)",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(sql, TABLES)
        return {name for (name,) in cursor.fetchall()}


def snapshot() -> list[tuple[object, ...]]:
    return [*Edition.objects.order_by("id").values_list(), *Event.objects.order_by("id").values_list()]


@pytest.fixture
def stored(db):
    edition = publish_document(modifier_document())
    Event.objects.create(action="publish", kind="modifier", key="59", edition_number=1)
    return edition


def refused(sql: str, params: tuple[object, ...] = ()) -> str:
    """Run SQL that must fail and return what the database says."""
    with pytest.raises(DatabaseError) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
    return str(caught.value)


@pytest.mark.parametrize("table", TABLES)
class TestBothTables:
    def test_update(self, stored, table):
        before = snapshot()
        assert "append-only" in refused(f"UPDATE {table} SET key = 'XS'")
        assert snapshot() == before

    def test_update_that_changes_nothing(self, stored, table):
        assert "append-only" in refused(f"UPDATE {table} SET key = key")

    def test_delete(self, stored, table):
        before = snapshot()
        assert "append-only" in refused(f"DELETE FROM {table} WHERE id IS NOT NULL")
        assert snapshot() == before

    def test_insert_over_an_existing_row(self, stored, table):
        """REPLACE deletes without firing delete triggers on SQLite; PostgreSQL has ON CONFLICT instead."""
        before = snapshot()
        columns = {
            "modifiers_edition": "id, kind, key, number, document, sha256, live_from, published_at, is_major,"
            " is_correction, change_note, withdrawal, merged_into, emergency_reason",
            "modifiers_event": "id, at, action, kind, key, note",
        }[table]
        if connection.vendor == "sqlite":
            sql = f"REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table}"
        else:
            sql = (
                f"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {table}"
                " ON CONFLICT (id) DO UPDATE SET key = 'XS'"
            )
        assert "append-only" in refused(sql)
        assert snapshot() == before


def test_replacing_an_edition_by_its_number(stored):
    """A new id does not help: the number of a subject's edition is taken."""
    columns = (
        "kind, key, number, document, sha256, live_from, published_at, is_major, is_correction, change_note,"
        " withdrawal, merged_into, emergency_reason"
    )
    verb = "REPLACE" if connection.vendor == "sqlite" else "INSERT"
    refused(f"{verb} INTO modifiers_edition ({columns}) SELECT {columns} FROM modifiers_edition")
    assert list(Edition.objects.values_list("id", flat=True)) == [stored.id]


@pytest.mark.parametrize("table", TABLES)
def test_truncate(stored, table):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE; its DELETE without a condition is refused above")
    with connection.cursor() as cursor:
        # Foreign keys still to be checked would refuse it first, for a reason of their own.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert "append-only" in refused(f"TRUNCATE {table} CASCADE")


def test_through_the_orm(stored):
    for act in (lambda: stored.save(), lambda: stored.delete(), lambda: Edition.objects.update(key="XS")):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_author_of_an_edition_cannot_be_deleted(editor, db):
    from django.db.models import ProtectedError

    publish_document(modifier_document(), author=editor)
    with pytest.raises(ProtectedError):
        editor.delete()
