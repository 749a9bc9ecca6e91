"""Migrations are complete and follow one another in a line."""

from __future__ import annotations

from importlib import import_module
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from modifiers.models import SUBJECTS
from tests.architecture.test_append_only import triggers


@pytest.mark.django_db
def test_no_migration_is_missing():
    out = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=out)
    assert "No changes detected" in out.getvalue()


@pytest.mark.django_db
def test_migrations_are_a_line_that_ends_where_it_says():
    graph = MigrationLoader(connection).graph
    names = sorted(name for app, name in graph.nodes if app == "modifiers")
    assert len(graph.leaf_nodes("modifiers")) == 1
    for before, name in pairwise(names):
        parents = [parent.key for parent in graph.node_map["modifiers", name].parents if parent.key[0] == "modifiers"]
        assert parents == [("modifiers", before)]
    latest = Path(apps.get_app_config("modifiers").path) / "migrations" / "max_migration.txt"
    assert latest.read_text().strip() == names[-1]


@pytest.mark.django_db
def test_append_only_rules_can_be_taken_down_and_put_back():
    """The migration's way back works; nobody should need to find out otherwise in an emergency."""
    before = triggers()
    by_another = import_module("modifiers.migrations.0012_approved_by_another")
    append_only = import_module("modifiers.migrations.0002_append_only")
    by_another.remove(apps, _Editor())
    append_only.remove(apps, _Editor())
    assert triggers() == set()
    append_only.create(apps, _Editor())
    by_another.create(apps, _Editor())
    assert triggers() == before


@pytest.mark.django_db
def test_the_rules_on_last_editors_know_every_kind():
    copies = import_module("modifiers.migrations.0012_approved_by_another").COPIES
    assert copies == {kind: (model._meta.db_table, model.key_field) for kind, model in SUBJECTS.items()}


class _Editor:
    """Runs statements inside the test's transaction, which a schema editor of SQLite would refuse."""

    def __init__(self) -> None:
        self.connection = connection

    def execute(self, statement: str, params: object = None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)
