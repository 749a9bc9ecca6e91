"""Nobody lets out their own last edit, and nobody confirms their own emergency: triggers refuse it.

An edition's own columns could be left empty; these rules look at the working copy itself. On SQLite the migration
before has rebuilt the table of editions, and with the table its append-only triggers went: they are put back here.
"""

from importlib import import_module

from django.db import migrations

append_only = import_module("modifiers.migrations.0002_append_only")

COPIES = {
    "modifier": ("modifiers_modifier", "code"),
    "family": ("modifiers_family", "slug"),
    "denial_code": ("modifiers_denialcode", "code"),
    "payer": ("modifiers_payer", "slug"),
    "topic": ("modifiers_topic", "slug"),
    "setting": ("modifiers_setting", "slug"),
    "question": ("modifiers_question", "slug"),
    "comparison": ("modifiers_comparison", "slug"),
    "page": ("modifiers_page", "slug"),
}
"""Kind → table of working copies, column of the key."""

# The last editor is somebody, and the edition is let out by nobody or by the same person.
_OWN = " OR ".join(
    f"(new.kind = '{kind}' AND EXISTS (SELECT 1 FROM {table} AS copy WHERE copy.{column} = new.key"
    " AND copy.changed_by_id IS NOT NULL"
    " AND (new.approved_by_id IS NULL OR new.approved_by_id = copy.changed_by_id)))"
    for kind, (table, column) in COPIES.items()
)
OWN_EDIT = f"new.emergency_reason = '' AND new.withdrawal = '' AND ({_OWN})"
OWN_EMERGENCY = (
    "new.action = 'confirm' AND NOT EXISTS (SELECT 1 FROM modifiers_edition AS edition"
    " WHERE edition.kind = new.kind AND edition.key = new.key AND edition.number = new.edition_number"
    " AND edition.emergency_reason <> '' AND edition.approved_by_id <> new.actor_id)"
)
RULES = {
    "modifiers_edition": (OWN_EDIT, "an edition is let out by another than the last editor"),
    "modifiers_event": (OWN_EMERGENCY, "an emergency edition is confirmed by another than whoever let it out"),
}

SQLITE = """CREATE TRIGGER {table}_by_another BEFORE INSERT ON {table} WHEN {condition}
BEGIN SELECT RAISE(ABORT, '{message}'); END"""

POSTGRESQL = """
CREATE FUNCTION {table}_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {condition} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
  RETURN new;
END $$;
CREATE TRIGGER {table}_by_another BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_by_another();
"""


def put_back(apps, schema_editor):
    """Append-only triggers of a table that SQLite has rebuilt; nothing where they still stand."""
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        standing = {name for (name,) in cursor.fetchall()}
    for table, same in append_only.SAME.items():
        for statement in append_only.SQLITE.format(table=table, same=same).split("END;")[:-1]:
            if statement.split()[2] not in standing:
                schema_editor.execute(statement.strip() + " END;")


def create(apps, schema_editor):
    put_back(apps, schema_editor)
    template = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for table, (condition, message) in RULES.items():
        schema_editor.execute(template.format(table=table, condition=condition, message=message), params=None)


def remove(apps, schema_editor):
    for table in RULES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_by_another ON {table}")
            schema_editor.execute(f"DROP FUNCTION {table}_by_another()")
        else:
            schema_editor.execute(f"DROP TRIGGER {table}_by_another")


class Migration(migrations.Migration):
    dependencies = [("modifiers", "0011_review")]

    operations = [migrations.RunPython(create, remove)]
