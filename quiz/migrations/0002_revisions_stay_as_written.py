"""The database itself refuses to change what a revision says, or to delete it.

Only `is_published` and `reviewer` may change. On SQLite a later migration that alters
`quiz_questionrevision` rebuilds the table and loses its triggers: such a migration must
end by making them again.
"""

from django.db import migrations

TABLE = "quiz_questionrevision"
CONTENT = (
    "id question_id number type stem options key explanation source review_by difficulty audience bloom "
    "image image_alt author_id digest created_at"
).split()

POSTGRESQL = [
    """
    CREATE FUNCTION quiz_revision_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
      RAISE EXCEPTION 'a question revision stays as written' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    f"""
    CREATE TRIGGER revision_stays BEFORE UPDATE ON {TABLE} FOR EACH ROW
    WHEN (to_jsonb(OLD) - 'is_published' - 'reviewer_id' IS DISTINCT FROM
          to_jsonb(NEW) - 'is_published' - 'reviewer_id')
    EXECUTE FUNCTION quiz_revision_refuse()
    """,
    f"""
    CREATE TRIGGER revision_is_kept BEFORE DELETE ON {TABLE} FOR EACH ROW
    EXECUTE FUNCTION quiz_revision_refuse()
    """,
]
POSTGRESQL_BACK = [
    f"DROP TRIGGER revision_is_kept ON {TABLE}",
    f"DROP TRIGGER revision_stays ON {TABLE}",
    "DROP FUNCTION quiz_revision_refuse()",
]

REFUSE = "BEGIN SELECT RAISE(ABORT, 'a question revision stays as written'); END"
CHANGED = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in CONTENT)
SQLITE = [
    f"CREATE TRIGGER revision_refuses_update BEFORE UPDATE ON {TABLE} WHEN {CHANGED} {REFUSE}",
    f"CREATE TRIGGER revision_refuses_delete BEFORE DELETE ON {TABLE} {REFUSE}",
    # INSERT OR REPLACE deletes a row without asking the trigger above.
    f"""
    CREATE TRIGGER revision_refuses_replace BEFORE INSERT ON {TABLE}
    WHEN EXISTS (
      SELECT 1 FROM {TABLE}
      WHERE id = NEW.id OR (question_id = NEW.question_id AND number = NEW.number)
    ) {REFUSE}
    """,
]
SQLITE_BACK = [f"DROP TRIGGER revision_refuses_{what}" for what in ("update", "delete", "replace")]


def _run(schema_editor, postgresql, sqlite):
    for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
        schema_editor.execute(statement)


def make(apps, schema_editor):
    _run(schema_editor, POSTGRESQL, SQLITE)


def drop(apps, schema_editor):
    _run(schema_editor, POSTGRESQL_BACK, SQLITE_BACK)


class Migration(migrations.Migration):
    dependencies = [("quiz", "0001_initial")]

    operations = [migrations.RunPython(make, drop)]
