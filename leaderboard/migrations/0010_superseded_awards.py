"""A ruling may put another run in the place of a confirmed one: that change, and no other, is allowed."""

from importlib import import_module

from django.db import migrations, models

stays = import_module("leaderboard.migrations.0005_confirmed_awards_stay")

SUPERSEDED = (
    f"OLD.state IN ('confirmed', 'published') AND NEW.state = 'superseded' AND {stays.SAME} "
    "AND (OLD.published_at = NEW.published_at OR (OLD.published_at IS NULL AND NEW.published_at IS NULL))"
)
CHANGED = f"{stays.CHANGED} AND NOT ({SUPERSEDED})"
TRIGGER = "award_run_refuses_update"


def _replace(schema_editor, when):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {TRIGGER} ON {stays.RUN}")
        schema_editor.execute(
            f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE ON {stays.RUN} "
            f"FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION leaderboard_run_refuse()"
        )
    else:
        schema_editor.execute(f"DROP TRIGGER {TRIGGER}")
        schema_editor.execute(
            f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE ON {stays.RUN} WHEN {when} {stays.REFUSE}"
        )


def make(apps, schema_editor):
    _replace(schema_editor, CHANGED)


def drop(apps, schema_editor):
    _replace(schema_editor, stays.CHANGED)


class Migration(migrations.Migration):
    dependencies = [("leaderboard", "0009_certificates")]

    operations = [
        migrations.AlterField(
            model_name="awardrun",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "草稿"),
                    ("confirmed", "已确认"),
                    ("published", "已公布"),
                    ("superseded", "已被取代"),
                ],
                default="draft",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.RunPython(make, drop),
    ]
