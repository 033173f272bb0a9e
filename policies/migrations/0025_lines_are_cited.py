from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("policies", "0024_cited_lines")]

    operations = [
        migrations.RemoveConstraint(
            model_name='milestone',
            name='milestone_lines_in_a_source',
        ),
        migrations.RemoveConstraint(
            model_name='policy',
            name='policy_lines_in_a_source',
        ),
        migrations.RemoveIndex(
            model_name='milestone',
            name='milestone_line',
        ),
        migrations.RemoveIndex(
            model_name='policy',
            name='policy_line',
        ),
        migrations.RemoveField(
            model_name='historicalmilestone',
            name='line_end',
        ),
        migrations.RemoveField(
            model_name='historicalmilestone',
            name='line_start',
        ),
        migrations.RemoveField(
            model_name='historicalmilestone',
            name='source',
        ),
        migrations.RemoveField(
            model_name='historicalpolicy',
            name='line_end',
        ),
        migrations.RemoveField(
            model_name='historicalpolicy',
            name='line_start',
        ),
        migrations.RemoveField(
            model_name='historicalpolicy',
            name='source',
        ),
        migrations.RemoveField(
            model_name='milestone',
            name='line_end',
        ),
        migrations.RemoveField(
            model_name='milestone',
            name='line_start',
        ),
        migrations.RemoveField(
            model_name='milestone',
            name='source',
        ),
        migrations.RemoveField(
            model_name='policy',
            name='line_end',
        ),
        migrations.RemoveField(
            model_name='policy',
            name='line_start',
        ),
        migrations.RemoveField(
            model_name='policy',
            name='source',
        ),
    ]
