import django.db.models.deletion
from django.db import migrations, models

HISTORIES = ("historicalunit", "historicalexcerpt", "historicalexcerpterratum")


class Migration(migrations.Migration):

    dependencies = [("provinces", "0007_begin_as_drafts"), ("portal", "0019_change_sets")]

    operations = [
        migrations.AddField(
            name,
            "change_set",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="portal.changeset", verbose_name="改动"),
        )
        for name in HISTORIES
    ]
