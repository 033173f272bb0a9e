import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

HISTORIES = ("historicalsource", "historicalsourceline")
TO_CHANGE_SET = {
    "on_delete": django.db.models.deletion.PROTECT,
    "to": "portal.changeset",
    "verbose_name": "改动",
}


class Migration(migrations.Migration):

    dependencies = [
        ("portal", "0018_known_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangeSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("edit", "编辑"), ("transition", "流转"), ("import", "导入"), ("merge", "合并"), ("undo", "撤销"), ("load", "装载")], default="edit", max_length=10, verbose_name="种类")),
                ("why", models.TextField(blank=True, verbose_name="理由")),
                # The index is for the next migration, which finds change sets by their moments.
                ("moment", models.DateTimeField(db_index=True, verbose_name="时间")),
                ("reverts", models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="reverted_by", to="portal.changeset", verbose_name="所撤销的改动")),
                ("user", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="用户")),
            ],
            options={"verbose_name": "改动", "verbose_name_plural": "改动", "ordering": ["-pk"]},
        ),
        *(
            migrations.AddField(name, "change_set", models.ForeignKey(null=True, related_name="+", **TO_CHANGE_SET))
            for name in HISTORIES
        ),
        migrations.AddField("importbatch", "change_set", models.ForeignKey(null=True, **TO_CHANGE_SET)),
        migrations.AddField("merger", "change_set", models.ForeignKey(null=True, **TO_CHANGE_SET)),
    ]
