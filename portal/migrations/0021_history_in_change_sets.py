import django.db.models.deletion
from django.db import migrations, models

HISTORIES = ("historicalsource", "historicalsourceline")


class Migration(migrations.Migration):

    dependencies = [("portal", "0020_group_history")]

    operations = [
        migrations.AlterModelOptions(
            name='historicalsource',
            options={'get_latest_by': ('change_set_id', 'history_id'), 'ordering': ('-change_set_id', '-history_id'), 'verbose_name': 'historical 来源', 'verbose_name_plural': 'historical 来源'},
        ),
        migrations.AlterModelOptions(
            name='historicalsourceline',
            options={'get_latest_by': ('change_set_id', 'history_id'), 'ordering': ('-change_set_id', '-history_id'), 'verbose_name': 'historical 原文行', 'verbose_name_plural': 'historical 原文行'},
        ),
        migrations.AlterField("changeset", "moment", models.DateTimeField(verbose_name="时间")),
        migrations.AlterField("merger", "change_set", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="portal.changeset", verbose_name="改动")),
        migrations.AlterModelOptions("merger", {"ordering": ["-change_set_id"], "verbose_name": "合并", "verbose_name_plural": "合并"}),
        migrations.RemoveField("merger", "moment"),
        migrations.RemoveField("merger", "undone"),
        migrations.RemoveField("importbatch", "moment"),
        migrations.RemoveField("importbatch", "undone"),
        *(
            operation
            for name in HISTORIES
            for operation in (
                migrations.AlterField(name, "change_set", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.changeset", verbose_name="改动")),
                migrations.AlterField(name, "history_date", models.DateTimeField()),
            )
        ),
    ]
