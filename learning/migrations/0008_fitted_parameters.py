"""Weights of the memory's model, and on every answer those by which the memory took it in.

On SQLite the trigger that keeps answers as given names its columns: it is made again with the new one.
(Backwards the table is rebuilt, which loses all of its triggers: 0002's are made again.)
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from accounts.append_only import append_only

_answers = import_module("learning.migrations.0002_answers_stay_as_given")
_WATCHES = (
    f"CREATE TRIGGER log_refuses_update BEFORE UPDATE ON {_answers.TABLE} "
    f"WHEN {_answers.CHANGED} OR OLD.parameters_id IS NOT NEW.parameters_id {_answers.REFUSE}"
)


def _on_sqlite(*statements):
    """An operation of these statements; PostgreSQL compares whole rows and needs none."""

    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            for statement in statements:
                schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):

    dependencies = [
        ('learning', '0007_preparation'),
    ]

    operations = [
        migrations.CreateModel(
            name='FittedParameters',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weights', models.JSONField(verbose_name='参数')),
                ('fitted_at', models.DateTimeField(verbose_name='拟合的时间')),
                ('is_kept', models.BooleanField(verbose_name='是否采用')),
                ('reviews', models.PositiveIntegerField(verbose_name='用到的作答次数')),
                ('held_out', models.PositiveIntegerField(verbose_name='留作检验的作答次数')),
                ('learners', models.PositiveIntegerField(verbose_name='学习者人数')),
                ('loss_before', models.FloatField(verbose_name='原参数的对数损失')),
                ('loss_after', models.FloatField(verbose_name='新参数的对数损失')),
                ('library', models.CharField(max_length=32, verbose_name='拟合用的程序')),
                ('library_version', models.CharField(max_length=32, verbose_name='程序版本')),
                ('digest', models.CharField(max_length=64, verbose_name='输入的摘要')),
            ],
            options={
                'verbose_name': '记忆模型的参数',
                'verbose_name_plural': '记忆模型的参数',
                'constraints': [models.UniqueConstraint(fields=('digest',), name='fitted_once_from_the_same'), models.CheckConstraint(condition=models.Q(('is_kept', False), ('loss_after__lt', models.F('loss_before')), _connector='OR'), name='kept_where_better')],
            },
        ),
        append_only("learning_fittedparameters", unique=("id", "digest")),
        migrations.RunPython(_on_sqlite(), _on_sqlite(*_answers.SQLITE)),
        migrations.AddField(
            model_name='reviewlog',
            name='parameters',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='learning.fittedparameters', verbose_name='参数'),
        ),
        migrations.RunPython(
            _on_sqlite("DROP TRIGGER log_refuses_update", _WATCHES), _on_sqlite(*_answers.SQLITE_BACK)
        ),
    ]
