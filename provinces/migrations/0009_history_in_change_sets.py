import django.db.models.deletion
from django.db import migrations, models

HISTORIES = ("historicalunit", "historicalexcerpt", "historicalexcerpterratum")


class Migration(migrations.Migration):

    dependencies = [("provinces", "0008_change_sets"), ("portal", "0020_group_history")]

    operations = [
        migrations.AlterModelOptions(
            name='historicalexcerpt',
            options={'get_latest_by': ('change_set_id', 'history_id'), 'ordering': ('-change_set_id', '-history_id'), 'verbose_name': 'historical 规划摘录', 'verbose_name_plural': 'historical 规划摘录'},
        ),
        migrations.AlterModelOptions(
            name='historicalexcerpterratum',
            options={'get_latest_by': ('change_set_id', 'history_id'), 'ordering': ('-change_set_id', '-history_id'), 'verbose_name': 'historical 摘录勘误', 'verbose_name_plural': 'historical 摘录勘误'},
        ),
        migrations.AlterModelOptions(
            name='historicalunit',
            options={'get_latest_by': ('change_set_id', 'history_id'), 'ordering': ('-change_set_id', '-history_id'), 'verbose_name': 'historical 省级行政区', 'verbose_name_plural': 'historical 省级行政区'},
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
