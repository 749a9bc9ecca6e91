"""Editions and events are append-only: triggers refuse to change, delete or replace them."""

import uuid

from django.db import migrations

SQLITE = """
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: a row cannot be changed'); END;
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: a row cannot be deleted'); END;
CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})
BEGIN SELECT RAISE(ABORT, '{table} is append-only: a row cannot be replaced'); END;
"""

# REPLACE INTO deletes without firing delete triggers, so SQLite needs a rule on INSERT as well.
SAME = {
    "modifiers_edition": "id = new.id OR (kind = new.kind AND key = new.key AND number = new.number)",
    "modifiers_event": "id = new.id",
}

POSTGRESQL = """
CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{table} is append-only: % refused', TG_OP USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_refuse();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse();
"""


def create(apps, schema_editor):
    for table in SAME:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRESQL.format(table=table), params=None)
        elif schema_editor.connection.vendor == "sqlite":
            for statement in SQLITE.format(table=table, same=SAME[table]).split("END;")[:-1]:
                schema_editor.execute(statement.strip() + " END;")
        else:
            raise NotImplementedError("Editions are protected on SQLite and PostgreSQL only.")
    apps.get_model("modifiers", "CatalogueVersion").objects.create(id=1, number=1, stamp=uuid.uuid4().hex)


def remove(apps, schema_editor):
    for table in SAME:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            schema_editor.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
            schema_editor.execute(f"DROP FUNCTION {table}_refuse()")
        else:
            for name in ("no_update", "no_delete", "no_replace"):
                schema_editor.execute(f"DROP TRIGGER {table}_{name}")
    apps.get_model("modifiers", "CatalogueVersion").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("modifiers", "0001_initial")]

    operations = [migrations.RunPython(create, remove)]
