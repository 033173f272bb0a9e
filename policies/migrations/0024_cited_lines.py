from django.db import migrations

from portal.curation.accounts.groups import PART_PERMISSIONS, grant
from portal.migrations.steps.citations import cite


def cite_lines(apps, schema_editor):
    for name in ("Policy", "Milestone",):
        cite(apps, "policies", name, supports="title date body wording")


def give_groups(apps, schema_editor):
    grant(apps, "policies", PART_PERMISSIONS, "policycitation", "milestonecitation")


class Migration(migrations.Migration):
    dependencies = [("policies", "0023_citations")]

    operations = [
        migrations.RunPython(cite_lines, migrations.RunPython.noop),
        migrations.RunPython(give_groups, migrations.RunPython.noop),
    ]
