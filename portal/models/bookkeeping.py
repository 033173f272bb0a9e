"""The loaders' notes about what they have loaded."""

from django.db import models


class LoadedRecord(models.Model):
    """What `load_catalogue` loaded last, to distinguish curators' changes from its own.

    `digest` is a hash of the record's fixture rows. If a key has no record any more, a curator
    has deleted it, and it is not loaded again.
    """

    model = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "装载记录"
        constraints = [models.UniqueConstraint(fields=["model", "key"], name="loaded_once")]

    def __str__(self):
        return f"{self.model} {self.key}"


class BulkLoad(models.Model):
    """A file that `load_bulk` loads, known by its digest; `lines` of `total` are loaded."""

    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    lines = models.PositiveIntegerField()
    total = models.PositiveIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "批量装载"

    def __str__(self):
        return f"{self.name} {self.lines}/{self.total}"
