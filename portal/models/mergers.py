"""Mergers of records that curators have found to be duplicates."""

from django.conf import settings
from django.db import models

from portal.changes.models import ChangeSet, Revertible


class Merger(Revertible):
    """A merger: the record `gone` was merged into the record `kept`.

    Reverting its change set undoes it.
    """

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
