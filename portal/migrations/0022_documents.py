import django.db.models.deletion
from django.db import migrations, models

from portal.index.text_index.backends import text_index


def drop_old_index(apps, schema_editor):
    """That of the listings, which have given way to documents."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS portal_listing_grams")
        schema_editor.execute("DROP FUNCTION IF EXISTS portal_grams(text)")
        schema_editor.execute("DROP FUNCTION IF EXISTS portal_grams(bigint)")
    else:
        schema_editor.execute("DROP TABLE IF EXISTS portal_pairs")
        schema_editor.execute("DROP TABLE IF EXISTS portal_characters")


def forget_listings(apps, schema_editor):
    """Of tables that are gone there are no rights to give."""
    gone = {"app_label": "portal", "model__in": ["listing", "listingbody", "listingtext"]}
    types = apps.get_model("contenttypes", "ContentType").objects.filter(**gone)
    apps.get_model("auth", "Permission").objects.filter(content_type__in=types).delete()
    types.delete()


def create_index(apps, schema_editor):
    """All records are indexed anew after migrating."""
    text_index(schema_editor.connection.vendor).create(schema_editor.connection)


def drop_index(apps, schema_editor):
    text_index(schema_editor.connection.vendor).drop(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ("portal", "0021_history_in_change_sets"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(drop_old_index, migrations.RunPython.noop),
        migrations.DeleteModel("ListingBody"),
        migrations.DeleteModel("ListingText"),
        migrations.DeleteModel("Listing"),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('type', models.CharField(max_length=40)),
                ('record', models.BigIntegerField()),
                ('lists', models.TextField()),
                ('start', models.DateField(null=True)),
                ('end', models.DateField(null=True)),
                ('first_month', models.PositiveIntegerField(null=True)),
                ('last_month', models.PositiveIntegerField(null=True)),
                ('heading', models.TextField(default='')),
                ('counted_values', models.TextField()),
                ('counted_links', models.TextField()),
            ],
            options={
                'verbose_name': '索引条目',
                'verbose_name_plural': '索引条目',
            },
        ),
        migrations.CreateModel(
            name='DocumentLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dimension', models.CharField(max_length=40)),
                ('value', models.BigIntegerField()),
            ],
            options={
                'verbose_name': '索引条目的关联',
                'verbose_name_plural': '索引条目的关联',
            },
        ),
        migrations.CreateModel(
            name='DocumentText',
            fields=[
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='text', serialize=False, to='portal.document', verbose_name='索引条目')),
                ('folded', models.TextField()),
                ('marks', models.TextField()),
            ],
            options={
                'verbose_name': '索引条目的文字',
                'verbose_name_plural': '索引条目的文字',
            },
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(fields=['start', 'end', 'record', 'type', 'lists'], name='document_order'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(fields=['type', 'start', 'end', 'record', 'lists'], name='document_type'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(fields=('type', 'record'), name='indexed_once'),
        ),
        migrations.AddField(
            model_name='documentlink',
            name='document',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='links', to='portal.document', verbose_name='索引条目'),
        ),
        migrations.AddIndex(
            model_name='documentlink',
            index=models.Index(fields=['dimension', 'value', 'document'], name='document_link'),
        ),
        migrations.AddConstraint(
            model_name='documentlink',
            constraint=models.UniqueConstraint(fields=('document', 'dimension', 'value'), name='linked_once'),
        ),
        migrations.RunPython(create_index, drop_index),
        migrations.RunPython(forget_listings, migrations.RunPython.noop),
    ]
