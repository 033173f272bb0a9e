from django.db import migrations, models


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
    ]
