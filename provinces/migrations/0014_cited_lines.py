from django.db import migrations

from portal.curation.accounts.groups import PART_PERMISSIONS, grant
from portal.migrations.steps.citations import cite


def cite_lines(apps, schema_editor):
    for name in ("Excerpt",):
        cite(apps, "provinces", name, supports="unit_text wording")


def give_groups(apps, schema_editor):
    grant(apps, "provinces", PART_PERMISSIONS, "excerptcitation")


class Migration(migrations.Migration):
    dependencies = [("provinces", "0013_citations")]

    operations = [
        migrations.RunPython(cite_lines, migrations.RunPython.noop),
        migrations.RunPython(give_groups, migrations.RunPython.noop),
    ]
