"""Confirmed awards refuse every change in the database itself, but for being published.

On SQLite a later migration that alters one of the two tables rebuilds it and loses its
triggers: such a migration must end by making them again.
"""

from django.db import migrations

RUN, AWARD = "leaderboard_awardrun", "leaderboard_award"
SAME = " AND ".join(
    f"OLD.{name} = NEW.{name}"
    for name in (
        "id",
        "contest_id",
        "rules_id",
        "number",
        "input_digest",
        "notes",
        "created_at",
        "confirmed_by_id",
        "confirmed_at",
    )
)
CHANGED = f"OLD.state <> 'draft' AND NOT (OLD.state = 'confirmed' AND NEW.state = 'published' AND {SAME})"
WORDS = "confirmed awards are final"

POSTGRESQL = [
    f"""
    CREATE FUNCTION leaderboard_run_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    f"""
    CREATE FUNCTION leaderboard_award_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE run bigint;
    BEGIN
      IF TG_OP = 'INSERT' THEN run := NEW.run_id; ELSE run := OLD.run_id; END IF;
      IF EXISTS (SELECT 1 FROM {RUN} WHERE id = run AND state <> 'draft') THEN
        RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      IF TG_OP = 'DELETE' THEN RETURN OLD; ELSE RETURN NEW; END IF;
    END $$
    """,
    f"""
    CREATE TRIGGER award_run_refuses_update BEFORE UPDATE ON {RUN}
    FOR EACH ROW WHEN ({CHANGED}) EXECUTE FUNCTION leaderboard_run_refuse()
    """,
    f"""
    CREATE TRIGGER award_run_refuses_delete BEFORE DELETE ON {RUN}
    FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION leaderboard_run_refuse()
    """,
    f"""
    CREATE TRIGGER award_refuses BEFORE INSERT OR UPDATE OR DELETE ON {AWARD}
    FOR EACH ROW EXECUTE FUNCTION leaderboard_award_refuse()
    """,
]
POSTGRESQL_BACK = [
    f"DROP TRIGGER award_refuses ON {AWARD}",
    f"DROP TRIGGER award_run_refuses_delete ON {RUN}",
    f"DROP TRIGGER award_run_refuses_update ON {RUN}",
    "DROP FUNCTION leaderboard_award_refuse()",
    "DROP FUNCTION leaderboard_run_refuse()",
]

REFUSE = f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
IS_FINAL = f"EXISTS (SELECT 1 FROM {RUN} WHERE id = {{}} AND state <> 'draft')"
SQLITE = [
    f"CREATE TRIGGER award_run_refuses_update BEFORE UPDATE ON {RUN} WHEN {CHANGED} {REFUSE}",
    f"CREATE TRIGGER award_run_refuses_delete BEFORE DELETE ON {RUN} WHEN OLD.state <> 'draft' {REFUSE}",
    # INSERT OR REPLACE deletes a row without asking the trigger above.
    f"CREATE TRIGGER award_run_refuses_insert BEFORE INSERT ON {RUN} WHEN {IS_FINAL.format('NEW.id')} {REFUSE}",
    f"CREATE TRIGGER award_refuses_insert BEFORE INSERT ON {AWARD} WHEN {IS_FINAL.format('NEW.run_id')} {REFUSE}",
    f"CREATE TRIGGER award_refuses_update BEFORE UPDATE ON {AWARD} WHEN {IS_FINAL.format('OLD.run_id')} {REFUSE}",
    f"CREATE TRIGGER award_refuses_delete BEFORE DELETE ON {AWARD} WHEN {IS_FINAL.format('OLD.run_id')} {REFUSE}",
]
SQLITE_BACK = [
    *(f"DROP TRIGGER award_refuses_{what}" for what in ("insert", "update", "delete")),
    *(f"DROP TRIGGER award_run_refuses_{what}" for what in ("insert", "update", "delete")),
]


def _run(schema_editor, postgresql, sqlite):
    for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
        schema_editor.execute(statement)


def make(apps, schema_editor):
    _run(schema_editor, POSTGRESQL, SQLITE)


def drop(apps, schema_editor):
    _run(schema_editor, POSTGRESQL_BACK, SQLITE_BACK)


class Migration(migrations.Migration):
    dependencies = [("leaderboard", "0004_partial_board_indexes")]

    operations = [migrations.RunPython(make, drop)]
