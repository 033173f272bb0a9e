from django.db import migrations

from portal.curation.accounts.groups import OF_BATCHES, give


def give_groups(apps, schema_editor):
    give(apps, "portal", OF_BATCHES, "importbatch")


class Migration(migrations.Migration):

    dependencies = [
        ("portal", "0009_imports"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(give_groups, migrations.RunPython.noop)]
