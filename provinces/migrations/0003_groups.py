from django.db import migrations

from portal.curation.accounts.groups import RECORD_PERMISSIONS, VOCABULARY_PERMISSIONS, grant


def give_groups(apps, schema_editor):
    grant(apps, "provinces", RECORD_PERMISSIONS, "excerpt", "excerpterratum")
    grant(apps, "provinces", VOCABULARY_PERMISSIONS, "unit")


class Migration(migrations.Migration):
    dependencies = [
        ("provinces", "0002_states"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(give_groups, migrations.RunPython.noop)]
