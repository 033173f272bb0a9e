from django.db import migrations

from portal.curation.accounts.groups import VIEW_PERMISSIONS, grant


def give_groups(apps, schema_editor):
    grant(apps, "portal", VIEW_PERMISSIONS, "merger")


class Migration(migrations.Migration):
    dependencies = [("portal", "0011_mergers"), ("portal", "0010_import_rights")]

    operations = [migrations.RunPython(give_groups, migrations.RunPython.noop)]
