"""Names by which likely duplicates are found: derived from the records, never edited."""

from django.db import models


class KnownName(models.Model):
    """A folded name of a record, or the issuer of a document number that it bears.

    `mark` is what has to be the same in two records: the numerals of a name, the year and number of
    a document. `length` is that of a name; 0 marks an issuer.
    """

    table = models.CharField(max_length=60)
    record = models.BigIntegerField()
    mark = models.TextField()
    length = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        verbose_name = verbose_name_plural = "已知名称"
        indexes = [
            # All columns, so that the index alone answers.
            models.Index(fields=["table", "mark", "length", "record", "text"], name="known_name"),
            models.Index(fields=["table", "record"], name="known_name_record"),
        ]

    def __str__(self):
        return self.text


class NamesRead(models.Model):
    """Up to which row of a table's history its names have been read, by which rules."""

    table = models.CharField(max_length=60, unique=True)
    history = models.BigIntegerField()
    rules = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "名称的读取进度"

    def __str__(self):
        return f"{self.table} {self.history}"
