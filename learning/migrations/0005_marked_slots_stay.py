"""The database itself refuses to change a slot of an exam once it is marked.

On SQLite a later migration that alters `learning_examslot` rebuilds the table and loses its trigger: such a
migration must end by making it again.
"""

from django.db import migrations

TABLE = "learning_examslot"

POSTGRESQL = [
    """
    CREATE FUNCTION learning_slot_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
      RAISE EXCEPTION 'a marked slot stays as it is' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    f"""
    CREATE TRIGGER slot_stays BEFORE UPDATE ON {TABLE} FOR EACH ROW
    WHEN (OLD.earned IS NOT NULL AND OLD IS DISTINCT FROM NEW)
    EXECUTE FUNCTION learning_slot_refuse()
    """,
]
POSTGRESQL_BACK = [f"DROP TRIGGER slot_stays ON {TABLE}", "DROP FUNCTION learning_slot_refuse()"]

COLUMNS = "id session_id position revision_id points response answered_at earned".split()
CHANGED = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in COLUMNS)
SQLITE = [
    f"CREATE TRIGGER slot_refuses_update BEFORE UPDATE ON {TABLE} "
    f"WHEN OLD.earned IS NOT NULL AND ({CHANGED}) "
    "BEGIN SELECT RAISE(ABORT, 'a marked slot stays as it is'); END"
]
SQLITE_BACK = ["DROP TRIGGER slot_refuses_update"]


def _run(schema_editor, postgresql, sqlite):
    for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
        schema_editor.execute(statement)


def make(apps, schema_editor):
    _run(schema_editor, POSTGRESQL, SQLITE)


def drop(apps, schema_editor):
    _run(schema_editor, POSTGRESQL_BACK, SQLITE_BACK)


class Migration(migrations.Migration):
    dependencies = [("learning", "0004_modes")]
    operations = [migrations.RunPython(make, drop)]
