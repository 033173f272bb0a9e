from django.db import migrations

from portal.curation.accounts.groups import OF_RECORDS, OF_VOCABULARIES, give


def give_groups(apps, schema_editor):
    give(apps, "provinces", OF_RECORDS, "excerpt", "excerpterratum")
    give(apps, "provinces", OF_VOCABULARIES, "unit")


class Migration(migrations.Migration):

    dependencies = [
        ("provinces", "0002_states"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(give_groups, migrations.RunPython.noop)]
