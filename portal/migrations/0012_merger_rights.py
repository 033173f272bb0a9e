from django.db import migrations

from portal.curation.accounts.groups import OF_BATCHES, give


def give_groups(apps, schema_editor):
    give(apps, "portal", OF_BATCHES, "merger")


class Migration(migrations.Migration):

    dependencies = [("portal", "0011_mergers"), ("portal", "0010_import_rights")]

    operations = [migrations.RunPython(give_groups, migrations.RunPython.noop)]
