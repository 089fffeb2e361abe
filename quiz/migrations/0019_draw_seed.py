"""The secret seed of a contest's draws, which the database itself refuses to change or delete.

On SQLite a later migration that alters the table loses its triggers: such a migration must end by
making them again.
"""

import django.db.models.deletion
from django.db import migrations, models

TABLE = "quiz_drawseed"
WORDS = "the seed of a draw stays as it was bound"

POSTGRESQL = [
    f"""
    CREATE FUNCTION quiz_draw_seed_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    f"""
    CREATE TRIGGER draw_seed_stays BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION quiz_draw_seed_refuse()
    """,
]
POSTGRESQL_BACK = [f"DROP TRIGGER draw_seed_stays ON {TABLE}", "DROP FUNCTION quiz_draw_seed_refuse()"]

REFUSE = f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
SQLITE = [
    f"CREATE TRIGGER draw_seed_refuses_update BEFORE UPDATE ON {TABLE} {REFUSE}",
    f"CREATE TRIGGER draw_seed_refuses_delete BEFORE DELETE ON {TABLE} {REFUSE}",
    # INSERT OR REPLACE deletes a row without asking the trigger above.
    f"""
    CREATE TRIGGER draw_seed_refuses_replace BEFORE INSERT ON {TABLE}
    WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id OR contest_id = NEW.contest_id) {REFUSE}
    """,
]
SQLITE_BACK = [f"DROP TRIGGER draw_seed_refuses_{what}" for what in ("update", "delete", "replace")]


def _run(schema_editor, postgresql, sqlite):
    for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
        schema_editor.execute(statement)


def make(apps, schema_editor):
    _run(schema_editor, POSTGRESQL, SQLITE)


def drop(apps, schema_editor):
    _run(schema_editor, POSTGRESQL_BACK, SQLITE_BACK)


class Migration(migrations.Migration):
    dependencies = [("quiz", "0018_receipts")]

    operations = [
        migrations.CreateModel(
            name="DrawSeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("secret", models.CharField(max_length=64, verbose_name="抽奖种子")),
                ("commitment", models.CharField(max_length=64, verbose_name="种子的摘要")),
                ("created_at", models.DateTimeField(verbose_name="建立时间")),
                (
                    "contest",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draw_seed",
                        to="quiz.contest",
                        verbose_name="竞赛",
                    ),
                ),
            ],
            options={"verbose_name": "抽奖种子", "verbose_name_plural": "抽奖种子"},
        ),
        migrations.RunPython(make, drop),
    ]
