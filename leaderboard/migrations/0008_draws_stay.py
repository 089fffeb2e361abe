"""Lists, tickets and results of draws refuse every change in the database itself.

On SQLite a later migration that alters one of the tables rebuilds it and loses its triggers: such
a migration must end by making them again.
"""

from django.db import migrations

WORDS = "a draw stays as it was"
# Each table with the columns that name a row besides its id.
TABLES = {
    "leaderboard_drawroll": ("contest_id", "version"),
    "leaderboard_drawticket": ("roll_id", "position"),
    "leaderboard_drawresult": ("roll_id",),
}

POSTGRESQL = [
    f"""
    CREATE FUNCTION leaderboard_draw_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    *(
        f"""
        CREATE TRIGGER draw_stays BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION leaderboard_draw_refuse()
        """
        for table in TABLES
    ),
    # A list that has been drawn gets no more tickets.
    f"""
    CREATE FUNCTION leaderboard_draw_ticket_late() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
      IF EXISTS (SELECT 1 FROM leaderboard_drawresult WHERE roll_id = NEW.roll_id) THEN
        RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER draw_ticket_in_time BEFORE INSERT ON leaderboard_drawticket
    FOR EACH ROW EXECUTE FUNCTION leaderboard_draw_ticket_late()
    """,
]
POSTGRESQL_BACK = [
    "DROP TRIGGER draw_ticket_in_time ON leaderboard_drawticket",
    "DROP FUNCTION leaderboard_draw_ticket_late()",
    *(f"DROP TRIGGER draw_stays ON {table}" for table in TABLES),
    "DROP FUNCTION leaderboard_draw_refuse()",
]

REFUSE = f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"


def _replaces(columns):
    same = " AND ".join(f"{name} = NEW.{name}" for name in columns)
    return f"id = NEW.id OR ({same})"


SQLITE = [
    *(
        f"CREATE TRIGGER {table}_refuses_{what} BEFORE {what} ON {table} {REFUSE}"
        for table in TABLES
        for what in ("update", "delete")
    ),
    # INSERT OR REPLACE deletes a row without asking the triggers above.
    *(
        f"""
        CREATE TRIGGER {table}_refuses_replace BEFORE INSERT ON {table}
        WHEN EXISTS (SELECT 1 FROM {table} WHERE {_replaces(columns)}) {REFUSE}
        """
        for table, columns in TABLES.items()
    ),
    f"""
    CREATE TRIGGER draw_ticket_in_time BEFORE INSERT ON leaderboard_drawticket
    WHEN EXISTS (SELECT 1 FROM leaderboard_drawresult WHERE roll_id = NEW.roll_id) {REFUSE}
    """,
]
SQLITE_BACK = [
    "DROP TRIGGER draw_ticket_in_time",
    *(f"DROP TRIGGER {table}_refuses_{what}" for table in TABLES for what in ("update", "delete", "replace")),
]


def _run(schema_editor, postgresql, sqlite):
    for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
        schema_editor.execute(statement)


def make(apps, schema_editor):
    _run(schema_editor, POSTGRESQL, SQLITE)


def drop(apps, schema_editor):
    _run(schema_editor, POSTGRESQL_BACK, SQLITE_BACK)


class Migration(migrations.Migration):
    dependencies = [("leaderboard", "0007_draws")]

    operations = [migrations.RunPython(make, drop)]
