import django.db.models.deletion
from django.db import migrations, models

HISTORIES = (
    *("historicalbody", "historicalbodyalias", "historicalbodyperiod", "historicaldifference"),
    *("historicalmilestone", "historicalmilestoneerratum", "historicalmilestoneissuance"),
    *("historicalpolicy", "historicalpolicyerratum", "historicalpolicyissuance"),
)


class Migration(migrations.Migration):

    dependencies = [("policies", "0015_change_sets"), ("portal", "0020_group_history")]

    operations = [
        migrations.AlterModelOptions(
            name='historicalbody',
            options={'get_latest_by': ('change_set_id', 'history_id'), 'ordering': ('-change_set_id', '-history_id'), 'verbose_name': 'historical 发布主体', 'verbose_name_plural': 'historical 发布主体'},
        ),
        migrations.AlterModelOptions(
            name='historicalbodyalias',
            options={'get_latest_by': ('change_set_id', 'history_id'), 'ordering': ('-change_set_id', '-history_id'), 'verbose_name': 'historical 别名', 'verbose_name_plural': 'historical 别名'},
        ),
        migrations.AlterModelOptions(
            name='historicalbodyperiod',
            options={'get_latest_by': ('change_set_id', 'history_id'), 'ordering': ('-change_set_id', '-history_id'), 'verbose_name': 'historical 沿革', 'verbose_name_plural': 'historical 沿革'},
        ),
        migrations.AlterModelOptions(
            name='historicaldifference',
            options={'get_latest_by': ('change_set_id', 'history_id'), 'ordering': ('-change_set_id', '-history_id'), 'verbose_name': 'historical 来源分歧', 'verbose_name_plural': 'historical 来源分歧'},
        ),
        migrations.AlterModelOptions(
            name='historicalmilestone',
            options={'get_latest_by': ('change_set_id', 'history_id'), 'ordering': ('-change_set_id', '-history_id'), 'verbose_name': 'historical 大事记条目', 'verbose_name_plural': 'historical 大事记条目'},
        ),
        migrations.AlterModelOptions(
            name='historicalmilestoneerratum',
            options={'get_latest_by': ('change_set_id', 'history_id'), 'ordering': ('-change_set_id', '-history_id'), 'verbose_name': 'historical 大事记勘误', 'verbose_name_plural': 'historical 大事记勘误'},
        ),
        migrations.AlterModelOptions(
            name='historicalmilestoneissuance',
            options={'get_latest_by': ('change_set_id', 'history_id'), 'ordering': ('-change_set_id', '-history_id'), 'verbose_name': 'historical 发布主体', 'verbose_name_plural': 'historical 发布主体'},
        ),
        migrations.AlterModelOptions(
            name='historicalpolicy',
            options={'get_latest_by': ('change_set_id', 'history_id'), 'ordering': ('-change_set_id', '-history_id'), 'verbose_name': 'historical 国家政策', 'verbose_name_plural': 'historical 国家政策'},
        ),
        migrations.AlterModelOptions(
            name='historicalpolicyerratum',
            options={'get_latest_by': ('change_set_id', 'history_id'), 'ordering': ('-change_set_id', '-history_id'), 'verbose_name': 'historical 国家政策勘误', 'verbose_name_plural': 'historical 国家政策勘误'},
        ),
        migrations.AlterModelOptions(
            name='historicalpolicyissuance',
            options={'get_latest_by': ('change_set_id', 'history_id'), 'ordering': ('-change_set_id', '-history_id'), 'verbose_name': 'historical 发布主体', 'verbose_name_plural': 'historical 发布主体'},
        ),
        *(
            operation
            for name in HISTORIES
            for operation in (
                migrations.AlterField(name, "change_set", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.changeset", verbose_name="改动")),
                migrations.AlterField(name, "history_date", models.DateTimeField()),
            )
        ),
    ]
