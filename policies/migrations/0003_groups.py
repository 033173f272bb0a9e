from django.db import migrations

from portal.curation.accounts.groups import (
    PART_PERMISSIONS,
    RECORD_PERMISSIONS,
    VOCABULARY_PERMISSIONS,
    grant,
)


def give_groups(apps, schema_editor):
    grant(
        apps,
        "policies",
        RECORD_PERMISSIONS,
        "policy",
        "milestone",
        "policyerratum",
        "milestoneerratum",
    )
    grant(apps, "policies", PART_PERMISSIONS, "policyissuance", "milestoneissuance")
    grant(apps, "policies", VOCABULARY_PERMISSIONS, "body", "bodyalias", "difference")


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0002_states"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(give_groups, migrations.RunPython.noop)]
