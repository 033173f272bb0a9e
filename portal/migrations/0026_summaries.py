import django.db.models.deletion
from django.db import migrations, models


def write_first(apps, schema_editor):
    """Until all is indexed anew after migrating, all documents have this one, whose key is 1."""
    apps.get_model("portal", "Combination").objects.create(text="- - - ")


class Migration(migrations.Migration):

    dependencies = [("portal", "0025_positions_of_names")]

    operations = [
        migrations.CreateModel(
            name="Combination",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(unique=True)),
                ("number", models.IntegerField(default=0)),
            ],
            options={"verbose_name": "索引条目的组合", "verbose_name_plural": "索引条目的组合"},
        ),
        migrations.CreateModel(
            name="Summary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("list", models.CharField(max_length=40)),
                ("combination", models.BigIntegerField()),
                ("dimension", models.CharField(max_length=40)),
                ("value", models.CharField(max_length=40)),
                ("number", models.IntegerField()),
            ],
            options={"verbose_name": "索引的汇总", "verbose_name_plural": "索引的汇总"},
        ),
        migrations.AddConstraint(
            "summary",
            models.UniqueConstraint(
                fields=("combination", "list", "dimension", "value"), name="summed_up_once"
            ),
        ),
        migrations.AddIndex(
            "summary",
            models.Index(fields=["dimension", "value", "list"], name="summary_value"),
        ),
        migrations.RunPython(write_first, migrations.RunPython.noop),
        migrations.RemoveIndex("document", "document_order"),
        migrations.RemoveIndex("document", "document_type"),
        migrations.AddField(
            "document",
            "combination",
            models.ForeignKey(
                db_index=False,
                default=1,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="portal.combination",
                verbose_name="组合",
            ),
            preserve_default=False,
        ),
        migrations.RemoveField("document", "counted_values"),
        migrations.AddIndex(
            "document",
            models.Index(
                fields=["start", "end", "record", "type", "combination"], name="document_order"
            ),
        ),
        migrations.AddIndex(
            "document",
            models.Index(
                fields=["type", "start", "end", "record", "combination"], name="document_type"
            ),
        ),
    ]
