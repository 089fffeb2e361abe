"""The database itself refuses to change a version of the rules, or to delete it.

Once, while there is none yet, a version is given its pool (and what goes with it): that is the
publication. Only a rehearsal, which leaves nothing behind, may lose its rules. On SQLite a later
migration that alters `quiz_rulesversion` rebuilds the table and loses its triggers: such a
migration must end by making them again.
"""

from django.db import migrations

TABLE = "quiz_rulesversion"
WORDS = "a version of the rules stays as written"
FROZEN = ("pool", "facilities")
REST = "id contest_id number document digest seed reason created_by_id created_at".split()
IS_REHEARSAL = "EXISTS (SELECT 1 FROM quiz_contest WHERE id = OLD.contest_id AND is_rehearsal)"

POSTGRESQL = [
    f"""
    CREATE FUNCTION quiz_rules_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    f"""
    CREATE FUNCTION quiz_rules_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
      IF {IS_REHEARSAL} THEN RETURN OLD; END IF;
      RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    f"""
    CREATE TRIGGER rules_stay BEFORE UPDATE ON {TABLE} FOR EACH ROW
    WHEN (to_jsonb(OLD) - 'pool' - 'facilities' IS DISTINCT FROM to_jsonb(NEW) - 'pool' - 'facilities'
          OR OLD.pool <> '[]' AND (OLD.pool <> NEW.pool OR OLD.facilities <> NEW.facilities))
    EXECUTE FUNCTION quiz_rules_refuse()
    """,
    f"""
    CREATE TRIGGER rules_are_kept BEFORE DELETE ON {TABLE} FOR EACH ROW
    EXECUTE FUNCTION quiz_rules_refuse_delete()
    """,
]
POSTGRESQL_BACK = [
    f"DROP TRIGGER rules_are_kept ON {TABLE}",
    f"DROP TRIGGER rules_stay ON {TABLE}",
    "DROP FUNCTION quiz_rules_refuse_delete()",
    "DROP FUNCTION quiz_rules_refuse()",
]

REFUSE = f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
CHANGED = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in REST)
REFROZEN = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in FROZEN)
SQLITE = [
    f"""
    CREATE TRIGGER rules_refuse_update BEFORE UPDATE ON {TABLE}
    WHEN {CHANGED} OR (OLD.pool <> '[]' AND ({REFROZEN})) {REFUSE}
    """,
    f"CREATE TRIGGER rules_refuse_delete BEFORE DELETE ON {TABLE} WHEN NOT {IS_REHEARSAL} {REFUSE}",
    # INSERT OR REPLACE deletes a row without asking the trigger above.
    f"""
    CREATE TRIGGER rules_refuse_replace BEFORE INSERT ON {TABLE}
    WHEN EXISTS (
      SELECT 1 FROM {TABLE} WHERE id = NEW.id OR (contest_id = NEW.contest_id AND number = NEW.number)
    ) {REFUSE}
    """,
]
SQLITE_BACK = [f"DROP TRIGGER rules_refuse_{what}" for what in ("update", "delete", "replace")]


def _run(schema_editor, postgresql, sqlite):
    for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
        schema_editor.execute(statement)


def make(apps, schema_editor):
    _run(schema_editor, POSTGRESQL, SQLITE)


def drop(apps, schema_editor):
    _run(schema_editor, POSTGRESQL_BACK, SQLITE_BACK)


class Migration(migrations.Migration):
    dependencies = [("quiz", "0012_fill_excluded_by_rules")]

    operations = [migrations.RunPython(make, drop)]
