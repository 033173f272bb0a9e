import django.db.models.deletion
import portal.models.evidence.citations
import portal.models.fields
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0029_bibliographic_sources'),
        ('provinces', '0012_several_plans'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ExcerptCitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='次序')),
                ('place', models.CharField(blank=True, help_text='逐行收录的文本写行号，如 463-466；其他写页、条、段，如 第 3 页。', max_length=100, verbose_name='位置')),
                ('url', portal.models.fields.WebAddressField(blank=True, help_text='直达这一处的网址，与来源的网址相同的不写。', max_length=500, verbose_name='网址')),
                ('quote', models.TextField(blank=True, help_text='来源的原话，一字不改。', verbose_name='引文')),
                ('supports', portal.models.evidence.citations.StatementsField(max_length=150, verbose_name='支持的陈述')),
                ('line_start', models.PositiveIntegerField(editable=False, null=True)),
                ('line_end', models.PositiveIntegerField(editable=False, null=True)),
            ],
            options={
                'verbose_name': '出处',
                'verbose_name_plural': '出处',
                'ordering': ['position', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HistoricalExcerptCitation',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('history_change_reason', models.TextField(blank=True)),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='次序')),
                ('place', models.CharField(blank=True, help_text='逐行收录的文本写行号，如 463-466；其他写页、条、段，如 第 3 页。', max_length=100, verbose_name='位置')),
                ('url', portal.models.fields.WebAddressField(blank=True, help_text='直达这一处的网址，与来源的网址相同的不写。', max_length=500, verbose_name='网址')),
                ('quote', models.TextField(blank=True, help_text='来源的原话，一字不改。', verbose_name='引文')),
                ('supports', portal.models.evidence.citations.StatementsField(max_length=150, verbose_name='支持的陈述')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField()),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical 出处',
                'verbose_name_plural': 'historical 出处',
                'ordering': ('-change_set_id', '-history_id'),
                'get_latest_by': ('change_set_id', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AlterField(
            model_name='excerpt',
            name='source',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.source', verbose_name='来源'),
        ),
        migrations.AddField(
            model_name='excerptcitation',
            name='record',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='provinces.excerpt', verbose_name='规划摘录'),
        ),
        migrations.AddField(
            model_name='excerptcitation',
            name='source',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.source', verbose_name='来源'),
        ),
        migrations.AddField(
            model_name='historicalexcerptcitation',
            name='change_set',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.changeset', verbose_name='改动'),
        ),
        migrations.AddField(
            model_name='historicalexcerptcitation',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicalexcerptcitation',
            name='record',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='provinces.excerpt', verbose_name='规划摘录'),
        ),
        migrations.AddField(
            model_name='historicalexcerptcitation',
            name='source',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='portal.source', verbose_name='来源'),
        ),
        migrations.AddIndex(
            model_name='excerptcitation',
            index=models.Index(fields=['source', 'line_start', 'record'], name='excerptcitation_line'),
        ),
        migrations.AddConstraint(
            model_name='excerptcitation',
            constraint=models.UniqueConstraint(fields=('record', 'source', 'place'), name='excerptcitation_once'),
        ),
        migrations.AddConstraint(
            model_name='excerptcitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('line_end__isnull', True), ('line_start__isnull', True)), models.Q(('line_start__gte', 1), ('line_start__lte', models.F('line_end'))), _connector='OR'), name='excerptcitation_lines_in_order'),
        ),
    ]
