from django.db import migrations, models

from portal.search.index import back_end


def create_index(apps, schema_editor):
    """It was one of the texts; what it indexes was made of a text, and is now of a listing."""
    connection = schema_editor.connection
    if connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS portal_listing_grams")
        schema_editor.execute("DROP FUNCTION IF EXISTS portal_grams(text)")
        # All is listed anew after migrating, so that only the new listings need be indexed.
        schema_editor.execute(
            "TRUNCATE portal_listing, portal_listingbody, portal_listingtext"
        )
        back_end(connection.vendor).create(connection)


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0004_listing_places'),
    ]

    operations = [
        migrations.AddField(
            model_name='listing',
            name='counted_bodies',
            field=models.TextField(default=''),
            preserve_default=False,
        ),
        migrations.RunPython(create_index, migrations.RunPython.noop),
    ]
