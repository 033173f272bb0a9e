from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("provinces", "0014_cited_lines")]

    operations = [
        migrations.RemoveConstraint(
            model_name='excerpt',
            name='excerpt_lines_in_a_source',
        ),
        migrations.RemoveIndex(
            model_name='excerpt',
            name='excerpt_line',
        ),
        migrations.RemoveField(
            model_name='excerpt',
            name='line_end',
        ),
        migrations.RemoveField(
            model_name='excerpt',
            name='line_start',
        ),
        migrations.RemoveField(
            model_name='historicalexcerpt',
            name='line_end',
        ),
        migrations.RemoveField(
            model_name='historicalexcerpt',
            name='line_start',
        ),
    ]
