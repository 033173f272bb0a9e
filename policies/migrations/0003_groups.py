from django.db import migrations

from portal.curation.accounts.groups import OF_PARTS, OF_RECORDS, OF_VOCABULARIES, give


def give_groups(apps, schema_editor):
    give(apps, "policies", OF_RECORDS, "policy", "milestone", "policyerratum", "milestoneerratum")
    give(apps, "policies", OF_PARTS, "policyissuance", "milestoneissuance")
    give(apps, "policies", OF_VOCABULARIES, "body", "bodyalias", "difference")


class Migration(migrations.Migration):

    dependencies = [
        ("policies", "0002_states"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(give_groups, migrations.RunPython.noop)]
