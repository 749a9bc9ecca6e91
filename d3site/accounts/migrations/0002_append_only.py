"""The log of accounts is append-only: triggers refuse to change, delete or replace a row."""

from importlib import import_module

from django.db import migrations

append_only = import_module("modifiers.migrations.0002_append_only")
TABLE = "accounts_accountevent"


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(append_only.POSTGRESQL.format(table=TABLE), params=None)
        return
    for statement in append_only.SQLITE.format(table=TABLE, same="id = new.id").split("END;")[:-1]:
        schema_editor.execute(statement.strip() + " END;")


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {TABLE}_append_only ON {TABLE}")
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_truncate ON {TABLE}")
        schema_editor.execute(f"DROP FUNCTION {TABLE}_refuse()")
        return
    for name in ("no_update", "no_delete", "no_replace"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_{name}")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("modifiers", "0002_append_only")]

    operations = [migrations.RunPython(create, remove)]
