"""What happens to prizes after their publication, and who is in line; the database refuses changes of both.

The line is as final as its run's awards: the triggers are those of 0005.
"""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.append_only import append_only

stays = import_module("leaderboard.migrations.0005_confirmed_awards_stay")
RESERVE = "leaderboard_reserve"
POSTGRESQL = [
    f"""
    CREATE TRIGGER reserve_refuses BEFORE INSERT OR UPDATE OR DELETE ON {RESERVE}
    FOR EACH ROW EXECUTE FUNCTION leaderboard_award_refuse()
    """,
]
SQLITE = [
    f"CREATE TRIGGER reserve_refuses_{what} BEFORE {what.upper()} ON {RESERVE} "
    f"WHEN {stays.IS_FINAL.format(row + '.run_id')} {stays.REFUSE}"
    for what, row in (("insert", "NEW"), ("update", "OLD"), ("delete", "OLD"))
]


def _run(schema_editor, postgresql, sqlite):
    for statement in postgresql if schema_editor.connection.vendor == "postgresql" else sqlite:
        schema_editor.execute(statement)


def make(apps, schema_editor):
    _run(schema_editor, POSTGRESQL, SQLITE)


def drop(apps, schema_editor):
    back = [f"DROP TRIGGER reserve_refuses_{what}" for what in ("insert", "update", "delete")]
    _run(schema_editor, [f"DROP TRIGGER reserve_refuses ON {RESERVE}"], back)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_login_cards'),
        ('leaderboard', '0012_activity_ledger'),
        ('quiz', '0022_question_audio'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ClaimStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tier', models.CharField(max_length=40, verbose_name='奖项')),
                ('board', models.CharField(blank=True, max_length=40, verbose_name='榜名')),
                ('kind', models.CharField(choices=[('claimed', '领取'), ('waived', '放弃'), ('reopened', '恢复待领'), ('handed_on', '由递补者接替')], max_length=10, verbose_name='做了什么')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='原因')),
                ('at', models.DateTimeField(verbose_name='时间')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contest', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claim_steps', to='quiz.contest', verbose_name='竞赛')),
                ('department', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '领奖记录',
                'verbose_name_plural': '领奖记录',
                'ordering': ['id'],
                'indexes': [models.Index(fields=['contest', 'kind'], name='claim_step_by_contest')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('board', ''), ('user__isnull', False)), models.Q(('department__isnull', False), ('user__isnull', True)), _connector='OR'), name='claim_step_of_one_winner'), models.UniqueConstraint(condition=models.Q(('kind', 'handed_on'), ('user__isnull', False)), fields=('contest', 'tier', 'user'), name='prize_handed_on_once'), models.UniqueConstraint(condition=models.Q(('kind', 'handed_on'), ('user__isnull', True)), fields=('contest', 'tier', 'board', 'department'), name='department_prize_handed_on_once')],
            },
        ),
        migrations.CreateModel(
            name='Reserve',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(verbose_name='次序')),
                ('tier', models.CharField(max_length=40, verbose_name='奖项')),
                ('board', models.CharField(blank=True, max_length=40, verbose_name='榜名')),
                ('group', models.CharField(blank=True, max_length=40, verbose_name='组别')),
                ('place', models.PositiveIntegerField(verbose_name='名次')),
                ('department', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reserves', to='leaderboard.awardrun', verbose_name='评奖')),
                ('seats_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.department')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '递补',
                'verbose_name_plural': '递补',
                'ordering': ['run', 'position'],
                'constraints': [models.UniqueConstraint(fields=('run', 'position'), name='reserve_position_once')],
            },
        ),
        append_only("leaderboard_claimstep"),
        migrations.RunPython(make, drop),
    ]
