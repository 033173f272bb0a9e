from django.db import migrations


class Migration(migrations.Migration):
    """The history of what was merged away has its addresses."""

    dependencies = [("portal", "0012_merger_rights")]

    operations = [migrations.RemoveField("merger", "gone_slug")]
