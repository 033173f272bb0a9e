"""What the portal notes about its own tables."""

from django.db import models


class LoadedRecord(models.Model):
    """What `load_catalogue` last put in, so that it can tell a curator's hand from its own.

    `digest` is over the record's fixture rows. A key without its record is a
    record that a curator has deleted: it is not brought back.
    """

    model = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "装载记录"
        constraints = [models.UniqueConstraint(fields=["model", "key"], name="loaded_once")]

    def __str__(self):
        return f"{self.model} {self.key}"
