"""The yardstick: a plain model of as many columns, imported as django-import-export comes."""

from django.db import connection, models
from import_export.resources import ModelResource
from tablib import Dataset

from portal.curation.importing.files.tables import Table

COLUMNS = {
    **{"地址标识": "slug", "题名": "title", "类型": "kind", "日期": "date"},
    **{"原文日期": "date_text", "发布主体": "bodies", "所记政策": "policy", "原文": "wording"},
    **{"来源": "source", "起始行": "line_start", "结束行": "line_end"},
    **{"状态": "state", "版本": "version"},
}


class Row(models.Model):
    slug = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=20)
    date = models.CharField(max_length=60)
    date_text = models.CharField(max_length=60)
    bodies = models.TextField(blank=True)
    policy = models.CharField(max_length=300, blank=True)
    wording = models.TextField()
    source = models.CharField(max_length=40, blank=True)
    line_start = models.PositiveIntegerField(null=True)
    line_end = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=10, blank=True)
    version = models.PositiveIntegerField(null=True)

    class Meta:
        app_label = "portal"  # a copy of an instance looks for its model in an installed app
        db_table = "bench_rows"

    def __str__(self):
        return self.title


class RowResource(ModelResource):
    class Meta:
        model = Row


def prepare() -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Row)


def dataset(table: Table) -> Dataset:
    """The rows of a file, of records that are there, in the same order, or else of new ones."""
    headers = [COLUMNS[header] for header in table.headers]
    keys = Row.objects.order_by("pk").values_list("pk", flat=True) if Row.objects.exists() else None
    found = Dataset(headers=["id", *headers])
    for at, (_, row) in enumerate(table.rows):
        found.append([keys[at] if keys else "", *row.values()])
    return found


def take(data: Dataset, *, dry_run: bool) -> None:
    RowResource().import_data(data, dry_run=dry_run, raise_errors=True)
