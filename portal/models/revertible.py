"""Imports and mergers: changes that curators can undo as a whole."""

from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.db import models

from portal.changes.models import ChangeSet


class Revertible(models.Model):
    """Base of records about a `change_set` that can be undone as a whole, such as an import.

    `table` is the label of the model whose records it was about.
    """

    class Meta:
        abstract = True

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.table)

    @property
    def moment(self) -> datetime | None:
        return self.change_set and self.change_set.moment

    @property
    def undone(self) -> datetime | None:
        reverted_by = getattr(self.change_set, "reverted_by", None)
        return reverted_by and reverted_by.moment


class ImportBatch(Revertible):
    """An uploaded file, stored unchanged; it has a change set once it has been imported."""

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

    @property
    def undoing(self) -> str:
        return f"撤销导入“{self}”。"


class Merger(Revertible):
    """A merger of duplicates: the record `gone` was merged into the record `kept`."""

    table = models.CharField("数据表", max_length=60)
    gone = models.PositiveBigIntegerField("并入者编号")
    gone_name = models.TextField("并入者")
    kept = models.PositiveBigIntegerField("保留者编号")
    kept_name = models.TextField("保留者")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, verbose_name="合并者"
    )
    change_set = models.ForeignKey(ChangeSet, models.PROTECT, verbose_name="改动")

    class Meta:
        verbose_name = verbose_name_plural = "合并"
        ordering = ["-change_set_id"]

    def __str__(self):
        return f"“{self.gone_name}”并入“{self.kept_name}”"

    @property
    def undoing(self) -> str:
        return f"撤销合并：{self}。"
