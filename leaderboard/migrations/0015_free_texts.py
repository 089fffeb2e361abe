"""What people write is kept apart from the rows that stay, so that it can be emptied and nothing else."""

import django.db.models.deletion
from django.db import migrations, models

TABLE = "leaderboard_freetext"
WORDS = "a text is only ever forgotten"
KEPT = ("id", "contest_id", "step_id", "objection_id", "decision_id", "written_at")
IS_FORGETTING = "OLD.forgotten_at IS NULL AND NEW.forgotten_at IS NOT NULL AND NEW.text = '' AND NEW.salt = ''"


def _forgets(same):
    return " AND ".join([IS_FORGETTING, *(f"OLD.{name} {same} NEW.{name}" for name in KEPT)])


REFUSE = f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
SAME = " OR ".join(f"{name} = NEW.{name}" for name in ("id", "step_id", "objection_id", "decision_id"))
SQLITE = [
    f"CREATE TRIGGER {TABLE}_refuses_update BEFORE UPDATE ON {TABLE} WHEN NOT ({_forgets('IS')}) {REFUSE}",
    f"CREATE TRIGGER {TABLE}_refuses_delete BEFORE DELETE ON {TABLE} {REFUSE}",
    f"CREATE TRIGGER {TABLE}_refuses_replace BEFORE INSERT ON {TABLE} "
    f"WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE {SAME}) {REFUSE}",
]
SQLITE_BACK = [f"DROP TRIGGER {TABLE}_refuses_{what}" for what in ("update", "delete", "replace")]
POSTGRESQL = [
    f"CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    f"CREATE TRIGGER {TABLE}_refuses_update BEFORE UPDATE ON {TABLE} FOR EACH ROW "
    f"WHEN (NOT ({_forgets('IS NOT DISTINCT FROM')})) EXECUTE FUNCTION {TABLE}_refuse()",
    f"CREATE TRIGGER {TABLE}_refuses_delete BEFORE DELETE ON {TABLE} FOR EACH ROW "
    f"EXECUTE FUNCTION {TABLE}_refuse()",
]
POSTGRESQL_BACK = [
    f"DROP TRIGGER {TABLE}_refuses_update ON {TABLE}",
    f"DROP TRIGGER {TABLE}_refuses_delete ON {TABLE}",
    f"DROP FUNCTION {TABLE}_refuse()",
]


def _run(schema_editor, postgresql, sqlite):
    for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
        schema_editor.execute(statement)


def make(apps, schema_editor):
    _run(schema_editor, POSTGRESQL, SQLITE)


def drop(apps, schema_editor):
    _run(schema_editor, POSTGRESQL_BACK, SQLITE_BACK)


class Migration(migrations.Migration):

    dependencies = [
        ('leaderboard', '0014_prizes_taken'),
        ('quiz', '0023_fact_of_a_question'),
    ]

    operations = [
        migrations.CreateModel(
            name='FreeText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(blank=True, max_length=1000, verbose_name='文字')),
                ('salt', models.CharField(blank=True, max_length=64)),
                ('written_at', models.DateTimeField(verbose_name='时间')),
                ('forgotten_at', models.DateTimeField(null=True, verbose_name='删除时间')),
                ('contest', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='quiz.contest', verbose_name='竞赛')),
                ('decision', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='free_text', to='leaderboard.objectiondecision')),
                ('objection', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='free_text', to='leaderboard.objection')),
                ('step', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='free_text', to='leaderboard.claimstep')),
            ],
            options={
                'verbose_name': '文字',
                'verbose_name_plural': '文字',
                'ordering': ['id'],
                'indexes': [models.Index(condition=models.Q(('forgotten_at', None)), fields=['written_at'], name='free_text_by_age')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decision', None), ('objection', None), ('step__isnull', False)), models.Q(('decision', None), ('objection__isnull', False), ('step', None)), models.Q(('decision__isnull', False), ('objection', None), ('step', None)), _connector='OR'), name='free_text_of_one_row')],
            },
        ),
        migrations.RunPython(make, drop),
    ]
