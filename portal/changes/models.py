"""The change log, and the revision token of all records."""

from django.conf import settings
from django.db import models


class ChangeSet(models.Model):
    """A transaction that changed records: its kind, by whom, when and why.

    The primary key is given under the write lock, so change sets are in order of their commits
    even if the clocks of two hosts differ.
    """

    class Kind(models.TextChoices):
        EDIT = "edit", "编辑"
        TRANSITION = "transition", "流转"
        IMPORT = "import", "导入"
        MERGE = "merge", "合并"
        UNDO = "undo", "撤销"
        LOAD = "load", "装载"

    kind = models.CharField("种类", max_length=10, choices=Kind, default=Kind.EDIT)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        verbose_name="用户",
        related_name="+",
    )
    why = models.TextField("理由", blank=True)
    moment = models.DateTimeField("时间")
    reverts = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="reverted_by", verbose_name="所撤销的改动"
    )

    class Meta:
        verbose_name = verbose_name_plural = "改动"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.pk} {self.get_kind_display()}"


class Revision(models.Model):
    """One row; its token changes with every change of a record (`portal.changes.revision`).

    `moment`, in seconds since 1970, is even, and later than that of every revision before.
    """

    token = models.CharField(max_length=32)
    moment = models.BigIntegerField(default=0)
    listings_form = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "数据版本"

    def __str__(self):
        return self.token
