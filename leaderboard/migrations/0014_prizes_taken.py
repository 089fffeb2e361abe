"""A prize that its winner claimed is taken once it is handed over; nothing changes in the table."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('leaderboard', '0013_claims')]

    operations = [
        migrations.AlterField(
            model_name='claimstep',
            name='kind',
            field=models.CharField(choices=[('claimed', '本人确认领奖'), ('taken', '领走'), ('waived', '放弃'), ('reopened', '恢复待领'), ('handed_on', '由递补者接替')], max_length=10, verbose_name='做了什么'),
        ),
    ]
