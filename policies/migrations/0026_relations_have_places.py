import django.db.models.deletion
import portal.models.fields
from django.db import migrations, models

from portal.text.line_numbers import read_lines


def read_places(apps, schema_editor):
    """The lines that a place names, where its source is kept line by line."""
    for name in ("PolicyRelation", "MilestoneRelation"):
        relations = apps.get_model("policies", name).objects
        for relation in relations.filter(source__kind="text").exclude(place="").iterator():
            first, last = read_lines(relation.place) or (None, None)
            if first and first <= last:
                relations.filter(pk=relation.pk).update(line_start=first, line_end=last)


class Migration(migrations.Migration):

    dependencies = [
        ('policies', '0025_lines_are_cited'),
        ('portal', '0030_archived_copies'),
    ]

    operations = [
        migrations.AddField(
            model_name='milestonerelation',
            name='line_end',
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='milestonerelation',
            name='line_start',
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='policyrelation',
            name='line_end',
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='policyrelation',
            name='line_start',
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='historicalmilestonerelation',
            name='place',
            field=models.CharField(blank=True, help_text='逐行收录的文本写行号，如 463-466；其他写页、条、段，如 第 3 页。', max_length=100, verbose_name='位置'),
        ),
        migrations.AlterField(
            model_name='historicalmilestonerelation',
            name='quote',
            field=models.TextField(blank=True, help_text='来源的原话，一字不改。', verbose_name='引文'),
        ),
        migrations.AlterField(
            model_name='historicalmilestonerelation',
            name='url',
            field=portal.models.fields.WebAddressField(blank=True, help_text='直达这一处的网址，与来源的网址相同的不写。', max_length=500, verbose_name='网址'),
        ),
        migrations.AlterField(
            model_name='historicalpolicyrelation',
            name='place',
            field=models.CharField(blank=True, help_text='逐行收录的文本写行号，如 463-466；其他写页、条、段，如 第 3 页。', max_length=100, verbose_name='位置'),
        ),
        migrations.AlterField(
            model_name='historicalpolicyrelation',
            name='quote',
            field=models.TextField(blank=True, help_text='来源的原话，一字不改。', verbose_name='引文'),
        ),
        migrations.AlterField(
            model_name='historicalpolicyrelation',
            name='url',
            field=portal.models.fields.WebAddressField(blank=True, help_text='直达这一处的网址，与来源的网址相同的不写。', max_length=500, verbose_name='网址'),
        ),
        migrations.AlterField(
            model_name='milestonerelation',
            name='place',
            field=models.CharField(blank=True, help_text='逐行收录的文本写行号，如 463-466；其他写页、条、段，如 第 3 页。', max_length=100, verbose_name='位置'),
        ),
        migrations.AlterField(
            model_name='milestonerelation',
            name='quote',
            field=models.TextField(blank=True, help_text='来源的原话，一字不改。', verbose_name='引文'),
        ),
        migrations.AlterField(
            model_name='milestonerelation',
            name='source',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.source', verbose_name='来源'),
        ),
        migrations.AlterField(
            model_name='milestonerelation',
            name='url',
            field=portal.models.fields.WebAddressField(blank=True, help_text='直达这一处的网址，与来源的网址相同的不写。', max_length=500, verbose_name='网址'),
        ),
        migrations.AlterField(
            model_name='policyrelation',
            name='place',
            field=models.CharField(blank=True, help_text='逐行收录的文本写行号，如 463-466；其他写页、条、段，如 第 3 页。', max_length=100, verbose_name='位置'),
        ),
        migrations.AlterField(
            model_name='policyrelation',
            name='quote',
            field=models.TextField(blank=True, help_text='来源的原话，一字不改。', verbose_name='引文'),
        ),
        migrations.AlterField(
            model_name='policyrelation',
            name='source',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.source', verbose_name='来源'),
        ),
        migrations.AlterField(
            model_name='policyrelation',
            name='url',
            field=portal.models.fields.WebAddressField(blank=True, help_text='直达这一处的网址，与来源的网址相同的不写。', max_length=500, verbose_name='网址'),
        ),
        migrations.AddIndex(
            model_name='milestonerelation',
            index=models.Index(fields=['source', 'line_start', 'record'], name='milestonerelation_line'),
        ),
        migrations.AddIndex(
            model_name='policyrelation',
            index=models.Index(fields=['source', 'line_start', 'record'], name='policyrelation_line'),
        ),
        migrations.AddConstraint(
            model_name='milestonerelation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('line_end__isnull', True), ('line_start__isnull', True)), models.Q(('line_start__gte', 1), ('line_start__lte', models.F('line_end'))), _connector='OR'), name='milestonerelation_lines_in_order'),
        ),
        migrations.AddConstraint(
            model_name='policyrelation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('line_end__isnull', True), ('line_start__isnull', True)), models.Q(('line_start__gte', 1), ('line_start__lte', models.F('line_end'))), _connector='OR'), name='policyrelation_lines_in_order'),
        ),
        migrations.RunPython(read_places, migrations.RunPython.noop),
    ]
