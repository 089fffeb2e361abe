"""The database itself refuses to change what a learner answered, or to delete it.

Only the learner may change, when what was learned on a device becomes a person's. On SQLite a later
migration that alters `learning_reviewlog` rebuilds the table and loses its triggers: such a migration
must end by making them again.
"""

from django.db import migrations

TABLE = "learning_reviewlog"
CONTENT = (
    "id question_id revision_id session_id position at response verdict rating policy millis pace"
).split()

POSTGRESQL = [
    """
    CREATE FUNCTION learning_log_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
      RAISE EXCEPTION 'an answer stays as given' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    f"""
    CREATE TRIGGER log_stays BEFORE UPDATE ON {TABLE} FOR EACH ROW
    WHEN (to_jsonb(OLD) - 'learner_id' IS DISTINCT FROM to_jsonb(NEW) - 'learner_id')
    EXECUTE FUNCTION learning_log_refuse()
    """,
    f"""
    CREATE TRIGGER log_is_kept BEFORE DELETE ON {TABLE} FOR EACH ROW
    EXECUTE FUNCTION learning_log_refuse()
    """,
]
POSTGRESQL_BACK = [
    f"DROP TRIGGER log_is_kept ON {TABLE}",
    f"DROP TRIGGER log_stays ON {TABLE}",
    "DROP FUNCTION learning_log_refuse()",
]

CHANGED = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in CONTENT)
REFUSE = "BEGIN SELECT RAISE(ABORT, 'an answer stays as given'); END"
SQLITE = [
    f"CREATE TRIGGER log_refuses_update BEFORE UPDATE ON {TABLE} WHEN {CHANGED} {REFUSE}",
    f"CREATE TRIGGER log_refuses_delete BEFORE DELETE ON {TABLE} {REFUSE}",
    # INSERT OR REPLACE deletes a row without asking the trigger above.
    f"CREATE TRIGGER log_refuses_replace BEFORE INSERT ON {TABLE} "
    f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id) {REFUSE}",
]
SQLITE_BACK = [f"DROP TRIGGER log_refuses_{what}" for what in ("update", "delete", "replace")]


def _run(schema_editor, postgresql, sqlite):
    for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
        schema_editor.execute(statement)


def make(apps, schema_editor):
    _run(schema_editor, POSTGRESQL, SQLITE)


def drop(apps, schema_editor):
    _run(schema_editor, POSTGRESQL_BACK, SQLITE_BACK)


class Migration(migrations.Migration):
    dependencies = [("learning", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
