"""Files that curators import, stored unchanged."""

from django.conf import settings
from django.db import models

from portal.changes.models import ChangeSet, Revertible


class ImportBatch(Revertible):
    """An uploaded file; its change set once it has been imported, which can be reverted."""

    table = models.CharField("数据表", max_length=60, editable=False)
    file_name = models.CharField("文件", max_length=200)
    content = models.BinaryField("内容")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name="导入者"
    )
    uploaded = models.DateTimeField("上传时间", auto_now_add=True)
    change_set = models.ForeignKey(ChangeSet, models.PROTECT, null=True, verbose_name="改动")
    made = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("修改", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        ordering = ["-uploaded", "-pk"]

    def __str__(self):
        return self.file_name
