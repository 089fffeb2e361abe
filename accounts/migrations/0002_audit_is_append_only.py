"""The audit trail refuses UPDATE and DELETE in the database itself.

On SQLite a later migration that alters `accounts_auditentry` rebuilds the table and
loses its triggers: such a migration must end by making them again.
"""

from django.db import migrations

TABLE = "accounts_auditentry"

POSTGRESQL = [
    """
    CREATE FUNCTION accounts_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    f"""
    CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION accounts_audit_refuse()
    """,
]
POSTGRESQL_BACK = [
    f"DROP TRIGGER audit_is_append_only ON {TABLE}",
    "DROP FUNCTION accounts_audit_refuse()",
]

REFUSE = "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
SQLITE = [
    f"CREATE TRIGGER audit_refuses_update BEFORE UPDATE ON {TABLE} {REFUSE}",
    f"CREATE TRIGGER audit_refuses_delete BEFORE DELETE ON {TABLE} {REFUSE}",
    # INSERT OR REPLACE deletes a row without asking the trigger above.
    f"""
    CREATE TRIGGER audit_refuses_replace BEFORE INSERT ON {TABLE}
    WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id OR number = NEW.number OR digest = NEW.digest) {REFUSE}
    """,
]
SQLITE_BACK = [f"DROP TRIGGER audit_refuses_{what}" for what in ("update", "delete", "replace")]


def _run(schema_editor, postgresql, sqlite):
    for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
        schema_editor.execute(statement)


def make(apps, schema_editor):
    _run(schema_editor, POSTGRESQL, SQLITE)


def drop(apps, schema_editor):
    _run(schema_editor, POSTGRESQL_BACK, SQLITE_BACK)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(make, drop)]
