"""Files that curators import, kept as they came."""

from django.conf import settings
from django.db import models


class ImportBatch(models.Model):
    """A file, and what became of it.

    The history of what it changed bears its `moment`; that is how the batch is undone.
    """

    table = models.CharField("数据表", max_length=60, editable=False)
    file_name = models.CharField("文件", max_length=200)
    content = models.BinaryField("内容")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name="导入者"
    )
    uploaded = models.DateTimeField("上传时间", auto_now_add=True)
    moment = models.DateTimeField("导入时间", null=True, db_index=True)
    made = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("修改", default=0)
    undone = models.DateTimeField("撤销时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        ordering = ["-uploaded", "-pk"]

    def __str__(self):
        return self.file_name
