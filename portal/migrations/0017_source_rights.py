from django.db import migrations

from portal.migrations.steps.rights import let_changers_publish


def give(apps, schema_editor):
    let_changers_publish(apps, "portal", "source")


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0016_sources_have_states"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
