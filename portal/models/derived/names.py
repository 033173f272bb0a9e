"""Names by which likely duplicates are found, derived from the records."""

from django.db import models


class KnownName(models.Model):
    """A folded name of a record, or the issuer of one of its document numbers.

    `mark` must be equal in duplicates: the numerals of a name, or year and number of a document.
    `length` is the length of a name, 0 for an issuer.
    """

    table = models.CharField(max_length=60)
    record = models.BigIntegerField()
    mark = models.TextField()
    length = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        verbose_name = verbose_name_plural = "已知名称"
        indexes = [
            # All columns, so that the database reads only the index.
            models.Index(fields=["table", "mark", "length", "record", "text"], name="known_name"),
            models.Index(fields=["table", "record"], name="known_name_record"),
        ]

    def __str__(self):
        return self.text


class NamesRead(models.Model):
    """How far names follow the history of a record type: a change set, and the rules used."""

    table = models.CharField(max_length=60, unique=True)
    history = models.BigIntegerField()
    rules = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "名称的读取进度"

    def __str__(self):
        return f"{self.table} {self.history}"
