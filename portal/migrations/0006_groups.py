from django.db import migrations

from portal.curation.accounts.groups import VOCABULARY_PERMISSIONS, grant


def give_groups(apps, schema_editor):
    grant(apps, "portal", VOCABULARY_PERMISSIONS, "source", "sourceline")


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0005_listing_index"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(give_groups, migrations.RunPython.noop)]
