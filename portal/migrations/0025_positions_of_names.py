from django.db import migrations, models


class Migration(migrations.Migration):
    """All is indexed anew after migrating; until then every position is the first."""

    dependencies = [("portal", "0024_timestamps")]

    operations = [
        migrations.AddField(
            "documentlink",
            "position",
            models.PositiveSmallIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            "linkedname",
            "position",
            models.PositiveSmallIntegerField(default=0),
            preserve_default=False,
        ),
    ]
